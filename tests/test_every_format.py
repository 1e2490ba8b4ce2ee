"""What holds for every format of output: hostile texts, nothing to report, only failures, an output that takes no more than ASCII."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

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
