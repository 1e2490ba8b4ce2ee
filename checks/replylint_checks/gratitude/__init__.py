"""Is the customer thanked, and for something particular?

Met for particular thanks, weak for a formula, unmet for none. The row is judged for every draft; where nothing is turned down the verdict is
information: it has no score, and missing thanks are no finding.
"""

from __future__ import annotations

from replylint.checks import Row
from replylint.model import MoveKind, Verdict
from replylint.moves.reply import Reply


def check(reply: Reply, row: Row) -> Verdict:
    """The verdict of the gratitude row."""
    refuses = reply.refusal != "none"
    if reply.moves_of(MoveKind.GRATITUDE, "specific"):
        return row.verdict("met", scored=refuses)
    if reply.moves_of(MoveKind.GRATITUDE):
        return row.verdict("weak", "thanked with a formula", scored=refuses)
    findings = [row.finding("THX001", reply.refusal_span)] if refuses else []
    return row.verdict("unmet", "nobody is thanked", findings, scored=refuses)
