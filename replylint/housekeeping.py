"""Rules that belong to no row of the guideline table: unfilled template slots in a draft about to be sent, and suppressions that do nothing."""

from __future__ import annotations

from replylint.draft import Draft
from replylint.model import Finding, Rule, Severity

TPL001 = Rule(
    code="TPL001",
    name="unfilled-placeholder",
    row="template",
    severity=Severity.ERROR,
    message="The slot {slot} is not filled in.",
    suggestion="Fill it in before sending, or take it out.",
)
SUP001 = Rule(
    code="SUP001",
    name="unused-suppression",
    row="template",
    severity=Severity.WARNING,
    message="{fault}",
    suggestion="Delete the suppression, or give it the id of a rule that fires here and a reason.",
)
HOUSEKEEPING_RULES = (TPL001, SUP001)


def unfilled_placeholders(draft: Draft) -> tuple[Finding, ...]:
    """One finding a slot; only asked for with `final`, since a canned response is meant to have slots."""
    return tuple(
        Finding(TPL001, slot.span, TPL001.message.format(slot=slot.raw), TPL001.suggestion) for slot in draft.placeholders
    )
