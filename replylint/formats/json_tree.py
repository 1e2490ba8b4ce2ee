"""JSON as a tree that knows its places. Escapes are the pieces that are not exact; all else of a string is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in typeshed

from replylint.draft import Piece, PieceTable, PieceWriter, Source
from replylint.errors import Failure, Skipped
from replylint.formats.tree import Entry, List, Map, Node, Scalar
from replylint.model import Span

_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"[^\s,\]}]+")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_DEEPEST = 100
_MOST_VALUES = 250_000  # each costs several hundred bytes; what holds more is data, not replies
_HINT = "mend it, or leave the file out with `exclude:` in the configuration"


class TooLargeError(ValueError):
    """So many values that it is data and no file of replies."""


class NotJsonError(ValueError):
    """What is wrong, and at which character of the text."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def parse(source: Source) -> Node | Failure | Skipped:
    """The tree of a file, or what is wrong with it and where; Skipped for so many values that it is data and no file of replies."""
    try:
        return tree_of(source.text)
    except TooLargeError as error:
        return Skipped(source.path, str(error))
    except NotJsonError as error:
        return Failure(str(error), source.path, *source.position(error.offset), _HINT)


def tree_of(text: str, way: PieceTable | None = None) -> Node:
    """The tree of a text that stands in a source; `way` leads back to it where the text is not the source itself. Raises NotJsonError and TooLargeError."""
    try:
        # The values are not used: what they would be is in the tree. Numbers may have more digits than Python converts.
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise NotJsonError(f"is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", error.pos) from None
    except RecursionError:
        raise NotJsonError(f"cannot be read as JSON: nested more than {_DEEPEST} levels deep", 0) from None
    return _Walk(text, way).tree()


def value_of(node: Node) -> object:
    """The Python value of a tree, as json.loads has it. A number with more digits than Python converts stays text."""
    if isinstance(node, Map):
        return {entry.key.text: value_of(entry.value) for entry in node.entries}
    if isinstance(node, List):
        return [value_of(item) for item in node]
    if node.is_string:
        return node.text
    try:
        value: object = json.loads(node.text)
    except ValueError:
        return node.text
    return value


class _Walk:
    """Walks through a text that is known to be valid."""

    def __init__(self, text: str, way: PieceTable | None) -> None:
        self._text = text
        self._way = way
        self._count = 0

    def tree(self) -> Node:
        return self._node(self._skip(0), 0)[0]

    def _node(self, at: int, depth: int) -> tuple[Node, int]:
        self._count += 1
        if depth > _DEEPEST:
            raise NotJsonError(f"cannot be read as JSON: nested more than {_DEEPEST} levels deep", at)
        if self._count > _MOST_VALUES:
            raise TooLargeError(f"more than {_MOST_VALUES:,} values")
        sign = self._text[at]
        if sign == '"':
            return self._string(at)
        if sign in "{[":
            return self._map(at, depth) if sign == "{" else self._list(at, depth)
        match = _WORD.match(self._text, at)
        end = match.end() if match else at
        pieces = PieceTable((Piece(0, end - at, at, end, True),))
        return Scalar(self._text[at:end], self._back(pieces), self._span(at, end), is_string=False), end

    def _map(self, at: int, depth: int) -> tuple[Map, int]:
        entries: list[Entry] = []

        def entry(begin: int) -> int:
            key, end = self._string(begin)
            value, end = self._node(self._skip(self._skip(end) + 1), depth + 1)
            entries.append(Entry(key, value))
            return end

        end = self._each(at, "}", entry)
        return Map(tuple(entries), self._span(at, end)), end

    def _list(self, at: int, depth: int) -> tuple[List, int]:
        items: list[Node] = []

        def item(begin: int) -> int:
            value, end = self._node(begin, depth + 1)
            items.append(value)
            return end

        end = self._each(at, "]", item)
        return List(tuple(items), self._span(at, end)), end

    def _each(self, at: int, closing: str, read: Callable[[int], int]) -> int:
        """Reads what stands between brackets, part by part; the end of the closing one."""
        at = self._skip(at + 1)
        while self._text[at] != closing:
            at = self._skip(read(at))
            if self._text[at] == ",":
                at = self._skip(at + 1)
        return at + 1

    def _string(self, at: int) -> tuple[Scalar, int]:
        match = _STRING.match(self._text, at)
        assert match is not None  # the text is valid
        written = _string(self._text, at + 1, match.end() - 1)
        return Scalar(written.text, self._back(written.table), self._span(at, match.end())), match.end()

    def _back(self, pieces: PieceTable) -> PieceTable:
        return pieces if self._way is None else pieces.through(self._way)

    def _span(self, start: int, end: int) -> Span:
        return Span(start, end) if self._way is None else self._way.to_origin(Span(start, end))

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        return match.end() if match else at


def line_way(start: int, end: int) -> PieceTable:
    """The way back from a stretch of a source that was taken out of it (a line)."""
    return PieceTable((Piece(0, end - start, start, end, True),) if start < end else ())


def _string(text: str, start: int, stop: int) -> PieceWriter:
    """A string's value, with the way from it to what stands between its quotes."""
    writer = PieceWriter(text)
    at = start
    for escape in _ESCAPE.finditer(text, start, stop):
        writer.keep(at, escape.start())
        at = escape.end()
        writer.fill(scanstring(f'{escape.group()}"', 0)[0], escape.start(), at)
    writer.keep(at, stop)
    return writer
