"""Is the customer thanked, and for something particular?

Met for particular thanks, weak for a formula, unmet for none. The row is judged for every draft; only a refusal without thanks is a finding.
"""

from __future__ import annotations

from replylint.checks import Row
from replylint.model import MoveKind, Verdict
from replylint.moves.reply import Reply


def check(reply: Reply, row: Row) -> Verdict:
    """The verdict of the gratitude row."""
    if reply.moves_of(MoveKind.GRATITUDE, "specific"):
        return row.verdict("met")
    if reply.moves_of(MoveKind.GRATITUDE):
        return row.verdict("weak", "thanked with a formula")
    findings = [] if reply.refusal == "none" else [row.finding("THX001", reply.refusal_span)]
    return row.verdict("unmet", "nobody is thanked", findings)
