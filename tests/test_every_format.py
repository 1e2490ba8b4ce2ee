"""What holds for every format of output: hostile texts, nothing to report, only failures, an output that takes no more than ASCII."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner

from replylint.cli import main
from replylint.errors import Failure
from replylint.model import DraftReport, Finding
from replylint.reporters import REPORTERS, Paper, Summary
from tests.reports import BLAME, BLUNT, HOSTILE, approval, at, blank, clean, draft_of, found, hostile, kettle, played, report_of, written

XML = ("junit", "checkstyle")
DOCUMENTS = ("json", "sarif", "gitlab", "rdjson")
FAILURES = (Failure("cannot be read", "drafts/x.txt", hint="check it"), Failure("expected <object> & \ud83d\x07", "in.jsonl", 3, 7), Failure("no checks were found"))
NOTHING = Summary()


class _Whole(HTMLParser):
    """Reads a page and keeps its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.closed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.closed.append(tag)


def read_html(text: str) -> None:
    page = _Whole()
    page.feed(text)
    page.close()
    for tag in ("html", "body", "article", "details", "mark", "script", "style", "table", "ol", "li", "bdi", "span", "div"):
        assert page.tags.count(tag) == page.closed.count(tag), tag
    assert page.tags.count("script") <= 1


def read_json(text: str) -> None:
    value = json.loads(text)
    assert isinstance(value, (dict, list))


READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(XML, ElementTree.fromstring),
    **dict.fromkeys(DOCUMENTS, read_json),
    "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
    "html": read_html,
    "text": str.splitlines,
    "prompt": str.splitlines,
    "unix": lambda text: list(csv.reader(io.StringIO(text), delimiter=":", quoting=csv.QUOTE_NONE)),
    "github": str.splitlines,
}


def test_every_format_has_a_reader_here() -> None:
    assert set(READERS) == set(REPORTERS)


RUNS: dict[str, tuple[DraftReport | Failure, ...]] = {
    "hostile": (hostile(),),
    "all": (kettle(), clean(), approval(), blank(), hostile()),
    "failures": FAILURES,
    "none": (),
    "blank": (blank(),),
}


@pytest.mark.parametrize("name", REPORTERS)
@pytest.mark.parametrize("run", RUNS)
def test_it_can_be_read_back(name: str, run: str) -> None:
    text = written(name, *RUNS[run], summary=NOTHING)
    READERS[name](text)
    if name not in ("json", "jsonl", "text", "unix"):
        assert set(re.findall("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e]", text)) <= ({"\r"} if name == "html" else set())


@pytest.mark.parametrize("name", [*XML, *DOCUMENTS, "jsonl", "html"])
def test_an_output_that_takes_only_ascii_changes_nothing(name: str) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", errors="strict", newline="\n")
    played(REPORTERS[name](Paper(out)), kettle(), hostile(), *FAILURES)
    out.flush()
    READERS[name](raw.getvalue().decode("ascii"))


@pytest.mark.parametrize("name", ["sarif", "gitlab", "rdjson"])
def test_half_a_surrogate_pair_does_not_reach_strict_readers(name: str) -> None:
    text = written(name, hostile(), FAILURES[1])
    assert json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")  # a lone half cannot be encoded


@pytest.mark.parametrize("name", ["sarif", "gitlab", "rdjson", "junit", "checkstyle", "github", "html"])
def test_failures_are_in_it(name: str) -> None:
    text = written(name, *FAILURES, kettle())
    assert "cannot be read" in text
    assert "no checks were found" in text


@pytest.mark.parametrize("name", [name for name in REPORTERS if name not in ("github", "json", "jsonl")])
def test_a_very_long_draft_is_one_of_many(name: str) -> None:
    draft = draft_of("We can't do that. " * 3_000, "long.txt")
    text = written(name, report_of(draft, found(draft, BLUNT, "We can't do that. " * 2_000)), kettle())
    assert "TON003" in text and "long.txt" in text


@pytest.mark.parametrize("name", REPORTERS)
def test_two_runs_write_the_same(name: str) -> None:
    assert written(name, kettle(), hostile(), *FAILURES) == written(name, kettle(), hostile(), *FAILURES)


@pytest.mark.parametrize("name", REPORTERS)
def test_text_without_a_path_is_reported(name: str) -> None:
    draft = draft_of("We can't do it. You should have asked.", None)
    text = written(name, report_of(draft, Finding(BLAME, at(draft, "You should"), "Says who?", "")))
    assert "TON003" in text
    READERS[name](text)


def test_the_hostile_text_is_hostile() -> None:
    assert all(sign in HOSTILE for sign in ('"', "'", "<", "&", "]]>", "\r\n", "::error", "%0A", "|", "\0", "\x1b", "\u202e", "\ud83d"))


PAGE = (Path(__file__).parent.parent / "docs" / "outputs.md").read_text("utf-8")


@pytest.mark.parametrize("name", REPORTERS)
def test_every_format_stands_in_the_table_of_its_page(name: str) -> None:
    assert re.search(rf"^\|[^|]*`{name}`", PAGE, re.MULTILINE)


def test_the_commands_of_the_page_are_commands() -> None:
    found_commands = re.findall(r"replylint check ([^|'\n`]+)", PAGE)
    assert len(found_commands) >= 9
    for command in found_commands:
        with main.commands["check"].make_context("check", command.replace("PATHS", "x").replace("FORMAT", "text").split()) as context:
            assert context.params["paths"], command


def test_the_snippets_of_the_page_are_yaml() -> None:
    snippets = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
    assert len(snippets) == 3
    steps = snippets[1]["steps"]
    assert steps[-1]["with"]["sarif_file"] in steps[-2]["run"]
    reports = snippets[2]["replies"]["artifacts"]["reports"]
    assert all(any(name in line for line in snippets[2]["replies"]["script"]) for name in reports.values())


# Through the command line


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "bad.txt").write_text("Hi Rosa,\n\nWe can't move your lesson. You should have checked the calendar.\n", "utf-8")
    return tmp_path


def test_junit_fails_as_the_run_does(here: Path) -> None:
    def failures(*options: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["check", "bad.txt", "--format", "junit", *options])
        return result.exit_code, ElementTree.fromstring(result.stdout).attrib["failures"]

    assert failures() == (1, "1")
    assert failures("--fail-on", "error") == (0, "0")
    assert failures("--fail-on", "error", "--min-score", "100") == (1, "1")
    (here / "replylint.yaml").write_text("fail-on: never\n")
    assert failures() == (0, "0")


def test_sarif_tells_the_rules_of_ones_own_checks_and_their_pages(here: Path) -> None:
    shutil.copytree(Path(__file__).parent.parent / "examples" / "05_own_check" / "yaml_only", here / "own")
    result = CliRunner().invoke(main, ["check", "own/draft.md", "--format", "sarif"])
    rules = {rule["id"]: rule for rule in json.loads(result.stdout)["runs"][0]["tool"]["driver"]["rules"]}
    assert "HSE001" in rules and "ALT001" in rules
    assert "In short" in rules["HSE001"]["help"]["text"]


def test_the_page_names_rows_by_their_titles(here: Path) -> None:
    result = CliRunner().invoke(main, ["check", "bad.txt", "--format", "html", "--output", "report.html"])
    assert result.exit_code == 1
    text = (here / "report.html").read_text("ascii")
    assert "Can a tired reader tell on first reading" in text and "Positive language" in text


def test_a_run_that_judges_nothing_still_writes_a_report(here: Path) -> None:
    for name in ("sarif", "html", "junit", "gitlab", "checkstyle", "rdjson"):
        result = CliRunner().invoke(main, ["check", "nowhere.txt", "--format", name])
        assert result.exit_code == 2
        READERS[name](result.stdout)
        assert "no such file" in result.stdout


def test_github_appends_its_summary(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here / "summary.md"))
    result = CliRunner().invoke(main, ["check", "bad.txt", "--format", "github"])
    assert result.stdout.startswith("::warning file=bad.txt,line=3,")
    assert "| bad.txt | refuses |" in (here / "summary.md").read_text("utf-8")
