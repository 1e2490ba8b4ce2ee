"""The texts of HCL and the way back to their literals: escapes between quotes, and heredocs with their indentation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from replylint.draft import PieceWriter
from replylint.formats.tree import Scalar
from replylint.model import Span

_IN_QUOTES = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[nrt\"\\])|\$\$(?=\{)|%%(?=\{)")
_IN_HEREDOC = re.compile(r"\$\$(?=\{)|%%(?=\{)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_LAST_CODE_POINT = 0x10FFFF


def quoted(text: str, span: Span, kept: Sequence[Span]) -> Scalar:
    """A text in quotes at `span`. `kept` are the interpolations and directives in it, which stay as written."""
    return _scalar(text, span, Span(span.start + 1, span.end - 1), kept, (), _IN_QUOTES)


def heredoc(text: str, span: Span, closing: Span, kept: Sequence[Span]) -> Scalar:
    """A heredoc at `span`, whose last word is at `closing`. After `<<-` what all lines are indented by is not of the text; empty lines don't count."""
    inner = Span(text.find("\n", span.start, closing.start) + 1, text.rfind("\n", span.start, closing.start) + 1)
    starts = [part.start for part in kept]
    indents = []
    for start, end in _lines(text, inner) if text.startswith("<<-", span.start) else ():
        around = bisect_left(starts, start) - 1  # an interpolation may go over several lines
        if text[start:end].strip() and not (around >= 0 and kept[around].end > start):
            indents.append((start, len(text[start:end]) - len(text[start:end].lstrip())))
    least = min((indent for _, indent in indents), default=0)
    return _scalar(text, span, inner, kept, [Span(start, start + least) for start, _ in indents], _IN_HEREDOC)


def _lines(text: str, span: Span) -> Iterator[tuple[int, int]]:
    """Each with its break."""
    start = span.start
    while start < span.end:
        end = text.find("\n", start, span.end) + 1 or span.end
        yield start, end
        start = end


def _scalar(text: str, span: Span, inner: Span, kept: Sequence[Span], dropped: Sequence[Span], escapes: re.Pattern[str]) -> Scalar:
    writer = PieceWriter(text)
    at = inner.start
    for part, is_kept in sorted([*((part, True) for part in kept), *((part, False) for part in dropped)], key=lambda item: item[0].start):
        _decode(writer, text, at, part.start, escapes)
        if is_kept:
            writer.keep(part.start, part.end)
        at = max(at, part.end)
    _decode(writer, text, at, inner.end, escapes)
    return Scalar(writer.text, writer.table, span)


def _decode(writer: PieceWriter, text: str, start: int, end: int, escapes: re.Pattern[str]) -> None:
    for escape in escapes.finditer(text, start, end):
        writer.keep(start, escape.start())
        start = escape.end()
        found = escape.group()
        if found[0] != "\\":
            writer.fill(found[0], escape.start(), start)
        elif found[1] in "uU":
            code = int(found[2:], 16)
            writer.fill(chr(code) if code <= _LAST_CODE_POINT and not 0xD800 <= code < 0xE000 else "\ufffd", escape.start(), start)
        else:
            writer.fill(_ESCAPES[found[1]], escape.start(), start)
    writer.keep(start, end)
