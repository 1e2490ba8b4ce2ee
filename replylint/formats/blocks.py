"""Blocks of prose and how they become a draft: what the readers of plain text and Markdown have in common."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from replylint.draft import Comment, DraftBuilder, Piece, RegionKind
from replylint.formats.comments import comment_at
from replylint.formats.inline import Edit, edits
from replylint.formats.invisible import UNREAD, edges, reading, seen
from replylint.model import Span

LINE_END = re.compile(r"\r\n|\n|\r")
# "[the docs]: https://…" on a line of its own. The address must look like one: "[Agent]: hello" is speech.
DEFINITION = re.compile(r"^[ \t>]{0,12}\[([^\[\]\r\n]{1,100})\]:[ \t]*(?:<|https?:|mailto:|www\.|[/#.])\S*", re.MULTILINE)


class Line(NamedTuple):
    """`given[start:end]` without the white space around it. `hard`: the break behind it is meant, not a wrap."""

    start: int
    end: int
    hard: bool = False


class Block(NamedTuple):
    """Lines that belong together: a paragraph, a list item's. Blocks of the same kind and group that follow each other are one region."""

    lines: tuple[Line, ...]
    kind: RegionKind | None = None
    group: int = 0


def ranges_of(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The lines of a stretch without their ends, as Source counts lines."""
    stop = len(text) if end is None else end
    ranges = []
    for match in LINE_END.finditer(text, start, stop):
        ranges.append((start, match.start()))
        start = match.end()
    ranges.append((start, stop))
    return ranges


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the white space at its ends, and without what nobody sees there; an empty one where there is nothing else."""
    line = text[start:end]
    inner = line.strip()
    if not inner:
        return start, start
    if UNREAD.match(inner[0]) or UNREAD.match(inner[-1]):
        first, last = edges(line)
        return start + first, start + last
    start += len(line) - len(line.lstrip())
    return start, start + len(inner)


def references_of(text: str) -> frozenset[str]:
    """The lower-case labels that link definitions in a text define."""
    return frozenset(match.group(1).lower() for match in DEFINITION.finditer(text)) if "]:" in text else frozenset()


def write(
    given: str, blocks: Iterable[Block], references: Collection[str] = frozenset(), inline: Callable[[str, Collection[str]], list[Edit]] = edits
) -> tuple[DraftBuilder, list[Comment]]:
    """Writes the blocks as a draft's text: markup deleted, wraps joined, slots filled, regions marked. Blocks with nothing left are skipped.

    `inline` says what to change within a block.
    """
    builder = DraftBuilder(given)
    comments: list[Comment] = []
    region: tuple[RegionKind, int] | None = None
    begin = finish = last = 0
    for block in blocks:
        flow = _Flow(given, block.lines)
        changes = inline(flow.text, references)
        comments += (_comment(given, flow, edit) for edit in changes if edit.is_comment)
        if not flow.leaves_text(changes):
            continue
        here = (block.kind, block.group) if block.kind is not None else None
        if region is not None and here != region:
            builder.region(region[0], begin, finish)
        if builder.length:
            start = block.lines[0].start
            builder.fill("\n\n" if len(LINE_END.findall(given, last, start)) > 1 else "\n", last, start)
        if here != region:
            region, begin = here, builder.length
        flow.write(builder, changes)
        finish, last = builder.length, block.lines[-1].end
    if region is not None:
        builder.region(region[0], begin, finish)
    return builder, comments


def _comment(given: str, flow: _Flow, edit: Edit) -> Comment:
    return comment_at(given, Span(*flow.origin(edit.start, edit.end)))


class _Flow:
    """A block's lines as one text, with the way back to the given text."""

    def __init__(self, given: str, lines: Sequence[Line]) -> None:
        parts: list[str] = []
        self._given = given
        self._pieces: list[Piece] = []
        length = 0
        for number, line in enumerate(lines):
            if number:
                before = lines[number - 1]
                parts.append("\n" if before.hard else " ")
                self._pieces.append(Piece(length, length + 1, before.end, line.start, False))
                length += 1
            if line.start < line.end:
                parts.append(given[line.start : line.end])
                self._pieces.append(Piece(length, length + line.end - line.start, line.start, line.end, True))
                length += line.end - line.start
        self.text = "".join(parts)
        self._starts = [piece.start for piece in self._pieces]

    def leaves_text(self, changes: Sequence[Edit]) -> bool:
        """Whether anything but white space, and what nobody sees, is left after the changes."""
        at = 0
        for edit in changes:
            if seen(self.text[at : edit.start]).strip() or edit.fill.strip():
                return True
            at = edit.end
        return bool(seen(self.text[at:]).strip())

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the flow, not empty, in the given text."""
        first, last = self._pieces[bisect_right(self._starts, start) - 1], self._pieces[bisect_right(self._starts, end - 1) - 1]
        return (
            first.origin_start + (start - first.start if first.exact else 0),
            last.origin_start + (end - last.start) if last.exact else last.origin_end,
        )

    def write(self, builder: DraftBuilder, changes: Sequence[Edit]) -> None:
        """Puts the changed text behind what the builder holds. White space beside a break that markup makes, and a break at the block's edge, are dropped."""
        begin = builder.length
        waiting: tuple[int, int] | None = None
        at = 0
        for edit in (*changes, Edit(len(self.text), len(self.text))):
            at_break = waiting is not None or builder.length == begin
            if not (at_break and self.text[at : edit.start].isspace()):
                if waiting is not None and at < edit.start:
                    builder.fill("\n", *waiting)
                    waiting = None
                self._keep(builder, at, edit.start)
            at = edit.end
            if not edit.fill:
                continue
            origin = self.origin(edit.start, edit.end)
            if edit.fill == "\n":
                waiting = waiting or (origin if builder.length > begin else None)
                continue
            if waiting is not None:
                builder.fill("\n", *waiting)
                waiting = None
            if edit.slot is not None:
                builder.placeholder(edit.fill, *origin, edit.slot.name, edit.slot.stands_for)
            else:
                builder.fill(edit.fill, *origin)

    def _keep(self, builder: DraftBuilder, start: int, end: int) -> None:
        while start < end:
            piece = self._pieces[bisect_right(self._starts, start) - 1]
            stop = min(end, piece.end)
            if piece.exact:
                self._keep_exact(builder, piece.origin_start + start - piece.start, piece.origin_start + stop - piece.start)
            else:
                builder.fill(self.text[start:stop], piece.origin_start, piece.origin_end)
            start = stop

    def _keep_exact(self, builder: DraftBuilder, start: int, end: int) -> None:
        """Keeps a stretch, without what nobody sees."""
        for match in UNREAD.finditer(self._given, start, end):
            read_as = reading(self._given, match.start())
            if read_as is not None:
                builder.keep(start, match.start())
                builder.fill(read_as, *match.span())
                start = match.end()
        builder.keep(start, end)
