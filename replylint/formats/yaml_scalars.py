"""The way from a YAML scalar's value back to its literal: quotes, escapes, folded lines, indentation.

libyaml says what a value is and where its literal begins and ends, but not which characters of the one are which of the other. So the literal is read
once more by the same rules. What comes out must be libyaml's own value; where it is not, the whole value leads to the whole literal.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from replylint.draft import Piece, PieceTable, PieceWriter
from replylint.model import Span

_SPACE = " \t\r\n\x85\u2028\u2029"
_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
# Anchors and tags stand before the literal, with comments and line ends between.
_PROPERTIES = re.compile(rf"(?:(?:!<[^>]*>|[&!][^{_SPACE},\[\]{{}}]*)(?:[{_SPACE}]|(?<=[{_SPACE}])#[^\r\n\x85\u2028\u2029]*)*)+")
_SINGLE = re.compile(rf"''|[{_SPACE}]+")
_PLAIN = re.compile(rf"[{_SPACE}]+")
_DOUBLE = re.compile(rf"\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|(?:\r\n|[\r\n\x85\u2028\u2029])[{_SPACE}]*|.)|[{_SPACE}]+", re.DOTALL)
_HEADER = re.compile(r"[|>]([-+0-9]*)[ \t]*(?:#[^\r\n\x85\u2028\u2029]*)?(?:\r\n|[\r\n\x85\u2028\u2029]|$)")
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip


def literal(text: str, start: int, end: int) -> Span:
    """The literal of a node at `text[start:end]`, without the anchor and the tag that may stand before it."""
    match = _PROPERTIES.match(text, start, end)
    return Span(match.end() if match else start, end)


def pieces(text: str, span: Span, style: str | None, value: str) -> PieceTable:
    """The way from `value` back to its literal at `span`; `style` is libyaml's: `'`, `"`, `|`, `>`, or None for a plain one."""
    inner = Span(span.start + 1, span.end - 1) if style in ("'", '"') else span
    if text[inner.start : inner.end] == value:  # escapes and folds are longer than what they stand for, so there are none
        return PieceTable((Piece(0, len(value), inner.start, inner.end, True),) if value else ())
    writer = PieceWriter(text)
    if style in ("|", ">"):
        _block(writer, text, span, style == ">", value)
    else:
        _flow(writer, text, inner, {'"': _DOUBLE, "'": _SINGLE}.get(style or "", _PLAIN))
    if writer.text == value:
        return writer.table
    return PieceTable((Piece(0, len(value), span.start, span.end, False),) if value else ())


def _flow(writer: PieceWriter, text: str, span: Span, tokens: re.Pattern[str]) -> None:
    """A plain or quoted scalar: white space with a line break in it folds, the rest stands as it is, but for escapes."""
    done = span.start
    for token in tokens.finditer(text, span.start, span.end):
        writer.keep(done, token.start())
        done = token.end()
        found = token.group()
        if found == "''":
            writer.fill("'", token.start(), done)
        elif found[0] == "\\":
            _escape(writer, text, token)
        else:
            _fold(writer, text, token)
    writer.keep(done, span.end)


def _fold(writer: PieceWriter, text: str, token: re.Match[str]) -> None:
    found = list(_BREAK.finditer(text, token.start(), token.end()))
    if not found:
        writer.keep(token.start(), token.end())
    elif not _is_newline(found[0].group()):
        _breaks(writer, found)
    elif len(found) > 1:
        _breaks(writer, found[1:])
    else:
        writer.fill(" ", token.start(), token.end())


def _escape(writer: PieceWriter, text: str, token: re.Match[str]) -> None:
    sign = token.group()[1]
    if _BREAK.match(sign):
        _breaks(writer, list(_BREAK.finditer(text, token.start(), token.end()))[1:])
    elif sign in "xuU":
        number = int(token.group()[2:] or "110000", 16)
        writer.fill(chr(number) if number <= 0x10FFFF else "", token.start(), token.end())
    else:
        writer.fill(_ESCAPES.get(sign, ""), token.start(), token.end())


def _is_newline(line_break: str) -> bool:
    """Whether a break is read as a newline: Unicode's line and paragraph separators stay what they are."""
    return line_break not in "\u2028\u2029"


def _breaks(writer: PieceWriter, found: list[re.Match[str]]) -> None:
    for line_break in found:
        if line_break.group() in "\n\u2028\u2029":
            writer.keep(line_break.start(), line_break.end())
        else:
            writer.fill("\n", line_break.start(), line_break.end())


class _Line(NamedTuple):
    """A line of a block scalar: `text[start:end]`, the indentation included, and the break behind it."""

    start: int
    end: int
    ending: re.Match[str] | None


def _block(writer: PieceWriter, text: str, span: Span, folded: bool, value: str) -> None:
    """A literal or folded block, as libyaml's scanner goes through it."""
    header = _HEADER.match(text, span.start, span.end)
    if header is None:
        return
    lines = _lines(text, header.end(), span.end)
    indent = _indentation(text, lines, value, any(sign.isdigit() for sign in header[1]))
    before: re.Match[str] | None = None  # the break behind the last line that was not empty
    empty: list[re.Match[str]] = []  # those of the empty lines since then
    spaced = False  # that line began with a space
    for line in lines:
        at = min(line.start + indent, line.end)
        if text[line.start : at].strip(" "):
            return
        if at == line.end:
            empty += [line.ending] if line.ending else []
            continue
        spaced_now = text[at] in " \t"
        if before is not None and folded and _is_newline(before.group()) and not (spaced or spaced_now):
            if not empty:
                writer.fill(" ", before.start(), at)
        elif before is not None:
            _breaks(writer, [before])
        _breaks(writer, empty)
        writer.keep(at, line.end)
        before, empty, spaced = line.ending, [], spaced_now
    if before is not None and "-" not in header[1]:
        _breaks(writer, [before])
    if "+" in header[1]:
        _breaks(writer, empty)


def _lines(text: str, start: int, end: int) -> list[_Line]:
    lines = []
    for match in _BREAK.finditer(text, start, end):
        lines.append(_Line(start, match.start(), match))
        start = match.end()
    if start < end:
        lines.append(_Line(start, end, None))
    return lines


def _indentation(text: str, lines: list[_Line], value: str, is_given: bool) -> int:
    """How many spaces of each line are not of the value. A given number counts from the node around, so it is found by what it leaves in the value."""
    first = next((line for line in lines if text[line.start : line.end].strip(" ")), None)
    if first is None:
        return max((line.end - line.start for line in lines), default=0)
    spaces = _leading_spaces(text[first.start : first.end])
    if not is_given:
        return spaces
    return spaces - next((_leading_spaces(line) for line in _BREAK.split(value) if line.strip(" ")), 0)


def _leading_spaces(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
