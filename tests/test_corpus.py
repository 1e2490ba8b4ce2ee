"""The corpus is whole: ids, spans and labels are what its datasheet says, and the datasheet's counts are true (REPLYLINT_UPDATE_DOCS=1 writes them)."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from replylint.model import MoveKind

CORPUS = Path(__file__).parent / "corpus"
PAGE = CORPUS / "README.md"
FILES: Mapping[str, list[dict[str, Any]]] = {
    path.name: [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in sorted(CORPUS.glob("*.jsonl"))
}
ROWS = [row for rows in FILES.values() for row in rows]
LABELS = {str(kind) for kind in MoveKind} - {"acknowledgment"} | {"acknowledgment:specific", "acknowledgment:generic", "follow_up:dated"}


def faults_of(row: Mapping[str, Any]) -> list[str]:
    """What is not of the form that the datasheet gives."""
    size, count = len(row["text"]), len(row["sentences"])
    said = [f"sentence {start}..{end}" for start, end in row["sentences"] if not 0 <= start < end <= size]
    said += ["sentences overlap"] * any(one[1] > other[0] for one, other in zip(row["sentences"], row["sentences"][1:]))
    said += [f"issue {issue}" for issue in row["issues"] if not 0 <= issue["start"] < issue["end"] <= size]
    for key in ("moves", "unsure"):
        for number, names in row.get(key, {}).items():
            said += [f"{key} of sentence {number}"] * (not 0 <= int(number) < count)
            known = LABELS if key == "moves" else LABELS | {"acknowledgment"}
            said += [f"{key}: {name}" for name in names if name not in known]
    said += [f"refusal: {row['refusal']}"] * (row["refusal"] not in ("full", "partial", "none"))
    return said


@pytest.mark.parametrize("name", FILES)
def test_every_reply_has_the_form_of_the_datasheet(name: str) -> None:
    assert {row["id"]: faults for row in FILES[name] if (faults := faults_of(row))} == {}


def test_a_broken_reply_is_noticed() -> None:
    row = {"text": "No.", "sentences": [[0, 4]], "moves": {"1": ["thanks"]}, "issues": [], "refusal": "some"}
    assert faults_of(row) == ["sentence 0..4", "moves of sentence 1", "moves: thanks", "refusal: some"]


def test_ids_and_texts_are_unique() -> None:
    for key in ("id", "text"):
        assert [value for value, count in Counter(row[key] for row in ROWS).items() if count > 1] == []


def test_a_draft_that_turns_nothing_down_has_no_move_of_a_refusal() -> None:
    gated = {"refusal", "reason", "alternative"}
    assert [row["id"] for row in ROWS if row["refusal"] == "none" and gated & {name for names in row["moves"].values() for name in names}] == []


def test_the_datasheet_names_every_writer() -> None:
    named = re.findall(r"^\| (\w(?:, \w)*) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {letter for letters in named for letter in letters.split(", ")} == {row["id"][0] for row in ROWS}


def test_the_counts_of_the_datasheet_are_true() -> None:
    lines = ["| file | replies | sentences | full | partial | none | read twice |", "|---|---|---|---|---|---|---|"]
    for name, rows in FILES.items():
        refusals = Counter(row["refusal"] for row in rows)
        figures = [len(rows), sum(len(row["sentences"]) for row in rows), *(refusals[one] for one in ("full", "partial", "none"))]
        figures.append(sum(row.get("readers", 1) == 2 for row in rows))
        lines.append(f"| `{name}` | {' | '.join(f'{figure:,}' for figure in figures)} |")
    expected = "\n".join(lines) + "\n"
    pattern = re.compile(r"(?<=<!-- counts: begin -->\n)(.*?)(?=<!-- counts: end -->)", re.DOTALL)
    if os.environ.get("REPLYLINT_UPDATE_DOCS"):
        PAGE.write_text(pattern.sub(lambda _: expected, PAGE.read_text("utf-8")), "utf-8")
    found = pattern.search(PAGE.read_text("utf-8"))
    assert found is not None and found[1] == expected
