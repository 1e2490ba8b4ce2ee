"""Does somebody own the no? A refusal in which no "we" or "I" appears sounds as if it had made itself."""

from __future__ import annotations

from replylint.checks import Row
from replylint.model import MoveKind, Verdict
from replylint.moves.reply import Reply


def check(reply: Reply, row: Row) -> Verdict:
    """Met when at least one sentence that refuses names the sender, else unmet, with a finding on the first of them."""
    senders = set(row.option("OWN001", "senders"))
    refusals = reply.moves_of(MoveKind.REFUSAL)
    if any(senders.intersection(reply.sentences[move.sentence].forms) for move in refusals):
        return row.verdict("met", "somebody says no")
    return row.verdict("unmet", "nobody says no", [row.finding("OWN001", refusals[0].span)])
