"""Offsets of a text as the positions that the client counts in, and back. We count code points; a client UTF-16 or, where it asks for it, UTF-8."""

from __future__ import annotations

from lsprotocol.types import Position, Range
from pygls.workspace import PositionCodec

from replylint.draft import Source
from replylint.errors import Failure
from replylint.model import Span


class Sheet:
    """A text with the client's way of counting. Lines end with LF, CRLF or CR, as the protocol has it, and nowhere else."""

    def __init__(self, source: Source, codec: PositionCodec) -> None:
        self.source = source
        self._codec = codec

    def position(self, offset: int) -> Position:
        """Where a code point stands."""
        line, column = self.source.position(offset)
        return Position(line - 1, self._codec.client_num_units(self.source.text[offset - column + 1 : offset]))

    def range(self, span: Span) -> Range:
        """A stretch of the text."""
        return Range(self.position(span.start), self.position(span.end))

    def offset(self, position: Position) -> int:
        """The code point at a position; behind the end of a line it is the end of the line, behind the last line the end of the text."""
        line = self.source.line_at(position.line + 1)
        text = self.source.text[line.start : line.end].rstrip("\r\n")
        inside = Position(0, min(position.character, self._codec.client_num_units(text)))
        return line.start + self._codec.position_from_client_units([text], inside).character

    def place_of(self, failure: Failure) -> Range:
        """Where to show what failed: from its place to the end of the line; the first line for what has none."""
        line = self.source.line_at(failure.line or 1)
        end = line.start + len(self.source.text[line.start : line.end].rstrip("\r\n"))
        start = min(line.start + (failure.column or 1) - 1, end)
        return self.range(Span(start, end))
