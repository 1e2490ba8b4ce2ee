"""Is the no put as gently as it can be, and does the reply end on something else?

A refusal is blunt when it has no softener, gives no reason in its own sentence, and nothing positive stands there or in the next one. Walls ("under no
circumstances") are blunt whatever stands beside them. A reply that says nothing of what can be done is weak however soft it is.
"""

from __future__ import annotations

from replylint.checks import SURE, Row
from replylint.cues import CueHit, Sentence
from replylint.model import Finding, MoveKind, Span, Verdict
from replylint.moves.reply import Reply

# What makes up for a no beside it.
_POSITIVE = frozenset([MoveKind.ALTERNATIVE, MoveKind.GOODWILL, MoveKind.GRATITUDE, MoveKind.APOLOGY, MoveKind.ACKNOWLEDGMENT, MoveKind.FOLLOW_UP])


def check(reply: Reply, row: Row) -> Verdict:
    """The verdict of the row: a blunt no is unmet, and so is one that offers nothing and stands at the end; one of the two is weak."""
    findings, ending = _blunt(reply, row), _ending(reply, row)
    blunt = any(finding.rule.code == "POS001" for finding in findings)  # what is only curt is a matter of taste, and costs nothing
    offers = bool(reply.moves_of(MoveKind.ALTERNATIVE))
    if blunt:
        return row.verdict("unmet", "the no is blunter than it need be", findings + ending)
    if ending and not offers:
        return row.verdict("unmet", "it says nothing of what can be done, and ends on the no", findings + ending)
    if ending:
        return row.verdict("weak", "the last thing said is the no", findings + ending)
    return row.verdict("met", "", findings) if offers else row.verdict("weak", "it says nothing of what can be done", findings)


def _blunt(reply: Reply, row: Row) -> list[Finding]:
    """One finding a sentence: its hardest words, walls first. A plain no is a finding of its own rule."""
    hits = row.hits(reply)
    softened = {hit.sentence.index for hit in hits if hit.group.id in ("softener", "explained")}
    found: dict[int, Finding] = {}
    for hit in hits:
        wall = hit.group.id.startswith("wall.")
        if wall and (first := found.get(hit.sentence.index)) is not None:
            span = Span(min(first.span.start, hit.span.start), max(first.span.end, hit.span.end))
            found[hit.sentence.index] = row.finding("POS001", span, words=reply.quoted(span))
        if hit.sentence.index in found or hit.group.id in ("softener", "explained") or not (wall or _refuses(reply, hit)):
            continue
        if wall or (hit.sentence.index not in softened and _stands_alone(reply, hit)):
            span = _underlined(reply, hit)
            code = "POS003" if hit.group.id.startswith("curt.") else "POS001"
            found[hit.sentence.index] = row.finding(code, span, words=reply.quoted(span))
    return list(found.values())


def _refuses(reply: Reply, hit: CueHit) -> bool:
    """The bare result of a procedure is the refusal by its form; what an office says of its rules only where the draft surely refuses in that sentence."""
    if hit.group.id.startswith(("verdict.", "curt.forbidden", "curt.firm")):
        return True
    return MoveKind.REFUSAL in _kinds(reply, hit.sentence) and (not hit.group.id.startswith("blunt.") or reply.certainty >= SURE)


def _kinds(reply: Reply, sentence: Sentence) -> set[MoveKind]:
    """The moves of a sentence, without guesses."""
    return {move.kind for move in reply.moves_in(sentence) if move.cue != "model" or move.confidence >= 0.55}


def _certain(reply: Reply, sentence: Sentence) -> set[MoveKind]:
    """The moves of a sentence that are likelier than not, so that no guess makes up for a blunt no."""
    return {move.kind for move in reply.moves_in(sentence) if move.confidence >= (0.55 if move.cue == "model" else 0.5)}


def _stands_alone(reply: Reply, hit: CueHit) -> bool:
    """Nothing in its sentence or the next one makes up for it."""
    moves = reply.moves_in(hit.sentence)
    kinds = _certain(reply, hit.sentence)
    if MoveKind.REASON in kinds or kinds & _POSITIVE or any("hedged" in move.flags for move in moves):
        return False
    before = next((other for other in reversed(reply.body) if other.index < hit.sentence.index), None)
    if before is not None and any(move.kind is MoveKind.APOLOGY for move in reply.moves_in(before)):
        return False  # "I'm sorry. We don't have ..."
    following = next((other for other in reply.body if other.index > hit.sentence.index), None)
    after = _certain(reply, following) if following is not None else set()
    # "We won't do it. It would …" is how people talk; the bare result of a procedure is not made better by what follows.
    explained = hit.group.id == "curt.plain-no" and MoveKind.REASON in after
    return not explained and not after & _POSITIVE


def _underlined(reply: Reply, hit: CueHit) -> Span:
    """A wall's own words; else the clause of the refusal, so that the reader sees what is meant."""
    if hit.group.id.startswith("wall."):
        return hit.span
    spans = [move.span for move in reply.moves_in(hit.sentence) if move.kind is MoveKind.REFUSAL and move.span.overlaps(hit.span)]
    return min(spans, key=len) if spans else hit.sentence.span


def _ending(reply: Reply, row: Row) -> list[Finding]:
    """The no is the last move of the body, and its sentence holds nothing beside it but its reason."""
    if len(reply.body) < 2 or not reply.moves:
        return []
    last = reply.sentences[max(move.sentence for move in reply.moves)]
    kinds = {move.kind for move in reply.moves_in(last)}
    return [row.finding("POS002", last.span)] if MoveKind.REFUSAL in kinds and not kinds & _POSITIVE else []
