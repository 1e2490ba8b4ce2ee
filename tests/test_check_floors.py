"""The floors of the build: what holds, what does not, and what was not measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.check_floors import FLOORS, figure, main

FIGURES = {"a.jsonl": {"refusal": {"f1": 0.8}, "alarms": 2.5, "none": None}}


@pytest.mark.parametrize(("name", "value"), [("refusal.f1", 0.8), ("alarms", 2.5), ("none", None), ("refusal", None), ("refusal.f1.x", None), ("other", None)])
def test_figures_have_dotted_names(name: str, value: float | None) -> None:
    assert figure(FIGURES["a.jsonl"], name) == value


@pytest.mark.parametrize(("floors", "status"), [
    ({"a.jsonl": {"refusal.f1": 0.8}}, 0),
    ({"a.jsonl": {"refusal.f1": 0.81}}, 1),
    ({"a.jsonl": {"most:alarms": 2.5}}, 0),
    ({"a.jsonl": {"most:alarms": 2.4}}, 1),
    ({"a.jsonl": {"none": 0.1}}, 1),
    ({"b.jsonl": {"refusal.f1": 0.1}}, 1),
    ({}, 0),
])  # fmt: skip
def test_a_floor_that_does_not_hold_breaks_the_build(tmp_path: Path, capsys: pytest.CaptureFixture[str], floors: dict[str, dict[str, float]], status: int) -> None:
    (tmp_path / "figures.json").write_text(json.dumps(FIGURES))
    (tmp_path / "floors.json").write_text(json.dumps(floors))
    assert main([str(tmp_path / "figures.json"), str(tmp_path / "floors.json")]) == status
    assert capsys.readouterr().out.count("BELOW") == status


def test_the_floors_of_the_project_are_bounds_between_0_and_1() -> None:
    floors = json.loads(FLOORS.read_text("utf-8"))
    assert {"drafts_public.jsonl", "drafts_authored.jsonl"} <= set(floors)
    assert all(0 < bound <= 1 or name.startswith("most:") for bounds in floors.values() for name, bound in bounds.items())
