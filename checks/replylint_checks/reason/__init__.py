"""Reason: is there a why, and is it a fact and not a rule or a formula?"""

from __future__ import annotations

from replylint.checks import Row
from replylint.cues import CueHit
from replylint.model import Finding, MoveKind, Verdict
from replylint.moves.reply import Reply

_CONCRETE = frozenset(["connective", "state", "purpose", "slot"])


def check(reply: Reply, row: Row) -> Verdict:
    """unmet: no why. weak: a bare rule or a formula. met: a fact, or what the rule is for."""
    vague = [row.finding("RSN003", hit.span, words=_words(reply, hit)) for hit in row.hits(reply, "vague")]
    walls = _walls(reply, row)
    moves = reply.moves_of(MoveKind.REASON)
    if vague or walls:
        return row.verdict("weak", "the reason explains nothing of this case", vague + walls)
    if not moves:
        return row.verdict("unmet", "no reason is given", [row.finding("RSN001", reply.refusal_span)])
    return row.verdict("met", "says why")


def _walls(reply: Reply, row: Row) -> list[Finding]:
    """The bare mentions of a rule; none when the reply says anywhere what the rule is for or which fact falls under it."""
    hits = row.hits(reply, "policy")
    if not hits:
        return []
    bare = {hit.sentence.index for hit in hits}
    if {hit.sentence.index for hit in row.hits(reply, "purpose", "fact")} & _near(bare):
        return []
    told = {move.sentence for move in reply.moves_of(MoveKind.REFUSAL)} | bare
    if any(move.sentence not in told and move.flags & _CONCRETE for move in reply.moves_of(MoveKind.REASON)):
        return []
    widest = max((hit for hit in hits if hit.sentence.index == hits[0].sentence.index), key=lambda hit: len(hit.span))
    return [row.finding("RSN002", widest.span, words=_words(reply, widest))]


def _near(sentences: set[int]) -> set[int]:
    """A purpose may stand in the sentence before or after the rule."""
    return {index + step for index in sentences for step in (-1, 0, 1)}


def _words(reply: Reply, hit: CueHit) -> str:
    return " ".join(reply.text(hit.span).split())
