"""Workflow commands as GitHub's runner reads them, and the job summary as a reader of Markdown sees it."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt

from replylint.errors import Failure
from replylint.model import DraftReport, Finding, Rule, Severity, Span
from replylint.reporters import REPORTERS, Paper
from replylint.reporters.checkout import Checkout
from replylint.reporters.github import GithubReporter
from replylint.reporters.job_summary import MOST_BYTES, cell
from tests.reports import BLAME, BLUNT, HOSTILE, POLICY, blank, clean, draft_of, found, hostile, kettle, played, report_of


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def unescaped(text: str, *, in_property: bool) -> str:
    for escaped, char in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if in_property else ()), ("%25", "%")):
        text = text.replace(escaped, char)
    return text


def commands(text: str) -> list[Command]:
    """What the runner takes from a log: lines that begin with `::`, the properties split at commas, each at its first `=`."""
    read = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(\w+)(?: ([^\n]*?))?::(.*)", line)
        if match:
            pairs = (pair.split("=", 1) for pair in (match[2] or "").split(","))
            read.append(Command(match[1], {key: unescaped(value, in_property=True) for key, value in pairs}, unescaped(match[3], in_property=False)))
    return read


def run(tmp_path: Path, *results: DraftReport | Failure, summary: str | None = None) -> str:
    out = io.StringIO()
    played(GithubReporter(Paper(out), Checkout(str(Path.cwd())), summary), *results)
    return out.getvalue()


def test_findings_are_commands_worst_first(tmp_path: Path) -> None:
    error, warning, notice = commands(run(tmp_path, kettle()))
    assert error == Command("error", {"file": "drafts/kettle.txt", "line": "4", "endLine": "5", "title": "TON003 blame"}, f"{BLAME.message}\n{BLAME.suggestion}")
    assert warning.properties == {"file": "drafts/kettle.txt", "line": "4", "endLine": "4", "col": "1", "endColumn": "24", "title": "RSN002 policy-only"}
    assert (notice.name, notice.message) == ("notice", BLUNT.message)


def test_a_hostile_text_makes_no_command_of_its_own(tmp_path: Path) -> None:
    text = run(tmp_path, hostile(), Failure("a\n::error::b", "::x,y:z%.txt", 2, 3, HOSTILE))
    read = commands(text)
    assert [command.name for command in read] == ["error", "warning", "notice"]
    assert len(text.splitlines()) == 4 and not text.splitlines()[-1].startswith("::")
    assert read[0].properties == {"file": "::x,y:z%.txt", "line": "2", "col": "3", "title": "could not be judged"}
    assert {command.properties["file"] for command in read[1:]} == {'drafts/a,b: %0A "c" <d>&é.txt'}
    assert "%0A%25 ##[error]z" in read[2].message


def many(rule: Rule, number: int, score: int = 60) -> DraftReport:
    draft = draft_of("We can't. " * number, f"{rule.code}-{score}.txt")
    return report_of(draft, *(Finding(rule, Span(10 * at, 10 * at + 8), rule.message, "") for at in range(number)), score=score)


def test_ten_of_a_level_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    text = run(tmp_path, many(BLUNT, 12, score=80), many(BLAME, 11), many(POLICY, 3), many(BLUNT, 4, score=30))
    read = commands(text)
    assert [command.name for command in read] == ["error"] * 10 + ["warning"] * 3 + ["notice"] * 10
    assert [command.properties["file"] for command in read if command.name == "notice"] == ["POS001-30.txt"] * 4 + ["POS001-80.txt"] * 6
    assert "Not shown as annotations, of which GitHub takes 10 of a level: 1 error, 6 info." in text.splitlines()


def test_failures_go_before_findings(tmp_path: Path) -> None:
    text = run(tmp_path, many(BLAME, 9), *(Failure(f"number {at}", "x.txt") for at in range(12)))
    read = commands(text)
    assert [command.properties["title"] for command in read] == ["could not be judged"] * 10
    assert "Not shown as annotations, of which GitHub takes 10 of a level: 2 failures, 9 errors." in text.splitlines()


def test_paths_are_told_from_the_top_of_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "replies").mkdir()
    monkeypatch.chdir(tmp_path / "replies")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    draft = draft_of("We can't.", "a.txt")
    out = io.StringIO()
    played(REPORTERS["github"](Paper(out)), report_of(draft, found(draft, BLUNT, "can't")))
    assert commands(out.getvalue())[0].properties["file"] == "replies/a.txt"


@pytest.mark.parametrize(("workspace", "expected"), [("", "a.txt"), ("elsewhere", "a.txt")])
def test_a_workspace_that_the_run_is_not_in_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workspace: str, expected: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert Checkout.found({"GITHUB_WORKSPACE": workspace and str(tmp_path / workspace)}).path("a.txt") == expected


def test_a_link_above_the_checkout_changes_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path / "link")
    (tmp_path / "real" / "a.txt").touch()
    assert Checkout.found({"GITHUB_WORKSPACE": str(tmp_path / "link")}).path("a.txt") == "a.txt"


# The job summary


class _Tables(HTMLParser):
    """The cells of all tables of a page, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self._open = True
        elif tag in ("a", "img", "script", "b", "em", "strong", "d"):
            self.links.append(tag)
        elif tag == "br" and self._open:
            self.rows[-1][-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def read(path: Path) -> _Tables:
    tables = _Tables()
    tables.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(path.read_text("utf-8")))
    return tables


def test_the_summary_has_rules_rows_and_replies_weakest_first(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_text("written by another step\n", "utf-8")
    run(tmp_path, clean(), kettle(), blank(), Failure("cannot be read", "drafts/x.txt", hint="check it"), summary=str(page))
    text = page.read_text("utf-8")
    assert text.startswith("written by another step\n## replylint\n")
    assert "- drafts/x.txt\\: cannot be read" in text
    rows = read(page).rows
    assert ["TON003 blame", "error", "1", "1", "33%"] in rows
    assert ["reason", "75", "2"] in rows
    assert rows[-3:] == [
        ["drafts/kettle.txt", "refuses", "50", "POS001, RSN002, TON003"],
        ["drafts/sunday.txt\nSunday visit", "refuses in part", "83", ""],
        ["drafts/empty.txt", "the draft is empty", "", ""],
    ]


def test_a_hostile_text_stays_in_its_cell(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    run(tmp_path, hostile(), summary=str(page))
    tables = read(page)
    assert tables.links == []
    place, _, score, codes = tables.rows[-1]
    assert place.startswith('drafts/a,b: %0A "c" <d>&é.txt\ntitle We can\'t, "really"; not \'ever\' <b>& co</b>')
    assert (score, codes) == ("60", "POS001, RSN002")


@pytest.mark.parametrize("text", ["a|b", "<b>", "`x`", "[a](b)", "*a* _b_", "~~a~~", "&amp;", "\\", "a\nb", "<!-- x", "$x$", "@team", "http://a.example"])
def test_a_cell_shows_its_text(text: str) -> None:
    tables = _Tables()
    tables.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"| a |\n|---|\n| {cell(text)} |\n"))
    assert tables.rows[-1] == [text.replace("\n", " ")]
    assert tables.links == []


def test_the_page_fits_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_bytes(b"x" * (MOST_BYTES - 20_000))
    drafts = [report_of(draft_of("No.", f"drafts/{number:04}.txt", title="é" * 500), score=number % 100) for number in range(2_000)]
    text = run(tmp_path, *drafts, summary=str(page))
    assert page.stat().st_size <= MOST_BYTES
    last = page.read_text("utf-8").splitlines()[-1]
    match = re.fullmatch(r"… and ([\d,]+) more, none of a lower score\.", last)
    assert match is not None and 1_900 < int(match[1].replace(",", "")) < 2_000
    assert not commands(text)


def test_a_full_page_costs_only_the_summary(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_bytes(b"x" * (MOST_BYTES - 100))
    read_back = commands(run(tmp_path, kettle(), summary=str(page)))
    assert [command.name for command in read_back] == ["error", "warning", "notice", "warning"]
    assert "could not be written" in read_back[-1].message
    assert page.stat().st_size == MOST_BYTES - 100


def test_a_page_that_cannot_be_written_costs_only_the_summary(tmp_path: Path) -> None:
    read_back = commands(run(tmp_path, kettle(), summary=str(tmp_path / "nowhere" / "summary.md")))
    assert "could not be written" in read_back[-1].message


def test_the_levels_are_those_of_github() -> None:
    from replylint.reporters.github import COMMANDS

    assert {severity.value: COMMANDS[severity] for severity in Severity} == {"error": "error", "warning": "warning", "info": "notice"}
