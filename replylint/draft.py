"""Source, Draft and the piece table between them.

A position is carried from the first read and never searched for again. There are three texts:
- `Source.text`: the file as decoded, where line and column are counted;
- `Draft.given`: the reply as it was given (the file's text, or the value of a JSON record's "text"), where the machine contract counts `start`/`end`;
- `Draft.text`: what the parser reads: markup deleted, hard wraps joined, placeholders filled. All findings count in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from replylint.model import Span

_LINE_END = re.compile(r"\r\n|\n|\r")  # not str.splitlines, which also splits at form feeds and Unicode separators

RegionKind = Literal["quote", "signature", "heading", "subject", "list_item"]


class Piece(NamedTuple):
    """`text[start:end]` came from `origin[origin_start:origin_end]`; `exact` when it is the same text character by character."""

    start: int
    end: int
    origin_start: int
    origin_end: int
    exact: bool


@dataclass(frozen=True)
class PieceTable:
    """Maps spans of a derived text back to the text that it came from. Pieces are sorted, adjacent and not empty on the derived side.

    On the other side they go forward; only pieces that are not exact may share a stretch (two bytes of base64 share a character).
    """

    pieces: tuple[Piece, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    def index_at(self, offset: int) -> int:
        """The number of the piece that holds a character of the derived text; of the last one behind its end."""
        return bisect_right(self._starts, offset) - 1

    @cached_property
    def is_entangled(self) -> bool:
        """Whether characters share signs of the origin, as the bytes of base64 do: then none of them can be changed alone."""
        return any(after.origin_start < piece.origin_end for piece, after in pairwise(self.pieces))

    def to_origin(self, span: Span) -> Span:
        """The smallest stretch of the origin that holds all of `span`. An empty span maps to an empty span.

        Raises ValueError for a span outside the text.
        """
        if not self.pieces:
            if span.start or span.end:
                raise ValueError(f"{span} is outside an empty text")
            return Span(0, 0)
        if span.end > self.pieces[-1].end:
            raise ValueError(f"{span} ends behind the text's end, {self.pieces[-1].end}")
        first = self.pieces[self.index_at(span.start)]
        start = first.origin_start + (span.start - first.start) if first.exact else first.origin_start
        if span.start == span.end:
            return Span(start, start)
        last = self.pieces[self.index_at(span.end - 1)]
        end = last.origin_start + (span.end - last.start) if last.exact else last.origin_end
        return Span(start, max(start, end))

    def through(self, outer: PieceTable) -> PieceTable:
        """The way from this table's text to where `outer` leads, whose text is this table's origin."""
        pieces: list[Piece] = []
        for piece in self.pieces:
            if piece.exact:
                pieces += _exact_through(piece, outer)
            else:
                there = outer.to_origin(Span(piece.origin_start, piece.origin_end))
                pieces.append(Piece(piece.start, piece.end, there.start, there.end, False))
        return PieceTable(tuple(_joined(pieces)))


def _exact_through(piece: Piece, outer: PieceTable) -> Iterator[Piece]:
    """An exact piece, cut where the pieces of the other table meet."""
    at, shift = piece.origin_start, piece.start - piece.origin_start
    for other in outer.pieces[outer.index_at(at) :]:
        if other.start >= piece.origin_end:
            return
        end = min(other.end, piece.origin_end)
        if other.exact:
            yield Piece(at + shift, end + shift, other.origin_start + at - other.start, other.origin_start + end - other.start, True)
        else:
            yield Piece(at + shift, end + shift, other.origin_start, other.origin_end, False)
        at = end


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Exact pieces that go on from each other as one."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and last.exact and piece.exact and last.origin_end == piece.origin_start:
            last = last._replace(end=piece.end, origin_end=piece.origin_end)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def identity(length: int) -> PieceTable:
    """The table of a text that is its own origin."""
    return PieceTable((Piece(0, length, 0, length, True),) if length else ())


def joined(parts: Iterable[tuple[str, PieceTable]], separator: str = "") -> tuple[str, PieceTable]:
    """Texts of one origin, in its order, as one text (the lines of a body that is a list of strings). A separator stands for what is between them."""
    texts: list[str] = []
    pieces: list[Piece] = []
    length = 0
    for text, table in parts:
        if texts and separator:
            last = pieces[-1].origin_end if pieces else None
            following = table.pieces[0].origin_start if table.pieces else last or 0
            pieces.append(Piece(length, length + len(separator), following if last is None else last, following, False))
            texts.append(separator)
            length += len(separator)
        pieces += (piece._replace(start=piece.start + length, end=piece.end + length) for piece in table.pieces)
        texts.append(text)
        length += len(text)
    return "".join(texts), PieceTable(tuple(pieces))


@dataclass(frozen=True)
class Source:
    """A file or standard input, decoded. `path` is None for text given through the API."""

    text: str
    path: str | None = None

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and column of a code point. Lines end with LF, CRLF or CR, as editors count them."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line_at(self, line: int) -> Span:
        """The stretch of a 1-based line, its line end with it; the empty one at the end of the text for a line behind the last."""
        starts = [*self._line_starts[line - 1 : line + 1], len(self.text), len(self.text)]
        return Span(starts[0], starts[1])


class Region(NamedTuple):
    """A marked stretch of `Draft.text`. Quotes, signatures, headings and subjects carry no moves."""

    kind: RegionKind
    span: Span


class Placeholder(NamedTuple):
    """A slot of a template. `span` counts in `Draft.text`, where `fill` stands for it; `raw` is what the author wrote.

    `stands_for`: name, reason, alternative, date, link or other, read off the slot's name.
    """

    span: Span
    raw: str
    name: str
    stands_for: str


class Comment(NamedTuple):
    """A comment of the markup, with its place in `Draft.given`; suppressions are read from them."""

    span: Span
    text: str


@dataclass(frozen=True)
class Draft:
    """One reply, ready for the parser, with the way back to its source."""

    source: Source
    text: str
    pieces: PieceTable
    given: str
    given_pieces: PieceTable | None = None
    id: str | None = None
    title: str | None = None
    request: str | None = None
    regions: tuple[Region, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    comments: tuple[Comment, ...] = ()
    meta: Mapping[str, object] = field(default_factory=dict)

    def to_given(self, span: Span) -> Span:
        """A span of `text` in the text that was given."""
        return self.pieces.to_origin(span)

    def given_to_source(self, span: Span) -> Span:
        """A span of `given` in the source file."""
        return span if self.given_pieces is None else self.given_pieces.to_origin(span)

    def to_source(self, span: Span) -> Span:
        """A span of `text` in the source file."""
        return self.given_to_source(self.to_given(span))

    def as_read(self, span: Span) -> str:
        """The words of a span of `text` on one line, as the customer reads them; a slot as it stands in the template and not what was filled in for the parser."""
        parts, at = [], span.start
        for slot in sorted(self.placeholders):
            if span.start < span.end and slot.span.overlaps(span):
                parts += [self.text[at : max(at, slot.span.start)], slot.raw]
                at = slot.span.end
        return " ".join("".join([*parts, self.text[at : max(at, span.end)]]).split())

    def derived_from(self, given: str, pieces: PieceTable, given_pieces: PieceTable | None = None) -> Draft:
        """The same draft with the text that its own given text was made of as the given one; `pieces` lead from the former to the latter.

        `given_pieces` is the way on from `given` to the source.
        """
        through = self.pieces.through(pieces)
        slots = []
        for slot in self.placeholders:
            place = through.to_origin(slot.span)
            slots.append(slot._replace(raw=given[place.start : place.end]))
        comments = tuple(comment._replace(span=pieces.to_origin(comment.span)) for comment in self.comments)
        return replace(self, given=given, pieces=through, given_pieces=given_pieces, placeholders=tuple(slots), comments=comments)

    def region_at(self, offset: int) -> RegionKind | None:
        """The kind of the marked region that holds a character of `text`; None in the body."""
        return next((region.kind for region in self.regions if region.span.start <= offset < region.span.end), None)


class PieceWriter:
    """Writes a text that is derived from another, piece by piece and in order, and the table that leads back; what is not kept or filled is dropped."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._length = 0

    @property
    def length(self) -> int:
        """Characters of the text so far."""
        return self._length

    @property
    def text(self) -> str:
        """What was written so far."""
        return "".join(self._parts)

    @property
    def table(self) -> PieceTable:
        """The way back from what was written so far."""
        return PieceTable(tuple(self._pieces))

    def keep(self, start: int, end: int) -> None:
        """Takes `origin[start:end]` as it stands."""
        if start >= end:
            return
        last = self._pieces[-1] if self._pieces else None
        if last is not None and last.exact and last.origin_end == start:
            self._pieces[-1] = Piece(last.start, last.end + end - start, last.origin_start, end, True)
        else:
            self._pieces.append(Piece(self._length, self._length + end - start, start, end, True))
        self._parts.append(self._origin[start:end])
        self._length += end - start

    def fill(self, text: str, start: int, end: int) -> None:
        """Puts `text` in the place of `origin[start:end]` (a character for its escape, a space for a hard wrap, a break for markup)."""
        if not text:
            return
        self._pieces.append(Piece(self._length, self._length + len(text), start, end, False))
        self._parts.append(text)
        self._length += len(text)


class DraftBuilder(PieceWriter):
    """Writes a draft's text from the text that was given, with what stands in it: slots and regions."""

    def __init__(self, given: str) -> None:
        super().__init__(given)
        self._placeholders: list[Placeholder] = []
        self._regions: list[Region] = []

    def placeholder(self, fill: str, start: int, end: int, name: str, stands_for: str) -> None:
        """Puts `fill` in the place of a template's slot and remembers the slot."""
        begin = self._length
        self.fill(fill, start, end)
        self._placeholders.append(Placeholder(Span(begin, self._length), self._origin[start:end], name, stands_for))

    def region(self, kind: RegionKind, start: int, end: int | None = None) -> None:
        """Marks the text from `start` to `end` (default: to here) of the draft built so far."""
        stop = self._length if end is None else end
        if start < stop:
            self._regions.append(Region(kind, Span(start, stop)))

    def draft(self, source: Source, *, given_pieces: PieceTable | None = None, id: str | None = None, title: str | None = None,
              request: str | None = None, comments: Iterable[Comment] = (), meta: Mapping[str, object] | None = None) -> Draft:
        """The draft that was collected."""
        return Draft(source=source, text=self.text, pieces=self.table, given=self._origin,
                     given_pieces=given_pieces, id=id, title=title, request=request, regions=tuple(self._regions),
                     placeholders=tuple(self._placeholders), comments=tuple(comments), meta=meta or {})
