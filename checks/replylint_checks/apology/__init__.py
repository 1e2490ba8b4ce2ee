"""Is there one apology at most, and a plain one?

None at all is met. A second one, or one that is laid on thick, is weak; from three on (option `grovelling`) the row is unmet.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from replylint.checks import Row
from replylint.model import Finding, Move, MoveKind, Verdict
from replylint.moves.reply import Reply

from .surplus import without_heap, without_sentence

_MERE_HEAPS = ("heaped.sorry", "heaped.apologies")


def check(reply: Reply, row: Row) -> Verdict:
    """The verdict of the apology row."""
    apologies = tuple(move for move in reply.moves_of(MoveKind.APOLOGY) if move.cue != "model")  # an apology has its word
    if not apologies:
        missing = [] if reply.refusal == "none" else [row.finding("APO002", reply.refusal_span)]
        return row.verdict("met", "", missing)
    most = max(int(row.option("APO001", "most")), 0)
    kept = {move.sentence for move in apologies[:most]}
    findings = [_another(row, reply, move, apologies[0], kept) for move in apologies[most:]]
    findings += _heaped(row, reply, apologies[:most])
    if len(apologies) >= max(int(row.option("APO001", "grovelling")), 1):
        return row.verdict("unmet", f"{len(apologies)} apologies", findings)
    return row.verdict("weak" if findings else "met", "more regret than one plain apology" if findings else "", findings)


def _another(row: Row, reply: Reply, move: Move, first: Move, kept: Container[int]) -> Finding:
    """The finding of an apology too many. `kept`: sentences with an apology that is fine."""
    fix = None if move.sentence in kept else without_sentence(reply, reply.sentences[move.sentence])
    return row.finding("APO001", move.span, related=[first.span], fix=fix, what="Another apology", words=reply.quoted(move.span))


def _heaped(row: Row, reply: Reply, allowed: Sequence[Move]) -> list[Finding]:
    """At most one finding an apology that would have been fine: its words are piled up, or it grovels."""
    hits = row.hits(reply, "heaped", "grovel")
    found = []
    for move in allowed:
        piled = next((hit for hit in hits if hit.sentence.index == move.sentence), None)
        if piled is not None:
            fix = without_heap(reply, piled.sentence, piled.span) if piled.group.id in _MERE_HEAPS else None
            found.append(row.finding("APO001", piled.span, fix=fix, what="An apology laid on thick", words=reply.quoted(piled.span)))
    return found
