"""Floors on the project's own corpus: what was reached, less a small margin.

The shipped weights were trained on `first.jsonl`, so the figures there are in sample: they say that nothing broke, not how good the tool is. No training has seen
`kept_back.jsonl`, and its figures are an estimate for writers like its own. `docs/accuracy.md` says more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.check_floors import FLOORS
from tests.own_corpus import first_part, kept_back
from tests.scoring import Score, Tally, score

PARTS = {"own corpus, first.jsonl, in sample": first_part, "own corpus, kept_back.jsonl, in no training": kept_back}


@pytest.fixture(scope="module", params=PARTS)
def part(request: pytest.FixtureRequest) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """What a part of the corpus reaches, and its floors."""
    floors: Mapping[str, float] = json.loads(FLOORS.with_name("floors_own.json").read_text("utf-8"))[request.param]
    figures: Score = score(PARTS[request.param]())
    return {"refusal.f1": figures.refusal.f1, "moves_macro_f1": figures.moves_macro_f1, "issues_micro_f1": figures.issues_micro_f1}, floors


@pytest.mark.parametrize("name", ["refusal.f1", "moves_macro_f1", "issues_micro_f1"])
def test_the_shipped_weights_keep_what_was_reached(part: tuple[Mapping[str, float], Mapping[str, float]], name: str) -> None:
    reached, floors = part
    assert floors[name] <= reached[name] < floors[name] + 0.1


def test_a_tally_knows_its_figures() -> None:
    tally = Tally()
    assert [tally.add(*answer) for answer in ((True, True), (True, False), (False, True), (False, False), (True, True))] == [None, "missed", "false alarm", None, None]
    assert (tally.precision, tally.recall, tally.f1) == (2 / 3, 2 / 3, 2 / 3)
    assert (Tally().precision, Tally().recall, Tally().f1) == (None, None, 0.0)
