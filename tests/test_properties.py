"""From any text to the record of a finding and back: every place that is printed is the place of the very characters that were found."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from replylint.draft import Draft, Source
from replylint.formats import parse
from replylint.model import DraftReport, Span
from replylint.reporters.places import place_of_finding
from replylint.reporters.records import record
from replylint.runner import Linter

LINE_END = re.compile(r"\r\n|\n|\r")
# Sentences that raise findings of many rules, and between them what moves places about.
FINDING = [
    "I hear you.", "That\u2019s a tough one.", "You should have checked the calendar.", "There is nothing we can do!!!",
    "We can\u2019t do that.", "It\u2019s against our policy.", "I\u2019m so, so sorry.", "We are sorry.",
    "Per our SLA the RMA is void.", "As I already told you, no.", "We\u00a0can\u2019t refund it due\u00a0to certain circumstances.",
    "We\u2019ll get back to you soon.", "THIS IS FINAL!",
    "{{name}}, we **can\u2019t** _do_ that.",
]  # fmt: skip
BETWEEN = [
    " ", "  ", "\t", "\n", "\r\n", "\n\n", "\r\n\r\n", "\r", "\u00a0", "\u202f", "\U0001f642", "\U0001f44b\U0001f3fd ", "e\u0301", "\u201cno\u201d ", "\u2028",
    "- ", "* ", "1. ", "> ", "# ", "**", "_", "`", "&amp; ", "<b>", "</b>", "[x](https://a.example) ", "{{name}} ", "[Name] ", "<!-- replylint: ignore TON003 -- why -->", "\\",
    "Hi Jo,\n\n", "\n\nBest,\nMara\n", "a ", "\u00fcber ", "\u4e2d",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from([*FINDING, *FINDING, *BETWEEN]), min_size=1, max_size=14).map("".join)


@lru_cache(maxsize=1)
def linter() -> Linter:
    return Linter(final=True, preview=True)


def offset(text: str, line: int, column: int) -> int:
    """The code point at a line and column, counted without the program's own help."""
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    return starts[line - 1] + column - 1


def judged(text: str, name: str) -> list[DraftReport]:
    return [result for result in linter().run(parse(Source(text, f"a.{name}"), name)) if isinstance(result, DraftReport)]


def check_place(draft: Draft, span: Span, said: dict[str, Any]) -> None:
    """`said` is what is printed of a span of the draft's text."""
    there = draft.to_source(span)
    given_place = draft.to_given(span)
    assert (said["start"], said["end"]) == (given_place.start, given_place.end)
    source = draft.source.text
    assert offset(source, said["line"], said["column"]) == there.start <= there.end == offset(source, said["end_line"], said["end_column"])
    for piece in draft.pieces.pieces:
        start, end = max(span.start, piece.start), min(span.end, piece.end)
        if piece.exact and start < end:  # what was taken as it stands is there as it stands, inside the place that is printed
            begin = piece.origin_start + start - piece.start
            assert draft.given[begin : begin + end - start] == draft.text[start:end]
            assert said["start"] <= begin and begin + end - start <= said["end"]
    if span.start < span.end:
        first, last = (next(piece for piece in draft.pieces.pieces if piece.start <= at < piece.end) for at in (span.start, span.end - 1))
        assert not first.exact or draft.given[said["start"]] == draft.text[span.start]
        assert not last.exact or draft.given[said["end"] - 1] == draft.text[span.end - 1]


def check_comment(draft: Draft, span: Span, said: dict[str, Any]) -> None:
    """`said` is what is printed of a comment: its own place in the text that was given, and in the file."""
    assert span in [comment.span for comment in draft.comments]
    assert (said["start"], said["end"]) == (span.start, span.end)
    assert "replylint" in draft.given[span.start : span.end]
    there, source = draft.given_to_source(span), draft.source.text
    assert (offset(source, said["line"], said["column"]), offset(source, said["end_line"], said["end_column"])) == (there.start, there.end)


def check_report(report: DraftReport) -> None:
    printed = record(report)
    assert len(printed["findings"]) == len(report.findings)
    by_place = sorted(report.findings, key=lambda finding: (finding.span, finding.rule.code))
    for finding, said in zip(by_place, printed["findings"]):
        assert said["code"] == finding.rule.code
        if finding.comment is None:
            check_place(report.draft, finding.span, said)
        else:
            check_comment(report.draft, finding.comment, said)
        for span, related in zip(finding.related, said["related"], strict=True):
            check_place(report.draft, span, related)
        assert str(place_of_finding(report.draft, finding)) == f"{said['path']}:{said['line']}:{said['column']}"
    for move, said in zip(sorted(report.moves, key=lambda move: (move.span, move.kind.value)), printed["moves"], strict=True):
        place = report.draft.to_given(move.span)
        assert (said["kind"], said["start"], said["end"]) == (move.kind.value, place.start, place.end)
    json.dumps(printed)


@settings(max_examples=120, deadline=None)
@given(TEXTS)
@example("We **can\u2019t** do that.\r\n\r\n\U0001f642\U0001f44b\U0001f3fd You\u00a0should have checked the calendar.")
@example("{{name}}, we can't do that.\n\nBest,\nMara")
@pytest.mark.parametrize("name", ["plain", "markdown"])
def test_every_place_of_a_text_is_the_place_of_its_characters(name: str, text: str) -> None:
    for report in judged(text, name):
        assert report.draft.given == text
        check_report(report)


@settings(max_examples=80, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_every_place_of_a_record_counts_in_its_text(texts: list[str], ascii_only: bool, end: str) -> None:
    source = end.join(json.dumps({"id": str(number), "text": text}, ensure_ascii=ascii_only) for number, text in enumerate(texts))
    found = judged(source, "jsonl")
    assert [report.draft.given for report in found] == texts
    for number, report in enumerate(found):
        check_report(report)
        assert {finding["line"] for finding in record(report)["findings"]} <= {number + 1}


SOUNDS = [
    "The hall is blue. ", "\U0001f642 ", "\U0001f44b\U0001f3fd ", "\u4e2d\u6587 ", "e\u0301 ",
    "A \u201cred\u201d car. ", "\u00a0", "So\t", "\n\n", "\r\n\r\n", "**Well.** ", "[Name] ", "{{date}} ",
]  # fmt: skip
HARMLESS = st.lists(st.sampled_from(SOUNDS), max_size=8).map("".join)
PLANTED = "You should have checked the calendar"


@settings(max_examples=120, deadline=None)
@given(HARMLESS, HARMLESS, st.sampled_from([" ", "\u00a0", "\u202f"]))
@pytest.mark.parametrize("name", ["plain", "markdown", "jsonl"])
def test_what_was_planted_is_found_where_it_was_planted(name: str, before: str, after: str, space: str) -> None:
    words = PLANTED.replace(" ", space)
    text = f"The hall is blue today.\n\n{before}{words}. {after}"
    source = json.dumps({"id": "a", "text": text}) if name == "jsonl" else text
    (report,) = judged(source, name)
    (said,) = (finding for finding in record(report)["findings"] if finding["code"] == "TON003")
    start = text.index(words)
    assert said["start"] == start
    assert words.startswith(text[said["start"] : said["end"]])
    if name != "jsonl":
        assert offset(source, said["line"], said["column"]) == start
        assert offset(source, said["end_line"], said["end_column"]) == said["end"]
