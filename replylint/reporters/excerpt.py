"""The lines of a source with a stretch of them underlined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from replylint.draft import Draft, Source
from replylint.model import Span
from replylint.reporters.cells import Cell, cells_of

MOST_LINES = 3
_LINE_END = re.compile(r"[\r\n]")


class Excerpt(NamedTuple):
    """One line: its number (None where the text is the value of a record, whose lines are not lines of the file), itself and what underlines it."""

    number: int | None
    line: str
    underline: str


def excerpts(draft: Draft, there: Span, room: int, ellipsis: str = "…") -> Iterator[Excerpt]:
    """The lines that hold a span of `draft.given`, at most three and a mark for more, each cut around the span to `room` terminal cells."""
    page = draft.source if draft.given_pieces is None else Source(draft.given)
    last = page.position(max(there.start, there.end - 1))[0]
    start = there.start
    for number in range(page.position(start)[0], last + 1):
        _, column = page.position(start)
        begin = start - column + 1
        end_of_line = _LINE_END.search(page.text, begin)
        line = page.text[begin : end_of_line.start() if end_of_line else len(page.text)]
        marked = _marked(line, column - 1, there.end - begin)
        yield Excerpt(number if draft.given_pieces is None else None, *_cut(cells_of(line), marked, room, ellipsis))
        if end_of_line is None:
            break
        if number < last and number - page.position(there.start)[0] + 1 == MOST_LINES:
            yield Excerpt(None, ellipsis, "")
            break
        start = end_of_line.start() + (2 if page.text.startswith("\r\n", end_of_line.start()) else 1)


def _marked(line: str, first: int, behind: int) -> Span:
    """The part of a line to underline; on the second and later lines of a span the indentation is left out."""
    behind = min(behind, len(line))
    if first == 0 and behind > 0:
        first = min(len(line[:behind]) - len(line[:behind].lstrip()), behind)
    return Span(min(first, len(line)), max(min(first, len(line)), behind))


def _cut(cells: list[Cell], marked: Span, room: int, ellipsis: str) -> tuple[str, str]:
    """The line and its underline, cut so that the start of the marked stretch can be seen with some words before it."""
    first, behind = _window(cells, marked, room)
    before, after = ellipsis if first else "", ellipsis if behind < len(cells) else ""
    line = "".join(cell.shown for cell in cells[first:behind])
    marks = "".join(("^" if marked.start <= at < marked.end else " ") * cells[at].width for at in range(first, behind))
    indent = sum(cell.width for cell in cells[first : marked.start])
    if "^" not in marks:  # an empty stretch, or one of characters without width
        marks = " " * indent + "^"
    return before + line + after, " " * len(before) + marks.rstrip()


def _window(cells: list[Cell], marked: Span, room: int) -> tuple[int, int]:
    """From where to where a line is shown: all of it, or what fits with a third of the room before the marked stretch."""
    if sum(cell.width for cell in cells) <= room:
        return 0, len(cells)
    room = max(room - 6, 10)  # both cut marks, at three characters each at most
    stretch = min(sum(cell.width for cell in cells[marked.start : marked.end]), room)
    first = _back(cells, marked.start, max(min(room // 3, room - stretch), 0))
    behind, used = first, 0
    while behind < len(cells) and used + cells[behind].width <= room:
        used += cells[behind].width
        behind += 1
    return (_back(cells, behind, room), behind) if behind == len(cells) else (first, behind)


def _back(cells: list[Cell], at: int, room: int) -> int:
    """The position up to `room` cells before `at`, never in the middle of a character and its accents."""
    used = 0
    first = at
    while at > 0 and used + cells[at - 1].width <= room:
        at -= 1
        used += cells[at].width
        if cells[at].width:
            first = at
    return 0 if at == 0 else first
