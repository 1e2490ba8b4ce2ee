"""Results that are kept between runs: the same output with and without them, nothing judged twice, and nothing heavy imported for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cached_runs import RECORDS, filled, parsed_texts, run, said
from tests.command_line import APPROVING, BLAMING

HEAVY = ("spacy", "pydantic", "rich", "tree_sitter", "numpy")
here = pytest.fixture(filled)
parses = pytest.fixture(parsed_texts)


# The same output


@pytest.mark.parametrize("arguments", [[], ["-q"], ["--format", "json"], ["--format", "jsonl"], ["--format", "unix"], ["--color", "always"], ["--min-score", "90"]])
def test_the_output_is_the_same_without_a_cache_with_a_new_one_and_with_a_full_one(here: Path, arguments: list[str]) -> None:
    without = said(run(".", "--no-cache", *arguments))
    assert without[2] == 1
    assert [said(run(".", *arguments)) for _ in range(3)] == [without] * 3


def test_results_of_one_format_serve_another(here: Path, parses: list[str]) -> None:
    run(".")
    before = len(parses)
    assert said(run(".", "--format", "json")) == said(run(".", "--format", "json", "--no-cache"))
    assert len(parses) == 2 * before  # once for the cache, once without it


def test_only_what_changed_is_judged_again(here: Path, parses: list[str]) -> None:
    run(".")
    parses.clear()
    (here / "good.txt").write_text(APPROVING.replace("refund", "voucher"), "utf-8")
    result = run(".", "-q")
    assert len(parses) == 1 and "voucher" in parses[0]
    assert said(result) == said(run(".", "-q", "--no-cache"))


def test_a_file_that_is_moved_or_copied_is_known(here: Path, parses: list[str]) -> None:
    run("bad.txt", "--format", "unix")
    parses.clear()
    (here / "deeper").mkdir()
    (here / "bad.txt").rename(here / "deeper" / "worse.txt")
    result = run("deeper", "--format", "unix")
    assert parses == []
    assert "deeper/worse.txt:3:80: TON003" in result.stdout


def test_a_page_is_read_anew_where_its_folder_says_another_thing(here: Path, parses: list[str]) -> None:
    page = "## One\n\nWe can't repair your lamp.\n\n## Two\n\nWe can't exchange your shoes.\n"
    for folder in ("docs", "canned", "elsewhere"):
        (here / folder).mkdir()
        (here / folder / "a.md").write_text(page, "utf-8")
    assert [len(run(f"{folder}/a.md", "--format", "jsonl").stdout.splitlines()) for folder in ("docs", "canned", "elsewhere")] == [1, 2, 1]
    assert len(parses) == 3


def test_standard_input_is_kept_too(here: Path, parses: list[str]) -> None:
    results = [said(run("-", "--format", "unix", stdin=BLAMING)) for _ in range(2)]
    assert results[0] == results[1] and "<input>:3:80" in results[0][0]
    assert len(parses) == 1


def test_a_pipe_is_read_once(here: Path) -> None:
    os.mkfifo(here / "pipe")
    for _ in range(2):
        writer = subprocess.Popen([sys.executable, "-c", "import sys; open('pipe', 'w').write(sys.argv[1])", BLAMING])
        assert "pipe:3:80: TON003" in run("pipe", "--format", "unix").stdout
        assert writer.wait() == 0


def test_faulty_settings_are_told_each_time(here: Path) -> None:
    run(".")
    (here / "replylint.yaml").write_text("profle: chat\n")
    results = [said(run(".")) for _ in range(3)]
    assert results == [said(run(".", "--no-cache"))] * 3
    assert results[0][2] == 2 and "replylint.yaml:1:1" in results[0][1]


def test_what_failed_is_tried_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from replylint.checks import FolderCheck

    with monkeypatch.context() as broken:
        broken.setattr(FolderCheck, "check", lambda *_: 1 / 0)
        assert run("bad.txt").exit_code == 2
        assert "crashed on this draft" in run("bad.txt").stderr
    assert said(run("bad.txt")) == said(run("bad.txt", "--no-cache"))
    (here / "records.jsonl").write_text(RECORDS + "{\n", "utf-8")
    assert [said(run("records.jsonl")) for _ in range(2)] == [said(run("records.jsonl", "--no-cache"))] * 2
    assert run("records.jsonl").exit_code == 2


@pytest.mark.parametrize("words", [[], ["--format", "json"], ["--config", "replylint.yaml"], ["--write-baseline=known.json"]])
def test_nothing_heavy_is_imported_when_nothing_changed(here: Path, words: list[str]) -> None:
    """With what an earlier run printed, and (where more is done than print) with the results of its files."""
    (here / "replylint.yaml").write_text("profile: support\nrules: {ALT001: error, TON003: {severity: warning}}\noverrides: [{files: 'a*', profile: chat}]\n")
    command = ["check", ".", *words]
    code = f"import sys\nfrom replylint.cli import main\ntry: main({command!r})\nexcept SystemExit: print('heavy:', [n for n in {HEAVY!r} if n in sys.modules])"
    last = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=here).stdout.splitlines()[-1] for _ in range(2)]
    assert "spacy" in last[0] and last[1] == "heavy: []"


# What results are known by


def test_the_request_and_the_format_are_part_of_the_key(here: Path, parses: list[str]) -> None:
    for arguments in ([], ["--request", "Could I come on Sunday?"], ["--request", ""], ["--input-format", "markdown"]):
        parses.clear()
        run("bad.txt", *arguments)
        assert len(parses) == 1, arguments


@pytest.mark.parametrize("setting", ["profile: chat", "rules: {TON003: off}", "rules: {TON003: error}", "ignore: [TON003]", "select: [ALT]",
                                     "allow: [You should have]", "final: true", "preview: true", "max-length: 10", "overrides: [{files: bad.txt, ignore: [TON]}]"])  # fmt: skip
def test_settings_with_a_say_in_the_findings_are_part_of_the_key(here: Path, setting: str) -> None:
    run("bad.txt", "--format", "json")
    (here / "replylint.yaml").write_text(setting + "\n")
    assert [said(run("bad.txt", "--format", "json")) for _ in range(3)] == [said(run("bad.txt", "--format", "json", "--no-cache"))] * 3


def test_settings_without_a_say_are_not(here: Path, parses: list[str]) -> None:
    assert run("bad.txt").exit_code == 1
    parses.clear()
    (here / "replylint.yaml").write_text("fail-on: never\nexclude: [good.txt]\n")
    assert run("bad.txt").exit_code == 0
    assert run("bad.txt", "--fail-on", "info").exit_code == 1
    assert parses == []


def test_a_changed_file_that_is_extended_is_seen(here: Path) -> None:
    (here / "base.yaml").write_text("ignore: [TON003]\n")
    (here / "replylint.yaml").write_text("extends: base.yaml\n")
    assert all("TON003" not in run("bad.txt", "-q").stdout for _ in range(3))
    (here / "base.yaml").write_text("ignore: [ALT001]\n")
    assert all("TON003" in run("bad.txt", "-q").stdout for _ in range(3))


def test_a_check_in_a_folder_is_part_of_the_key(here: Path) -> None:
    check = here / "own" / "house"
    check.mkdir(parents=True)
    text = (
        "row: house\ntitle: House\nquestion: Is it?\nweight: 0.5\nscope: any\nrules:\n  - {code: HSE001, name: office-phrase, severity: warning, message: m, suggestion: s, "
        "find: {kind: phrase, groups: [office]}}\nphrases:\n  - {id: office.a, why: w, any: [WORD]}\n"
    )
    (check / "check.yaml").write_text(text.replace("WORD", "lesson"))
    (here / "replylint.yaml").write_text("checks: own\nselect: [HSE]\n")
    assert [run("bad.txt", "--format", "unix").stdout for _ in range(3)] == ["bad.txt:3:28: HSE001 m\n"] * 3
    (check / "check.yaml").write_text(text.replace("WORD", "calendar"))
    assert [run("bad.txt", "--format", "unix").stdout for _ in range(3)] == ["bad.txt:3:108: HSE001 m\n"] * 3
