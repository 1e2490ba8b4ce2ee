"""One finding for a reader: its place and rule, what was seen, the words underlined, what to write instead, where else to look."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from replylint.fixing import why_not
from replylint.model import DraftReport, Finding
from replylint.reporters.cells import shown
from replylint.reporters.excerpt import excerpts
from replylint.reporters.ink import Words
from replylint.reporters.places import place_of, place_of_finding
from replylint.reporters.scorecard import Marks

FIXABLE = "[*]"  # as ruff marks it
_INDENT = "    "
_MOST_RELATED_WORDS = 60


def finding_lines(report: DraftReport, finding: Finding, marks: Marks, width: int, *, with_excerpt: bool = True) -> Iterator[list[Words]]:
    """The lines of a finding, to be printed as they are; without the excerpt where the finding above has shown it."""
    rule, severity = finding.rule, finding.rule.severity.value
    why = why_not(report.draft, finding)
    mark: Words = (f"{FIXABLE} ", "better") if finding.fix is not None and not why else ("", "")
    yield [("  ", ""), (str(place_of_finding(report.draft, finding)), "place"), (f" {rule.code} ", severity), mark, (rule.name, "strong"), (f" {severity}", severity)]
    yield from _wrapped(finding.message, _INDENT, _INDENT, width, "")
    if with_excerpt:
        yield from _underlined(report, finding, marks, width, severity)
    if finding.suggestion:
        start = f"{_INDENT}{marks.arrow} "
        yield from _wrapped(finding.suggestion, start, _INDENT + " " * (len(marks.arrow) + 1), width, "better")
    if why:
        yield from _wrapped(f"no fix here: {why}", _INDENT, _INDENT, width, "quiet")
    for span in finding.related:
        words = shown(report.draft.text[span.start : span.end])
        cut = words if len(words) <= _MOST_RELATED_WORDS else words[:_MOST_RELATED_WORDS].rstrip() + marks.ellipsis
        place = place_of(report.draft, span)
        yield [(f'{_INDENT}see also {place.line}:{place.column} "{cut}"', "quiet")]


def _underlined(report: DraftReport, finding: Finding, marks: Marks, width: int, style: str) -> Iterator[list[Words]]:
    lines = list(excerpts(report.draft, finding.in_given(report.draft), width - 14, marks.ellipsis))
    gutter = max(len(str(line.number or "")) for line in lines)
    for excerpt in lines:
        number = "" if excerpt.number is None else str(excerpt.number)
        bar: Words = (f"{_INDENT}{number:>{gutter}} {marks.bar} ", "quiet")
        yield [bar, (excerpt.line, "")]
        if excerpt.underline:
            yield [(f"{_INDENT}{'':>{gutter}} {marks.bar} ", "quiet"), (excerpt.underline, style)]


def _wrapped(text: str, start: str, indent: str, width: int, style: str) -> Iterator[list[Words]]:
    for line in textwrap.wrap(shown(text), max(width, 40), initial_indent=start, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False):
        yield [(line, style)]
