"""How a draft's score comes about from its rows, which rows it is asked, and what is told beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from replylint import nlp
from replylint.kinds import UNSURE
from replylint.model import DraftReport, Span
from replylint.moves import annotate
from replylint.reporters.scorecard import said_of
from replylint.runner import ALL_RULES_OFF, NOTHING_REFUSED, Linter
from tests.own_checks import WordCheck, with_checks
from tests.short_drafts import COFFEE, TEA, codes, draft, reports

# The score


@pytest.mark.parametrize(("levels", "weights", "score"), [
    (["met", "met"], [1, 1], 100),
    (["met", "unmet"], [1.5, 1], 60),
    (["weak", "met", "unmet"], [2, 1, 1], 50),
    (["weak"], [0.5], 50),
    (["unmet", "met"], [0, 1], 100),
    (["unmet"], [0], None),
    (["met", "weak", "weak"], [1, 1, 1], 67),
])  # fmt: skip
def test_the_score_is_the_weighted_mean_of_the_rows(monkeypatch: pytest.MonkeyPatch, levels: Sequence[Any], weights: Sequence[float], score: int | None) -> None:
    names = ["tea", "milk", "cake"]
    with_checks(monkeypatch, *(WordCheck(name, f"{name[:3].upper()}001", name, level, weight) for name, level, weight in zip(names, levels, weights)))
    (report,) = reports(Linter().run([draft("No tea, no milk, no cake.")]))
    assert report.score == score


def test_a_draft_that_no_row_asks_has_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea", scope="refusal"))
    (report,) = reports(Linter().run([draft(COFFEE)]))
    assert (report.refusal, report.score, report.note) == ("none", None, NOTHING_REFUSED)


def test_a_row_all_of_whose_rules_are_off_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"), WordCheck("milk", "MLK001", "milk"))
    (judged,), (spared,) = reports(Linter().run([draft(TEA)])), reports(Linter(ignore=["TEA"]).run([draft(TEA)]))
    assert [(verdict.level, verdict.score) for verdict in judged.verdicts] == [("unmet", 0.0), ("met", 1.0)]
    assert [(verdict.level, verdict.score, verdict.note) for verdict in spared.verdicts] == [("na", None, ALL_RULES_OFF), ("met", 1.0, "")]
    assert (judged.score, spared.score) == (50, 100)


CORPUS = Path(__file__).parent / "corpus" / "first.jsonl"


def test_the_score_of_the_shipped_rows_decomposes() -> None:
    texts = [json.loads(line)["text"] for line in CORPUS.read_text("utf-8").splitlines()[:60]]
    linter = Linter()
    weights = {row.row: row.weight for row in linter.registry.rows}
    found = reports(linter.run(draft(text) for text in texts))
    assert len({report.score for report in found}) > 5
    for report in found:
        asked = [(weights[verdict.row], verdict.score) for verdict in report.verdicts if verdict.score is not None]
        assert report.score == round(100 * sum(weight * value for weight, value in asked) / sum(weight for weight, _ in asked))
        assert {verdict.row for verdict in report.verdicts} == set(weights)
        told = {"gratitude"} if report.refusal == "none" else set()  # information only: a level and no score
        assert all((verdict.level == "na" or verdict.row in told) == (verdict.score is None) for verdict in report.verdicts)
        assert sorted(map(id, report.findings)) == sorted(id(finding) for verdict in report.verdicts for finding in verdict.findings)


# Which rows are asked, and what is told


def test_a_draft_that_refuses_nothing_is_asked_only_the_rows_of_any_draft() -> None:
    linter = Linter()
    (report,) = reports(linter.run([draft("Hi Rosa,\n\nThank you for your patience. Your refund is on its way and will arrive by Friday. Please calm down.\n")]))
    assert (report.refusal, report.note) == ("none", NOTHING_REFUSED)
    scopes = {row.row: row.scope for row in linter.registry.rows}
    assert {verdict.row for verdict in report.verdicts if verdict.level == "na"} == {row for row, scope in scopes.items() if scope == "refusal"}
    assert codes(report).count("TON002") == 1
    assert [(verdict.level, verdict.score) for verdict in report.verdicts if verdict.row == "gratitude"] == [("weak", None)]


def test_missing_thanks_cost_a_draft_that_refuses_nothing_no_points() -> None:
    (report,) = reports(Linter().run([draft("Yes, you can pick the parcel up at the shop on Mill Road. They are open until eight tonight.")]))
    assert [(verdict.level, verdict.score) for verdict in report.verdicts if verdict.row == "gratitude"] == [("unmet", None)]
    assert report.score == 100


def test_a_reply_that_perhaps_refuses_nothing_says_why_nothing_is_missing() -> None:
    (unsure,) = Linter().run([draft("Parcels are not sent on Sundays.")])
    assert isinstance(unsure, DraftReport)
    assert (unsure.refusal, unsure.note) == ("full", UNSURE)
    assert {verdict.row for verdict in unsure.verdicts if verdict.level == "unmet"} >= {"reason", "alternatives"}
    assert not any(finding.rule.sure for finding in unsure.findings)
    assert said_of(unsure) == "may refuse"
    (sure,) = Linter().run([draft("We can't refund your ticket.")])
    assert isinstance(sure, DraftReport)
    assert (sure.note, said_of(sure)) == ("", "refuses")
    assert {finding.rule.name for finding in sure.findings} >= {"missing-reason", "missing-alternative"}


def test_a_message_quotes_what_the_author_wrote() -> None:
    (report,) = reports(Linter().run([draft("Hi {{name}},\n\nwe can't refund it. You should have told\n  {{agent}} about it before.\n")]))
    said = [finding.message for finding in report.findings]
    assert any("You should have told" in message for message in said)
    assert all("\n" not in message for message in said)
    start = report.draft.text.index("You should")
    reply = annotate(report.draft, next(iter(nlp.pipe([report.draft])))[1])
    assert reply.quoted(Span(start, len(report.draft.text.rstrip()))) == "You should have told {{agent}} about it before."


# Slots of a draft that is about to be sent


@pytest.mark.parametrize(("text", "slots"), [
    ("Hi {{name}},\n\nyour parcel is on its way.", ["{{name}}"]),
    ("Hi [First Name], your refund of %{amount} is on its way.", ["[First Name]", "%{amount}"]),
    ("Hallo Frau {{nachname}}, Ihr Paket ist heute Morgen unterwegs und kommt am Freitag an.", ["{{nachname}}"]),
    ("{{greeting}}\n\n{{body}}", ["{{greeting}}", "{{body}}"]),
])  # fmt: skip
def test_unfilled_slots_of_a_final_draft(text: str, slots: list[str]) -> None:
    (report,) = reports(Linter(final=True, select=["TPL001"]).run([draft(text)]))
    assert codes(report) == ["TPL001"] * len(slots)
    given = [report.draft.to_given(finding.span) for finding in report.findings]
    assert [text[span.start : span.end] for span in given] == slots
    assert [finding.message for finding in report.findings] == [f"The slot {slot} is not filled in." for slot in slots]


@pytest.mark.parametrize(("text", "final"), [
    ("Hi {{name}},\n\nyour parcel is on its way.", False),  # a canned response is meant to have slots
    ("Hi Ann,\n\nyour parcel is on its way.", True),
    ("Hi Ann,\n\nyour parcel (no. 12) is on its way.", True),
    ("We said [sic] that it is on its way.", True),
    ("The set is on its way, and 3 < 4 > 2. See [1] and (2).", True),
])  # fmt: skip
def test_no_slot_is_reported(text: str, final: bool) -> None:
    (report,) = reports(Linter(final=final, select=["TPL001"]).run([draft(text)]))
    assert codes(report) == []
