"""What counts as found, and with which exit status and which words a run ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import BLAMING, codes, run, two_replies

here = pytest.fixture(two_replies)


# What is judged, and the exit status


def test_a_finding_gives_status_1(here: Path) -> None:
    result = run("check", "bad.txt")
    assert result.exit_code == 1
    assert "bad.txt:3:80 TON003 blame" in result.stdout
    assert result.stderr == ""


def test_nothing_found_gives_status_0(here: Path) -> None:
    result = run("check", "good.txt")
    assert result.exit_code == 0
    assert "turns nothing down" in result.stdout
    assert "nothing found" in result.stdout


def test_fail_on_decides_what_counts(here: Path) -> None:
    assert run("check", "bad.txt", "--select", "TON003", "--fail-on", "never").exit_code == 0
    assert run("check", "bad.txt", "--select", "TON003", "--fail-on", "info").exit_code == 1
    assert run("check", "bad.txt", "--select", "THX001", "--fail-on", "error").exit_code == 0


def test_fail_on_of_the_configuration_holds_unless_the_option_is_given(here: Path) -> None:
    (here / "replylint.yaml").write_text("fail-on: never\n")
    assert run("check", "bad.txt").exit_code == 0
    assert run("check", "bad.txt", "--fail-on", "warning").exit_code == 1


def test_min_score(here: Path) -> None:
    assert run("check", "bad.txt", "--fail-on", "never", "--min-score", "100").exit_code == 1
    assert run("check", "bad.txt", "--fail-on", "never", "--min-score", "0").exit_code == 0


@pytest.mark.parametrize("arguments", [[], ["--format", "unix"], ["-q"]])
def test_min_score_names_the_draft_that_is_under_it(here: Path, arguments: list[str]) -> None:
    score = json.loads(run("check", "bad.txt", "--format", "jsonl").stdout)["score"]
    given = run("check", "bad.txt", "good.txt", "--min-score", "100", *arguments)
    assert (given.exit_code, given.stderr) == (1, f"bad.txt: score {score} is under --min-score 100\n")
    assert run("check", "bad.txt", "--min-score", str(score), *arguments).stderr == ""
    (here / "replylint.yaml").write_text("min-score: 100\n")
    assert run("check", "bad.txt", *arguments).stderr == f"bad.txt: score {score} is under min-score 100\n"


@pytest.mark.parametrize("arguments", [["check", "--format", "xml"], ["check", "--min-score", "101"], ["check", "--nothing"], ["nothing"]])
def test_wrong_usage_gives_status_2(here: Path, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_select_and_ignore_take_lists_and_beginnings(here: Path) -> None:
    assert codes(run("check", "bad.txt", "--format", "jsonl", "--select", "blame")) == ["TON003"]
    everything = codes(run("check", "bad.txt", "--format", "jsonl"))
    assert "TON003" in everything
    rest = codes(run("check", "bad.txt", "--format", "jsonl", "--ignore", "TON,ALT001", "--ignore", "missing-gratitude"))
    assert rest == [code for code in everything if not code.startswith("TON") and code not in ("ALT001", "THX001")]


def test_an_unknown_rule_is_an_error_with_the_nearest_one(here: Path) -> None:
    result = run("check", "bad.txt", "--select", "TON0003", "--ignore", "blam")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "replylint: --select TON0003: there is no such rule",
        "  did you mean 'TON003'?",
        "replylint: --ignore blam: there is no such rule",
        "  did you mean 'blame'?",
    ]


def test_an_unknown_profile_is_an_error(here: Path) -> None:
    result = run("check", "bad.txt", "--profile", "goverment")
    assert result.exit_code == 2
    assert "goverment" in result.stderr and "government" in result.stderr


# How a run ends


@pytest.mark.parametrize("arguments", [["check", "many.jsonl", "--format", "jsonl"], ["check", "bad.txt"], ["rules"], ["--help"], ["schema"]])
def test_a_closed_pipe_ends_the_run_in_silence(here: Path, arguments: list[str]) -> None:
    (here / "many.jsonl").write_text("".join(json.dumps({"id": str(number), "text": BLAMING}) + "\n" for number in range(200)))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-m", "replylint", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), errors) == (141, b"")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes a stream")
@pytest.mark.parametrize("arguments", ["check good.txt", "rules", "--help"])
def test_a_closed_output_is_told_in_one_line(here: Path, arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run(
        f'"{sys.executable}" -m replylint {arguments} >&-', shell=True, stderr=subprocess.PIPE, check=False, env=environment, stdin=subprocess.DEVNULL
    )
    assert (result.returncode, result.stderr) == (2, b"replylint: standard output is closed\n")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes a stream")
@pytest.mark.parametrize(("server", "needs"), [("mcp", "mcp"), ("lsp", "pygls")])
def test_a_server_without_its_input_is_told_in_a_word(here: Path, server: str, needs: str) -> None:
    pytest.importorskip(needs)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run(f'"{sys.executable}" -m replylint {server} <&-', shell=True, capture_output=True, check=False, env=environment)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"replylint: standard input is closed\n") and b"Traceback" not in result.stderr


def test_an_interrupt_is_told_in_a_word(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(path: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("replylint.sources.content", interrupted)
    result = run("check", "bad.txt", "--format", "unix")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "interrupted\n")


def test_a_fault_of_the_program_is_not_a_finding(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("replylint.sources.content", broken)
    result = run("check", "bad.txt")
    assert result.exit_code == 2
    assert "replylint: stopped: RuntimeError: a fault" in result.stderr
