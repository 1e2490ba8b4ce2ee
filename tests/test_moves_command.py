"""`replylint moves`: every sentence with what it was taken for, its cue and its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from replylint.cli import main
from replylint.model import MoveKind

DRAFT = """Hi Tom,

Thank you for sending the photos of the lamp. We can't refund it because it was used outdoors.

> Can I have my money back?

Kind regards,
Ada
"""


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "lamp.txt"
    path.write_text(DRAFT, "utf-8")
    return path


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["moves", *arguments], input=stdin)


def sentence(result: Result, beginning: str) -> dict[str, Any]:
    (record,) = [json.loads(line) for line in result.stdout.splitlines()]
    return next(one for one in record["sentences"] if one["text"].startswith(beginning))


def test_json_names_move_cue_and_place(draft: Path) -> None:
    result = run("lamp.txt", "--format", "json")
    assert result.exit_code == 0
    refusal = sentence(result, "We can't")
    kinds = {move["kind"] for move in refusal["moves"]}
    assert {"refusal", "reason"} <= kinds <= {kind.value for kind in MoveKind}
    assert (refusal["line"], refusal["column"]) == (3, 47)
    assert DRAFT[refusal["start"] : refusal["end"]] == refusal["text"]
    for move in refusal["moves"]:
        assert move["cue"]
        assert 0 < move["confidence"] <= 1
        assert refusal["start"] <= move["start"] < move["end"] <= refusal["end"]
    assert json.loads(result.stdout)["refusal"] == "full"
    assert json.loads(result.stdout)["id"] == "lamp.txt"


def test_a_sentence_without_a_move_and_a_quotation_say_so(draft: Path) -> None:
    result = run("lamp.txt", "--format", "json")
    assert sentence(result, "Hi Tom")["moves"] == []
    quoted = next(one for one in json.loads(result.stdout)["sentences"] if "money back" in one["text"])
    assert (quoted["region"], quoted["moves"]) == ("quote", [])
    text = run("lamp.txt").stdout.splitlines()
    assert text[text.index("  1:1 Hi Tom,") + 1] == "      no move"
    assert text[text.index("  5:3 Can I have my money back?") + 1] == "      quoted: not read"
    assert text[text.index("  7:1 Kind regards,") + 1] == "      signature: not read"


def test_text_names_the_draft_and_what_it_does(draft: Path) -> None:
    lines = run("lamp.txt").stdout.splitlines()
    assert lines[0] == "lamp.txt: refuses"
    at = lines.index("  3:1 Thank you for sending the photos of the lamp.")
    assert lines[at + 1].split()[0] == "gratitude"


def test_several_drafts_keep_their_order_and_one_fault_loses_nothing(draft: Path) -> None:
    records = [json.dumps({"id": "a", "text": "We can't do that."}), "{", json.dumps({"id": "b", "text": "Your refund is on its way."})]
    result = run("-", "--input-format", "jsonl", "--format", "json", stdin="\n".join(records) + "\n")
    assert result.exit_code == 2
    assert [(json.loads(line)["id"], json.loads(line)["refusal"]) for line in result.stdout.splitlines()] == [("a", "full"), ("b", "none")]
    assert ":2:" in result.stderr


def test_a_missing_file(draft: Path) -> None:
    result = run("nothing.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("nothing.txt: no such file")


def test_cues_can_be_explained(draft: Path) -> None:
    cues = {move["cue"] for one in json.loads(run("lamp.txt", "--format", "json").stdout)["sentences"] for move in one["moves"]}
    explained = [cue for cue in cues if CliRunner().invoke(main, ["explain", cue]).exit_code == 0]
    assert any(cue.startswith("refusal.") for cue in explained)


def test_the_text_of_a_sentence_is_what_stands_at_its_place(draft: Path) -> None:
    given = "Hi {{first_name}},\n\nWe can't refund **the lamp**, because it was used\noutdoors.\n"
    (record,) = [json.loads(line) for line in run("-", "--format", "json", stdin=given).stdout.splitlines()]
    assert [one["text"] for one in record["sentences"]] == ["Hi {{first_name}},", "We can't refund **the lamp**, because it was used\noutdoors."]
    assert all(given[one["start"] : one["end"]] == one["text"] for one in record["sentences"])


def test_a_draft_that_is_too_long_is_told_and_costs_the_others_nothing(draft: Path) -> None:
    draft.with_name("huge.txt").write_text("word " * 20_000, "utf-8")
    result = run("huge.txt", "lamp.txt")
    assert result.exit_code == 2
    assert "huge.txt:1:1: 99,999 characters are too long for one reply" in result.stderr
    assert result.stdout.startswith("lamp.txt: refuses")


def test_an_empty_draft_has_nothing_to_read(draft: Path) -> None:
    draft.with_name("empty.txt").write_text("\n", "utf-8")
    assert run("empty.txt").stdout == "empty.txt: nothing to read\n"
