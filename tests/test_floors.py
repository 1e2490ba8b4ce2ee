"""Floors on the first part of the project's own corpus: what was reached, less 0.03.

The shipped weights were trained on these replies, so the figures are in sample: they say that nothing broke, not how good the tool is. `docs/accuracy.md` says that.
"""

from __future__ import annotations

import json

import pytest

from tests.check_floors import FLOORS
from tests.own_corpus import first_part
from tests.scoring import Score, Tally, score

FIRST_PART = "own corpus, first.jsonl, in sample"


@pytest.fixture(scope="module")
def figures() -> Score:
    return score(first_part())


@pytest.mark.parametrize("name", ["refusal.f1", "moves_macro_f1", "issues_micro_f1"])
def test_the_shipped_weights_keep_what_was_reached(figures: Score, name: str) -> None:
    floors = json.loads(FLOORS.with_name("floors_own.json").read_text("utf-8"))[FIRST_PART]
    reached = {"refusal.f1": figures.refusal.f1, "moves_macro_f1": figures.moves_macro_f1, "issues_micro_f1": figures.issues_micro_f1}
    assert reached[name] >= floors[name]


def test_no_floor_is_far_below_what_is_reached(figures: Score) -> None:
    floors = json.loads(FLOORS.with_name("floors_own.json").read_text("utf-8"))[FIRST_PART]
    assert figures.refusal.f1 - floors["refusal.f1"] < 0.1
    assert figures.moves_macro_f1 - floors["moves_macro_f1"] < 0.1
    assert figures.issues_micro_f1 - floors["issues_micro_f1"] < 0.1


def test_a_tally_knows_its_figures() -> None:
    tally = Tally()
    assert [tally.add(*answer) for answer in ((True, True), (True, False), (False, True), (False, False), (True, True))] == [None, "missed", "false alarm", None, None]
    assert (tally.precision, tally.recall, tally.f1) == (2 / 3, 2 / 3, 2 / 3)
    assert (Tally().precision, Tally().recall, Tally().f1) == (None, None, 0.0)
