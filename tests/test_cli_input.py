"""What `check` reads, under which configuration, and that bad input costs nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import APPROVING, BLAMING, codes, of_process, run, two_replies

here = pytest.fixture(two_replies)


# Bad input


def test_a_missing_path_loses_nothing_else(here: Path) -> None:
    result = run("check", "nowhere.txt", "good.txt")
    assert result.exit_code == 2
    assert "nowhere.txt: no such file" in result.stderr
    assert "good.txt" in result.stdout


def test_an_empty_path_is_not_the_current_directory(here: Path) -> None:
    result = run("check", "", "good.txt")
    assert result.exit_code == 2
    assert '"": no such file or directory' in result.stderr
    assert "bad.txt" not in result.stdout


def test_an_empty_folder_is_an_error(here: Path) -> None:
    (here / "none").mkdir()
    result = run("check", "none")
    assert result.exit_code == 2
    assert result.stderr.startswith("none: no drafts found")


@pytest.mark.parametrize("text", ["", "  \n\t\n", "🙂🙂\n", "{{greeting}}\n"])
@pytest.mark.parametrize("name", ["blank.txt", "blank.md"])
def test_a_file_without_words_is_a_note(here: Path, name: str, text: str) -> None:
    (here / name).write_text(text, "utf-8")
    result = run("check", name, "good.txt")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "good.txt" in result.stdout


def test_a_blank_file_is_named_and_counted(here: Path) -> None:
    (here / "blank.txt").write_text(" \n")
    result = run("check", "blank.txt")
    assert "blank.txt · nothing to read" in result.stdout
    assert "1 of 1 file skipped: blank.txt (no text)" in result.stdout


def test_a_binary_file_is_an_error(here: Path) -> None:
    (here / "picture.txt").write_bytes(b"\x89PNG\0\0")
    result = run("check", "picture.txt", "bad.txt", "--format", "unix")
    assert result.exit_code == 2
    assert result.stderr.startswith("picture.txt:1:")
    assert "bad.txt:3:80: TON003" in result.stdout


def test_a_loop_of_links_ends(here: Path) -> None:
    (here / "loop").mkdir()
    (here / "loop" / "a.txt").write_text(APPROVING)
    (here / "loop" / "again").symlink_to(here / "loop", target_is_directory=True)
    (here / "loop" / "self.txt").symlink_to(here / "loop" / "self.txt")
    result = run("check", "loop", "--format", "json")
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert [draft["id"] for draft in document["drafts"]] == ["loop/a.txt"]
    assert [failure["path"] for failure in document["failures"]] == ["loop/self.txt"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_an_error(here: Path) -> None:
    (here / "bad.txt").chmod(0)
    result = run("check", "bad.txt", "good.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("bad.txt: cannot be read")


def test_one_malformed_line_among_good_ones(here: Path) -> None:
    lines = [json.dumps({"id": "a", "text": BLAMING}), '{"id": "b", "text": }', json.dumps({"id": "c", "text": APPROVING})]
    (here / "in.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    result = run("check", "in.jsonl", "--format", "jsonl")
    assert result.exit_code == 2
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "c"]
    assert result.stderr.startswith("in.jsonl:2:")
    document = json.loads(run("check", "in.jsonl", "--format", "json").stdout)
    assert [draft["id"] for draft in document["drafts"]] == ["a", "c"]
    assert [(failure["path"], failure["line"]) for failure in document["failures"]] == [("in.jsonl", 2)]
    assert document["summary"]["failures"] == 1


def test_a_missing_model_says_what_to_do_and_the_document_is_whole(here: Path) -> None:
    (here / "replylint.yaml").write_text("model: en_no_such_pipeline\n")
    result = run("check", "bad.txt", "--format", "json")
    assert result.exit_code == 2
    assert "en_no_such_pipeline" in result.stderr
    assert json.loads(result.stdout)["failures"][0]["hint"]


# Configuration


def test_a_faulty_configuration_costs_only_its_own_folder(here: Path) -> None:
    (here / "team").mkdir()
    (here / "team" / "x.txt").write_text(BLAMING)
    (here / "team" / "replylint.yaml").write_text("profil: chat\nfail-on: often\n")
    result = run("check", "bad.txt", "team", "--format", "unix")
    assert result.exit_code == 2
    assert "team/replylint.yaml:1:1: profil: unknown key" in result.stderr
    assert "team/replylint.yaml:2:10: fail-on: expected" in result.stderr
    assert "bad.txt:3:80: TON003" in result.stdout
    assert "team/x.txt" not in result.stdout


def test_a_configuration_named_on_the_command_line(here: Path) -> None:
    (here / "other.yaml").write_text("rules: {TON003: off}\n")
    assert "TON003" not in codes(run("check", "bad.txt", "--config", "other.yaml", "--format", "jsonl"))
    result = run("check", "bad.txt", "--config", "nothing.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("nothing.yaml: there is no such file")


def test_each_file_has_the_configuration_above_it(here: Path) -> None:
    for name, setting in (("one", "off"), ("two", "error")):
        (here / name).mkdir()
        (here / name / "x.txt").write_text(BLAMING)
        (here / name / "replylint.yaml").write_text(f"select: [TON003]\nrules: {{TON003: {setting}}}\n" if setting != "off" else "ignore: [TON003]\n")
    result = run("check", "one", "two", "--format", "jsonl", "--select", "TON003")
    assert [[finding["severity"] for finding in json.loads(line)["findings"]] for line in result.stdout.splitlines()] == [[], ["error"]]


# Standard input, and options of the input


def test_standard_input_is_read_when_something_is_piped_in(here: Path) -> None:
    for arguments in ([], ["-"]):
        (record,) = [json.loads(line) for line in run("check", *arguments, "--format", "jsonl", stdin=BLAMING).stdout.splitlines()]
        assert record["id"] is None
        assert record["refusal"] == "full"
    assert run("check", "--format", "unix", "--select", "TON003", stdin=BLAMING).stdout.startswith("<input>:3:80: TON003 ")


def test_standard_input_takes_format_and_configuration_of_its_name(here: Path) -> None:
    (here / "team").mkdir()
    (here / "team" / "replylint.yaml").write_text("ignore: [TON003]\n")
    text = json.dumps({"id": "a", "text": BLAMING}) + "\n"
    result = run("check", "--stdin-filename", "team/new.jsonl", "--format", "jsonl", stdin=text)
    assert json.loads(result.stdout)["id"] == "a"
    assert "TON003" not in codes(result)


def test_without_paths_only_a_pipe_or_a_file_is_read(here: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def ids(**more: Any) -> list[str | None]:
        lines = of_process("check", "--format", "jsonl", env=environment, **more).stdout.splitlines()
        return [json.loads(line)["id"] for line in lines]

    assert ids(stdin=subprocess.DEVNULL) == ["bad.txt", "good.txt"]
    assert ids(input=APPROVING.encode()) == [None]
    with open("good.txt", "rb") as file:
        assert ids(stdin=file) == [None]


def test_input_format_goes_before_the_suffix(here: Path) -> None:
    (here / "in.txt").write_text(json.dumps({"id": "a", "text": BLAMING}) + "\n")
    assert json.loads(run("check", "in.txt", "--input-format", "jsonl", "--format", "jsonl").stdout)["id"] == "a"


def test_a_request_from_a_file_that_is_not_there(here: Path) -> None:
    result = run("check", "bad.txt", "--request", "@request.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("request.txt: cannot be read")


def test_final_reports_unfilled_slots(here: Path) -> None:
    (here / "slot.txt").write_text("Hi {{name}},\n\nYour refund is on its way to you. Thank you for your patience!\n")
    assert codes(run("check", "slot.txt", "--format", "jsonl")) == []
    assert codes(run("check", "slot.txt", "--format", "jsonl", "--final")) == ["TPL001"]
