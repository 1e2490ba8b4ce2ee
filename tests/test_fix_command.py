"""`check --fix` and `--diff-fix`: what they write where, what they leave alone, and with which exit status they end."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from replylint import formats, mending
from replylint.cli import main
from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.judging import Judging
from replylint.model import Edit, Finding, Fix, Span
from replylint.runner import Linter
from tests.reports import BLUNT

LOUD = (
    "Hi Sam,\n\nI am so, so sorry. We can't refund the order, because it was worn. Sorry again. Please send a photo to our team!!!\n\n"
    "We apologise again for any inconvenience caused.\n\nKind regards\nIvo\n"
)
CALM = "Hi Sam,\n\nI am sorry. We can't refund the order, because it was worn. Please send a photo to our team!\n\nKind regards\nIvo\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "loud.txt").write_bytes(LOUD.encode())
    return tmp_path


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin)


def fix(*arguments: str) -> Result:
    return run("--fix", "--fail-on", "never", *arguments)


# What is written


def test_the_file_is_mended_and_the_report_is_of_what_is_left(here: Path) -> None:
    result = run("--fix", "loud.txt", "--fail-on", "info")
    assert (here / "loud.txt").read_bytes() == CALM.encode()
    assert "APO001" not in result.stdout and "nothing is said of what happens next" in result.stdout
    assert "\n4 findings fixed\n" in result.stdout
    assert "can be fixed" not in result.stdout
    assert "FUP001" in result.stdout and result.exit_code == 1  # nothing is said of what happens next, and no fix invents it


def test_nothing_left_gives_status_0_and_a_second_run_changes_nothing(here: Path) -> None:
    assert run("--fix", "--select", "APO001,TON004", "loud.txt").exit_code == 0
    before = (here / "loud.txt").stat()
    again = run("--fix", "--select", "APO001,TON004", "loud.txt")
    assert again.exit_code == 0 and "fixed" not in again.stdout
    assert (here / "loud.txt").stat().st_mtime_ns == before.st_mtime_ns and (here / "loud.txt").stat().st_ino == before.st_ino


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"")])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_mark_and_line_ends_stay(here: Path, encoding: str, mark: bytes, line_end: str) -> None:
    (here / "loud.txt").write_bytes(mark + LOUD.replace("\n", line_end).encode(encoding))
    fix("loud.txt")
    assert (here / "loud.txt").read_bytes() == mark + CALM.replace("\n", line_end).encode(encoding)


def test_mode_and_link_stay(here: Path) -> None:
    (here / "loud.txt").chmod(0o640)
    (here / "link.txt").symlink_to("loud.txt")
    fix("link.txt")
    assert (here / "link.txt").is_symlink()
    assert (here / "loud.txt").read_bytes() == CALM.encode()
    assert stat.S_IMODE((here / "loud.txt").stat().st_mode) == 0o640
    assert sorted(path.name for path in here.iterdir()) == [".git", "link.txt", "loud.txt"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the administrator may write everything")
def test_a_file_that_may_not_be_written_is_a_failure_and_its_findings_are_told(here: Path) -> None:
    (here / "loud.txt").chmod(0o444)
    result = run("--fix", "loud.txt")
    assert result.exit_code == 2
    assert "loud.txt: cannot be written: Permission denied" in result.stderr
    assert "APO001" in result.stdout
    assert (here / "loud.txt").read_bytes() == LOUD.encode()


def test_a_file_that_cannot_be_written_is_a_failure_beside_the_rest(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "other.txt").write_text(LOUD)

    def full(path: str, data: bytes) -> None:
        if path == "loud.txt":
            raise OSError(28, "No space left on device", path)
        Path(path).write_bytes(data)

    monkeypatch.setattr("replylint.cli.fix.replace_file", full)
    result = run("--fix", "--select", "APO001,TON004", "loud.txt", "other.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("loud.txt: cannot be written: No space left on device\n")
    assert "loud.txt:3:6 APO001 [*]" in result.stdout
    assert "\n4 findings fixed\n" in result.stdout
    assert (here / "other.txt").read_text() == CALM


def test_a_file_that_changes_meanwhile_is_not_written(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = mending.mend

    def slow(*arguments: Any) -> Any:
        (here / "loud.txt").write_text("Something else.\n")
        return real(*arguments)

    monkeypatch.setattr(mending, "mend", slow)
    result = fix("loud.txt")
    assert result.exit_code == 2
    assert "loud.txt: was changed while it was judged; nothing was written" in result.stderr
    assert (here / "loud.txt").read_text() == "Something else.\n"


def test_every_file_of_a_folder_is_mended_and_only_what_needs_it_is_written(here: Path) -> None:
    (here / "b").mkdir()
    (here / "b" / "x.md").write_text(LOUD)
    (here / "calm.txt").write_text(CALM)
    inode = (here / "calm.txt").stat().st_ino
    result = fix(".")
    assert (here / "loud.txt").read_text() == (here / "b" / "x.md").read_text() == CALM
    assert (here / "calm.txt").stat().st_ino == inode
    assert "\n8 findings fixed\n" in result.stdout


def test_records_are_mended_in_their_lines(here: Path) -> None:
    kept = '{"id": 2, "text": "Your refund \\u2013 \\ud83d\\ude00 \\u2013 is on its way.\\n"}\r\n\r\n'
    (here / "a.jsonl").write_bytes((json.dumps({"id": 1, "text": LOUD}) + "\r\n" + kept + '{"id": 3}\r\n').encode())
    result = fix("a.jsonl")
    assert result.exit_code == 2 and "a.jsonl:4:1" in result.stderr  # the bad line stays a failure, and stays
    assert (here / "a.jsonl").read_bytes() == (json.dumps({"id": 1, "text": CALM}) + "\r\n" + kept + '{"id": 3}\r\n').encode()


def test_macros_of_a_page_are_mended_each_in_its_place(here: Path) -> None:
    page = "# Macros\n\n## No refund\n\n```text\n{0}```\n\nInternal: never ever promise one!!!\n\n## No exchange\n\n```text\n{0}```\n"
    (here / "macros.md").write_text(page.format(LOUD))
    fix("macros.md")
    assert (here / "macros.md").read_text() == page.format(CALM)


def test_a_file_that_is_named_twice_or_linked_is_mended_once(here: Path) -> None:
    (here / "link.txt").symlink_to("loud.txt")
    assert "\n4 findings fixed\n" in fix("loud.txt", "link.txt", "loud.txt").stdout
    assert (here / "loud.txt").read_text() == CALM


# What is not fixed


def test_what_is_suppressed_ignored_or_allowed_is_not_fixed(here: Path) -> None:
    text = "We can't refund the order, sorry, because it was worn.\n\n<!-- replylint: ignore APO001 -- legal wants it twice -->\nSorry again.\n\nPlease write!!!\n"
    (here / "a.md").write_text(text)
    fix("a.md", "--ignore", "TON004")
    assert (here / "a.md").read_text() == text
    (here / "replylint.yaml").write_text('allow: ["!!!"]\n')
    fix("a.md")
    assert (here / "a.md").read_text() == text
    (here / "replylint.yaml").unlink()
    fix("a.md")
    assert (here / "a.md").read_text() == text.replace("!!!", "!")


def test_an_apology_that_says_what_it_is_for_stays(here: Path) -> None:
    text = "I'm sorry, we can't refund the order, because it was worn. We apologise for the delay in our answer on Monday.\n"
    (here / "a.txt").write_text(text)
    result = fix("a.txt")
    assert (here / "a.txt").read_text() == text
    assert "APO001 over-apology" in result.stdout and "[*]" not in result.stdout


def test_preview_rules_are_fixed_when_they_are_on(here: Path) -> None:
    text = "We can't refund it. In order to return it, Utilize the voucher in the parcel. UTILIZE THE VOUCHER.\n"
    (here / "a.txt").write_text(text)
    fix("a.txt")
    assert (here / "a.txt").read_text() == text
    fix("a.txt", "--preview", "--select", "JRG003")
    assert (here / "a.txt").read_text() == "We can't refund it. To return it, Use the voucher in the parcel. USE THE VOUCHER.\n"


# Standard input


def test_of_standard_input_the_fixed_text_is_printed_and_the_report_goes_aside(here: Path) -> None:
    result = run("-", "--fix", "--fail-on", "info", stdin=LOUD)
    assert result.stdout == CALM
    assert "nothing is said of what happens next" in result.stderr and "4 findings fixed" in result.stderr
    assert result.exit_code == 1


@pytest.mark.parametrize("data", [CALM.encode(), b"", b"\xef\xbb\xbf" + CALM.replace("\n", "\r\n").encode(), "Vielen Dank für Ihre Nachricht, wir melden uns.".encode("utf-16")])
def test_standard_input_without_anything_to_fix_comes_out_as_it_was(here: Path, data: bytes) -> None:
    done = subprocess.run([sys.executable, "-m", "replylint", "check", "--fix", "--fail-on", "never", "-"], input=data, capture_output=True, check=False)
    assert done.stdout == data


def test_the_name_of_standard_input_is_no_file_to_write(here: Path) -> None:
    result = run("-", "--fix", "--stdin-filename", "loud.txt", "--fail-on", "never", "-o", "report.txt", stdin=LOUD)
    assert result.stdout == CALM
    assert (here / "loud.txt").read_bytes() == LOUD.encode()
    assert "loud.txt" in (here / "report.txt").read_text()


# The diff


def test_a_diff_is_shown_and_nothing_is_changed(here: Path) -> None:
    result = run("--diff-fix", "loud.txt")
    assert (here / "loud.txt").read_bytes() == LOUD.encode()
    assert result.exit_code == 1
    assert result.stderr == "would fix 4 findings in 1 file\n"
    assert result.stdout == (
        "--- loud.txt\n+++ loud.txt\n@@ -1,8 +1,6 @@\n Hi Sam,\n \n"
        "-I am so, so sorry. We can't refund the order, because it was worn. Sorry again. Please send a photo to our team!!!\n"
        "-\n-We apologise again for any inconvenience caused.\n"
        "+I am sorry. We can't refund the order, because it was worn. Please send a photo to our team!\n"
        " \n Kind regards\n Ivo\n"
    )


MARKED = b"\xef\xbb\xbf" + LOUD.encode()
MAIL = b"Subject: No\nFrom: a@example.org\nContent-Type: text/plain; charset=iso-8859-1\n\nHi Zo\xeb,\n\nI am so, so sorry. We can't refund it.\n"


@pytest.mark.parametrize(
    "data",
    [
        *(text.encode() for text in (LOUD, LOUD.replace("\n", "\r\n"), LOUD.rstrip("\n"), LOUD.replace("team", "te\x0cam\u2028"), "I am so, so sorry. We can't do it.")),
        MARKED, MARKED.rstrip(b"\n"), MARKED.replace(b"Hi Sam,\n\n", b"").replace(b"\n", b"\r\n"), MAIL, MAIL.rstrip(b"\n"),
    ],
)  # fmt: skip
def test_the_diff_is_what_patch_takes(here: Path, data: bytes) -> None:
    (here / "loud.txt").write_bytes(data)
    diff = subprocess.run([sys.executable, "-m", "replylint", "check", "--diff-fix", "loud.txt"], capture_output=True, check=False).stdout
    (here / "a.diff").write_bytes(diff)
    done = subprocess.run(["git", "apply", "--unsafe-paths", "-p0", "a.diff"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    by_patch = (here / "loud.txt").read_bytes()
    (here / "loud.txt").write_bytes(data)
    fix("loud.txt")
    assert (here / "loud.txt").read_bytes() == by_patch != data


def test_the_diff_of_what_is_piped_in_has_its_bytes(here: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--diff-fix", "-"], input=MARKED.replace(b"Hi Sam,\n\n", b""))
    assert result.stdout_bytes.startswith(b"--- -\n+++ -\n@@ -1,6 +1,4 @@\n-\xef\xbb\xbfI am so, so sorry.")


def test_the_diff_of_utf_16_is_shown_as_text(here: Path) -> None:
    (here / "loud.txt").write_bytes(b"\xff\xfe" + LOUD.encode("utf-16-le"))
    assert "+I am sorry. We can't refund the order, because" in run("--diff-fix", "loud.txt").stdout


def test_a_diff_of_nothing_is_clean_whatever_is_found(here: Path) -> None:
    (here / "loud.txt").write_text(CALM)
    result = run("--diff-fix", "loud.txt")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "nothing to fix\n")


def test_a_diff_of_standard_input(here: Path) -> None:
    result = run("--diff-fix", "-", stdin=LOUD)
    assert result.stdout.startswith("--- -\n+++ -\n@@")
    assert result.exit_code == 1


def test_a_diff_beside_what_cannot_be_read_is_status_2(here: Path) -> None:
    result = run("--diff-fix", "loud.txt", "gone.txt")
    assert result.exit_code == 2
    assert "gone.txt: no such file" in result.stderr and result.stdout.startswith("--- loud.txt")


@pytest.mark.parametrize("more", [["--fix"], ["--output", "x"]])
def test_a_diff_goes_with_nothing_that_writes(here: Path, more: list[str]) -> None:
    result = run("--diff-fix", *more, "loud.txt")
    assert result.exit_code == 2 and "Error: --" in result.stderr
    assert (here / "loud.txt").read_bytes() == LOUD.encode()


# What is said of fixes


def test_fixable_findings_are_marked_and_counted(here: Path) -> None:
    result = run("loud.txt", "--select", "APO001,TON004,ALT001")
    assert result.stdout.count(" [*] ") == 4
    assert "loud.txt:3:6 APO001 [*] over-apology warning\n" in result.stdout
    assert "\n4 findings can be fixed with --fix\n" in result.stdout
    quiet = run("loud.txt", "--select", "TON004", "-q").stdout
    assert quiet.startswith("loud.txt:3:112: TON004 [*] unprofessional warning: ")
    assert "can be fixed" not in quiet
    assert "\n1 finding can be fixed with --fix\n" in run("loud.txt", "--select", "TON004").stdout


def test_a_finding_whose_file_cannot_be_edited_there_says_so(here: Path) -> None:
    (here / "a.md").write_text("I'm sorry, we can't refund the order, because it was worn. **Sorry again.** Please send a photo.\n")
    result = run("a.md", "--select", "APO001")
    assert "    no fix here: markup stands in these words\n" in result.stdout
    assert "[*]" not in result.stdout and "can be fixed" not in result.stdout


def test_the_edits_of_the_contract_apply_to_the_text_that_was_given(here: Path) -> None:
    (here / "a.jsonl").write_text(json.dumps({"id": 1, "text": LOUD}) + "\n")
    (record,) = map(json.loads, run("a.jsonl", "--format", "jsonl", "--select", "APO001").stdout.splitlines())
    fixes = [finding["fix"] for finding in record["findings"]]
    assert [one["title"] for one in fixes] == ["say it plainly", "take the further apology out", "take the further apology out"]
    text = LOUD
    for edit in sorted((edit for one in fixes for edit in one["edits"]), key=lambda edit: -int(edit["start"])):
        text = text[: edit["start"]] + edit["replacement"] + text[edit["end"] :]
    assert text == CALM.replace("team!", "team!!!")
    (here / "b.txt").write_text("We can't do it. You should have checked the calendar.\n")
    (record,) = map(json.loads, run("b.txt", "--format", "jsonl", "--select", "TON003").stdout.splitlines())
    assert [finding["fix"] for finding in record["findings"]] == [None]


def test_rules_and_explain_say_what_is_fixable() -> None:
    listed = CliRunner().invoke(main, ["rules"]).stdout.splitlines()
    assert [line.split()[0] for line in listed if line.endswith("[*]")] == ["JRG001", "JRG003", "TON004", "APO001"]
    as_json = json.loads(CliRunner().invoke(main, ["rules", "--format", "json"]).stdout)
    assert {rule["code"]: rule["fixable"] for row in as_json["rows"] for rule in row["rules"]}["ALT001"] is False
    explained = CliRunner().invoke(main, ["explain", "JRG003"]).stdout
    assert "Fixes:    `replylint check --fix`" in explained and "\n  in order to: to\n" in explained
    assert "Fixes:" not in CliRunner().invoke(main, ["explain", "ALT001"]).stdout


def test_a_rule_of_a_folder_without_python_is_fixable(here: Path) -> None:
    folder = here / "checks" / "house"
    folder.mkdir(parents=True)
    (folder / "check.yaml").write_text(
        "row: house\ntitle: House\nquestion: Plain?\nscope: any\nsources: [x]\nrules:\n"
        "  - {code: HSE001, name: stiff, severity: info, message: '{words}', suggestion: '', replace: {kindly note: note, 'e - mail': email},\n"
        "     find: {kind: phrase, groups: [stiff]}}\nphrases:\n  - {id: stiff, why: x, any: ['{HSE001}']}\n"
    )
    (here / "replylint.yaml").write_text("checks: [checks]\n")
    (here / "a.txt").write_text("Kindly note that the hall is shut. Send us an e-mail or E-mail him.\n")
    fix("a.txt")
    assert (here / "a.txt").read_text() == "Note that the hall is shut. Send us an email or Email him.\n"


# Taking back


def lint(source: Source, findings: list[tuple[str, str]]) -> tuple[list[Any], Any, Any]:
    """Results with fixes made by hand: words, and what to write for them, for as long as they are there."""

    def read(source: Source) -> list[Draft | Failure]:
        return list(formats.parse(source, "markdown"))

    def judge(items: Any) -> Any:
        for linter, report in Judging(lambda config: Linter(config, select=["SUP001"])).run(items):
            text = report.draft.text
            spans = [(Span(text.index(old), text.index(old) + len(old)), new) for old, new in findings if old in text]
            found = tuple(Finding(BLUNT, span, "", "", fix=Fix((Edit(span, new),), new)) for span, new in spans)
            yield linter, mending.DraftReport(report.draft, "none", (), (), found, None)

    return list(judge(read(source))), read, judge


def test_a_fix_that_would_change_how_the_file_is_read_is_taken_back_and_the_others_stay() -> None:
    broken = Source("The hall is shut.\n\nPlease come back.\n", "a.md")
    results, read, judge = lint(broken, [("The hall", "1. The hall"), ("Please", "Do")])
    mended = mending.mend(broken, results, read, judge)
    assert mended.source.text == "The hall is shut.\n\nDo come back.\n"
    assert mended.fixed == 1
    assert [str(failure) for failure in mended.failures] == [
        "a.md:1:1: the fix of POS001 (1. The hall) was taken back: the file would not be read as it is now\n  mend it by hand"
    ]


def test_fixes_that_go_round_in_circles_come_to_an_end() -> None:
    source = Source("The hall is shut today.\n", "a.md")
    results, read, judge = lint(source, [("shut", "closed"), ("closed", "shut")])
    mended = mending.mend(source, results, read, judge)
    assert mended.fixed == mending.MOST_PASSES
    assert mended.source.text == source.text


def test_of_two_fixes_that_meet_the_first_is_made_and_the_other_when_its_words_are_still_there() -> None:
    source = Source("The hall is shut and dark today.\n", "a.md")
    results, read, judge = lint(source, [("shut and", "closed and"), ("and dark", "dark"), ("today", "now")])
    mended = mending.mend(source, results, read, judge)
    assert mended.source.text == "The hall is closed dark now.\n"
    assert mended.fixed == 3


def test_sentences_that_are_a_paragraph_together_leave_no_empty_one() -> None:
    source = Source("We are full.\n\nSorry. We apologise.\n\nBye.\n", "a.md")
    results, read, judge = lint(source, [("Sorry.", ""), ("We apologise.", "")])
    mended = mending.mend(source, results, read, judge)
    assert mended.source.text == "We are full.\n\nBye.\n"
