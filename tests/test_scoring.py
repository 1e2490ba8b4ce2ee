"""The scoring of labelled drafts: what counts as found, what as a false alarm, and what counts neither way."""

from __future__ import annotations

from typing import Any

import pytest

from replylint.draft import Source
from replylint.formats import plain
from replylint.model import DraftReport, Finding, Move, MoveKind, Rule, Severity, Span, Verdict
from tests.accuracy_tables import agreement, pooled, table
from tests.scoring import Error, Score, Tally, score, shares

TEXT = "We can't mend the kettle. Its parts are gone. Thank you."
NO, WHY, THANKS = Span(0, 25), Span(26, 45), Span(46, 56)


def labels(**over: Any) -> dict[str, Any]:
    row = {"id": "z1", "text": TEXT, "refusal": "full", "sentences": [[0, 25], [26, 45], [46, 56]], "moves": {"0": ["refusal"], "2": ["gratitude"]}, "issues": []}
    return row | over


def report(*moves: tuple[MoveKind, Span], findings: tuple[tuple[str, Span], ...] = (), refusal: Any = "full", verdicts: tuple[Verdict, ...] = ()) -> DraftReport:
    said = tuple(Move(kind, span, "model", 0) for kind, span in moves)
    found = tuple(Finding(Rule("ABC001", name, "tone", Severity.WARNING, "", ""), span, "", "") for name, span in findings)
    return DraftReport(plain.read(Source(TEXT)), refusal, said, verdicts, found, None)


def test_moves_are_counted_by_labelled_sentence() -> None:
    seen = score([(labels(), report((MoveKind.REFUSAL, NO), (MoveKind.REASON, WHY)))])
    assert seen.moves[MoveKind.REFUSAL] == Tally(1, 0, 0)
    assert seen.moves[MoveKind.REASON] == Tally(0, 1, 0)
    assert seen.moves[MoveKind.GRATITUDE] == Tally(0, 0, 1)
    assert seen.moves_macro_f1 == 1 / 8
    assert seen.errors == [Error("reason", "false alarm", "z1[1]", "Its parts are gone."), Error("gratitude", "missed", "z1[2]", "Thank you.")]


def test_what_one_reader_saw_counts_neither_way() -> None:
    row = labels(unsure={"1": ["reason"]}, issues=[{"name": "blame", "start": 0, "end": 8, "unsure": True}])
    for answer in (report(), report((MoveKind.REASON, WHY), findings=(("blame", NO),))):
        seen = score([(row, answer)])
        assert (seen.moves[MoveKind.REASON], seen.issues["blame"]) == (Tally(), Tally())


def test_an_issue_is_found_once_and_by_its_own_name() -> None:
    row = labels(issues=[{"name": "jargon", "start": 18, "end": 24}])
    seen = score([(row, report(findings=(("unexplained-acronym", Span(18, 24)), ("jargon", Span(18, 24)), ("blame", Span(18, 24)), ("missing-reason", NO))))])
    assert (seen.issues["jargon"], seen.issues["blame"]) == (Tally(1, 1, 0), Tally(0, 1, 0))
    assert (seen.issues_micro_f1, seen.alarms_per_1000_words) == (0.5, None)


def test_false_alarms_are_counted_in_drafts_without_an_issue_that_were_labelled_for_them() -> None:
    answer = report(findings=(("blame", NO),))
    assert score([(labels(), answer)]).alarms_per_1000_words == pytest.approx(1000 / 11)
    assert score([(labels(), answer)], lambda row: False).alarms_per_1000_words is None


def test_refusals_and_verdicts() -> None:
    verdicts = (Verdict("tone", "weak", 0.5), Verdict("reason", "na", None))
    seen = score([(labels(rows={"tone": "weak", "reason": "met", "timeliness": "na"}), report(refusal="partial", verdicts=verdicts))] * 5)
    assert (seen.refusal, seen.three_way) == (Tally(5, 0, 0), [False] * 5)
    assert (seen.agreement, seen.mean_agreement) == ({"tone": 1.0, "reason": 0.0}, 0.5)


@pytest.mark.parametrize(("one", "other", "same"), [((0, 10), (7, 30), True), ((0, 10), (8, 30), False), ((0, 10), (10, 20), False), ((5, 5), (0, 9), False)])
def test_a_third_of_the_shorter_is_shared(one: tuple[int, int], other: tuple[int, int], same: bool) -> None:
    assert shares(one, other) is same and shares(other, one) is same


def test_two_readers_agree_on_what_both_gave() -> None:
    row = {"readers": 2, "moves": {"0": ["refusal", "reason"]}, "unsure": {"1": ["reason", "acknowledgment:specific"]}}
    assert agreement([row, {"readers": 1, "moves": {"0": ["goodwill"]}}]) == {"acknowledgment": 0.0, "refusal": 1.0, "reason": 0.5}


def test_figures_of_two_kinds_of_sets_are_added_up() -> None:
    own = Score()
    own.issues["blame"] = Tally(3, 1, 0)
    figures = {"one": {"issues": {"blame": {"p": 0.333, "n_said": 3, "n_gold": 4}}}, "two": {"refusal": {}}}
    assert pooled(own, figures)["blame"] == Tally(4, 3, 3)
    assert own.issues["blame"] == Tally(3, 1, 0)


def test_a_table_shows_two_digits_and_what_is_not_known() -> None:
    assert table(["a", "b"], [["x", 0.5], [1200, None]]) == "| a | b |\n| --- | --- |\n| x | 0.50 |\n| 1,200 | - |"
