"""Replies that many tests give: one that finds fault with the customer, and one that turns nothing down; a conversation, and the codes of a report."""

from __future__ import annotations

from replylint.model import Report

NO = "Hi Rosa,\n\nWe can't move your pottery lesson to Sunday because the studio is closed then. You should have checked the calendar.\n"
YES = "Hi Rosa,\n\nYour refund is on its way to you. Thank you for your patience!\n"
TALK = [
    {"role": "customer", "text": "Is the tandem free on Sunday?"},
    {"role": "agent", "text": "It is with the mechanic. Which Sunday?"},
    {"role": "Customer", "text": "This one. Can I have the chargeback as well?"},
    {"role": "agent", "text": "One moment."},
]


def codes(report: Report) -> list[str]:
    return [finding.rule.code for finding in report.findings]
