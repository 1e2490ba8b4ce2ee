"""Is the no put as gently as it can be, and does the reply end on something else?

A refusal is blunt when it has no softener, gives no reason in its own sentence, and nothing positive stands there or in the next one. Walls ("under no
circumstances") are blunt whatever stands beside them.
"""

from __future__ import annotations

from replylint.checks import Row
from replylint.cues import CueHit, Sentence
from replylint.model import Finding, Move, MoveKind, Verdict
from replylint.moves.reply import Reply

# What makes up for a no beside it.
_POSITIVE = frozenset([MoveKind.ALTERNATIVE, MoveKind.GOODWILL, MoveKind.GRATITUDE, MoveKind.APOLOGY, MoveKind.ACKNOWLEDGMENT, MoveKind.FOLLOW_UP])


def check(reply: Reply, row: Row) -> Verdict:
    """The verdict of the row: a blunt no is unmet, a no as the last word weak."""
    hits = row.hits(reply)
    findings = [finding for move in reply.moves_of(MoveKind.REFUSAL) if (finding := _blunt(reply, row, move, hits)) is not None]
    ending = _ending(reply, row)
    if findings:
        return row.verdict("unmet", "the no is blunter than it need be", findings + ending)
    return row.verdict("weak" if ending else "met", "the last thing said is the no" if ending else "", ending)


def _blunt(reply: Reply, row: Row, move: Move, hits: list[CueHit]) -> Finding | None:
    sentence = reply.sentences[move.sentence]
    here = [hit for hit in hits if hit.sentence.index == sentence.index]
    wall = next((hit for hit in here if hit.group.id.startswith("wall.")), None)
    if wall is not None:
        return row.finding("POS001", wall.span, words=reply.text(wall.span))
    kinds = {other.kind for other in reply.moves_in(sentence)}
    if any(hit.group.id == "softener" for hit in here) or "hedged" in move.flags or MoveKind.REASON in kinds or kinds & _POSITIVE or sentence.is_question:
        return None
    following = _next(reply, sentence)
    if following is not None and {other.kind for other in reply.moves_in(following)} & _POSITIVE:
        return None
    return row.finding("POS001", move.span, words=reply.text(move.span))


def _next(reply: Reply, sentence: Sentence) -> Sentence | None:
    return next((other for other in reply.body if other.index > sentence.index), None)


def _ending(reply: Reply, row: Row) -> list[Finding]:
    """The no is the last move of the body, and its sentence offers nothing beside it."""
    if len(reply.body) < 2 or not reply.moves:
        return []
    last = reply.sentences[max(move.sentence for move in reply.moves)]
    kinds = {move.kind for move in reply.moves_in(last)}
    if MoveKind.REFUSAL not in kinds or kinds & _POSITIVE:
        return []
    return [row.finding("POS002", last.span)]
