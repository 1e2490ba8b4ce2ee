"""Comments of the markup that stand on lines of their own, or go over several."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from replylint.draft import Comment
from replylint.model import Span

_OPENING, _CLOSING = "<!--", "-->"
# A comment further than this into its line is not looked at as one that may stand alone: a line of two megabytes full of comments stays cheap.
_INDENT = 200


def cut_comments(given: str, ranges: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], list[Comment]]:
    """The lines without those comments, and the comments. A line that held nothing else is left empty, so it parts paragraphs as in Markdown.

    A comment in the middle of a line is left for the inline markup.
    """
    spans = _alone(given, ranges)
    kept: list[tuple[int, int]] = []
    number = 0
    for start, end in ranges:
        at = start
        pieces = []
        while number < len(spans) and spans[number].start < max(end, start + 1):
            span = spans[number]
            if span.end > at:
                if at < span.start:
                    pieces.append((at, span.start))
                at = span.end
            if span.end > end:
                break
            number += 1
        if at < end:
            pieces.append((at, end))
        kept += pieces or [(start, start)]
    return kept, [comment_at(given, span) for span in spans]


def comment_at(given: str, span: Span) -> Comment:
    """The comment whose markup takes up `span`."""
    return Comment(span, given[span.start + len(_OPENING) : span.end - len(_CLOSING)].strip())


def _alone(given: str, ranges: Sequence[tuple[int, int]]) -> list[Span]:
    """The comments that take up whole lines or go over several."""
    if not ranges:
        return []
    starts = [start for start, _ in ranges]
    at, end = ranges[0][0], ranges[-1][1]
    spans = []
    while (opening := given.find(_OPENING, at, end)) >= 0 and (closing := given.find(_CLOSING, opening + len(_OPENING), end)) >= 0:
        at = closing + len(_CLOSING)
        line_start, line_end = ranges[bisect_right(starts, opening) - 1]
        if at > line_end or (_is_blank(given, line_start, opening) and _is_blank(given, at, line_end)):
            spans.append(Span(opening, at))
    return spans


def _is_blank(given: str, start: int, end: int) -> bool:
    return end - start <= _INDENT and not given[start:end].strip(" \t>")
