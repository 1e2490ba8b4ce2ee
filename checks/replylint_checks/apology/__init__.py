"""Is there one apology at most, and a plain one?

None at all is met. A second one, or one that is laid on thick, is weak; from three on (option `grovelling`) the row is unmet.
"""

from __future__ import annotations

from collections.abc import Sequence

from replylint.checks import Row
from replylint.model import Finding, Move, MoveKind, Verdict
from replylint.moves.reply import Reply


def check(reply: Reply, row: Row) -> Verdict:
    """The verdict of the apology row."""
    apologies = tuple(move for move in reply.moves_of(MoveKind.APOLOGY) if move.cue != "model")  # an apology has its word
    if not apologies:
        missing = [] if reply.refusal == "none" else [row.finding("APO002", reply.refusal_span)]
        return row.verdict("met", "", missing)
    most = max(int(row.option("APO001", "most")), 0)
    findings = [_finding(row, reply, "Another apology", move, apologies[0]) for move in apologies[most:]]
    findings += _heaped(row, reply, apologies[:most])
    if len(apologies) >= max(int(row.option("APO001", "grovelling")), 1):
        return row.verdict("unmet", f"{len(apologies)} apologies", findings)
    return row.verdict("weak" if findings else "met", "more regret than one plain apology" if findings else "", findings)


def _finding(row: Row, reply: Reply, what: str, move: Move, first: Move) -> Finding:
    return row.finding("APO001", move.span, related=[first.span], what=what, words=reply.quoted(move.span))


def _heaped(row: Row, reply: Reply, allowed: Sequence[Move]) -> list[Finding]:
    """At most one finding an apology that would have been fine: its words are piled up, or it grovels."""
    hits = row.hits(reply, "heaped", "grovel")
    found = []
    for move in allowed:
        piled = next((hit for hit in hits if hit.sentence.index == move.sentence), None)
        if piled is not None:
            found.append(row.finding("APO001", piled.span, what="An apology laid on thick", words=reply.quoted(piled.span)))
    return found
