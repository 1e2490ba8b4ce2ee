"""What the variants of a template share is told once, and a suppression that one of them needs is needed."""

from __future__ import annotations

import pytest

from replylint.draft import Source
from replylint.formats import parse
from replylint.model import DraftReport
from replylint.reporters.places import place_of
from replylint.runner import Linter

SHARED = "Hi Jo,\n\nUnfortunately we can't refund it. You should have checked the calendar.\n\n"


def judged(template: str, name: str = "plain") -> list[DraftReport]:
    return [result for result in Linter(select=("TON003", "SUP001")).run(parse(Source(template, f"a.{name}"), name)) if isinstance(result, DraftReport)]


def told(reports: list[DraftReport]) -> list[list[tuple[str, str]]]:
    return [[(finding.rule.code, str(place_of(report.draft, finding.span))) for finding in report.findings] for report in reports]


def test_what_variants_share_is_told_with_the_first() -> None:
    reports = judged(f"{SHARED}{{% if a %}}It is the 31st day, and our supplier takes it back for 30 days only.{{% else %}}You should have asked.{{% endif %}}\n")
    assert told(reports) == [[("TON003", "a.plain:3:35")], [("TON003", "a.plain:5:89")]]
    assert [verdict.level for report in reports for verdict in report.verdicts if verdict.row == "tone"] == ["weak", "unmet"]  # the second has both


def test_the_same_words_at_two_places_are_told_twice() -> None:
    reports = judged("Hi. {% if a %}You should have checked the calendar.{% else %}You should have checked the calendar.{% endif %}")
    assert [len(found) for found in told(reports)] == [1, 1]


def test_two_replies_without_branches_keep_theirs() -> None:
    page = "## One\n\nHi Jo, you should have checked it. We can't.\n\n## Two\n\nHi Jo, you should have checked it. We can't.\n"
    assert [len([1 for code, _ in found if code == "TON003"]) for found in told(judged(page, "markdown"))] == [1, 1]


@pytest.mark.parametrize("branch", ["You should have checked it.", "It is sold."])
def test_a_suppression_is_idle_only_where_no_variant_needs_it(branch: str) -> None:
    comment = "<!-- replylint: ignore-draft TON003 -- asked for by the shop -->"
    reports = judged(f"{comment}\n\nWe are open.\n\n{{% if a %}}\nWe close at five.\n{{% else %}}\n{branch}\n{{% endif %}}\n", "markdown")
    said = [finding.rule.code for report in reports for finding in report.findings]
    assert said == ([] if branch.startswith("You") else ["SUP001"])


def test_a_fault_of_a_shared_suppression_is_told_once() -> None:
    page = "<!-- replylint: ignore-draft NOPE -- why -->\n\nWe are open.\n\n{% if a %}\nWe close at five.\n{% else %}\nWe close at six.\n{% endif %}\n"
    assert [found for found in told(judged(page, "markdown")) if found] == [[("SUP001", "a.markdown:3:1")]]
