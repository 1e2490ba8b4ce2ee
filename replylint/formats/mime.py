"""The parts of a mail and what their encoding hides, with the way back to every character of the file.

The standard library reads the headers; it keeps no places, so the parts are found here. What is broken is taken as it stands.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.headerregistry import HeaderRegistry
from email.message import Message
from email.parser import HeaderParser
from email.policy import default
from typing import NamedTuple

from replylint.draft import Piece, PieceTable
from replylint.formats.blocks import LINE_END, ranges_of

_DEEPEST = 12
_MOST_PARTS = 200
_HEADER_LINE = re.compile(r"[!-9;-~]+[ \t]*:")
_QUOTED = re.compile(r"(?P<soft>=[ \t]*(?:\r\n|\r|\n|\Z))|(?P<bytes>=[0-9A-Fa-f]{2}(?:(?:=[ \t]*(?:\r\n|\r|\n))*=[0-9A-Fa-f]{2})*)")
_BYTE = re.compile(r"=([0-9A-Fa-f]{2})")
_BASE64 = re.compile(r"[A-Za-z0-9+/=]")
_VALUES = {sign: value for value, sign in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}
LONGEST_BASE64 = 1_000_000


class Part(NamedTuple):
    """A leaf of a mail: its headers, and its body at `start..end` of the file, not yet decoded."""

    headers: Message
    start: int
    end: int

    @property
    def type(self) -> str:
        """Such as `text/plain`; also where a mail says that it has parts and not what parts them."""
        return str(self.headers.get_content_type()) if self.headers.get_content_maintype() == "text" else "text/plain"


def headers_end(text: str, start: int, end: int) -> int:
    """Where the lines of a header block end: at the first line that is no header and goes on with none."""
    stop = start
    for first, last in ranges_of(text, start, end):
        line = text[first:last]
        if not line.strip() or not (_HEADER_LINE.match(line) or (line[0] in " \t" and stop > start)):
            break
        stop = last
    return stop


def headers_of(text: str) -> Message:
    """The headers of a mail or a part; those that are broken are left as they are."""
    # Half of a surrogate pair is no character; the library fails on it in a header. Nothing reads a place from here, so the stand-in moves none.
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return HeaderParser(policy=default.clone(header_factory=HeaderRegistry())).parsestr(sound)


def header(message: Message, name: str) -> str | None:
    """A header's words, decoded; None where there is none or none that can be read."""
    try:
        value = message.get(name)
        return None if value is None else " ".join(str(value).split()) or None
    except Exception:  # the library's parser of addresses and encoded words fails in many ways on broken ones
        return None


def parts_of(text: str, start: int, end: int, depth: int = 0) -> Iterator[Part]:
    """The leaves of the mail or part at `start..end`, in order, without attachments and attached mails."""
    stop = headers_end(text, start, end)
    message = headers_of(text[start:stop])
    gap = LINE_END.match(text, stop)
    body = gap.end() if gap else stop
    if stop > start and (blank := LINE_END.match(text, body)) and body < end:
        body = blank.end()
    try:
        kind, boundary, attached = message.get_content_maintype(), message.get_boundary(), message.get_content_disposition() == "attachment"
    except Exception:  # as in `header`
        kind, boundary, attached = "text", None, False
    if attached:
        return
    if kind == "multipart" and boundary and depth < _DEEPEST:
        for first, last in list(_between(text, body, end, boundary))[:_MOST_PARTS]:
            yield from parts_of(text, first, last, depth + 1)
    elif kind == "text" or (kind == "multipart" and not boundary):
        yield Part(message, min(body, end), end)


def _between(text: str, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    """The stretches between the lines of a boundary; the last one ends with the mail where the closing line is missing."""
    mark = re.compile(rf"^--{re.escape(boundary)}(--)?[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE)
    begin: int | None = None
    for match in mark.finditer(text, start, end):
        if begin is not None:
            yield begin, _without_line_end(text, begin, match.start())
        begin = None if match.group(1) else match.end()
        if match.group(1):
            return
    if begin is not None:
        yield begin, end


def _without_line_end(text: str, start: int, end: int) -> int:
    """The line end in front of a boundary belongs to the boundary."""
    if end > start and text[end - 1] == "\n":
        end -= 1
    return end - 1 if end > start and text[end - 1] == "\r" else end


def decoded(text: str, part: Part) -> tuple[str, PieceTable]:
    """The text of a part, and its way back to the file."""
    encoding = (header(part.headers, "content-transfer-encoding") or "").strip().lower()
    table = _Decoded(_codec(part.headers))
    if encoding == "quoted-printable":
        _from_quoted_printable(table, text, part.start, part.end)
    elif encoding == "base64":
        _from_base64(table, text, part.start, part.end)
    else:
        table.exact(text, part.start, part.end)
    return table.result()


def charset(message: Message) -> str:
    """The character set that a part names; UTF-8 where it names none."""
    try:
        return message.get_content_charset() or "utf-8"
    except Exception:  # as in `header`
        return "utf-8"


def _codec(message: Message) -> str:
    try:
        return codecs.lookup(charset(message)).name
    except (LookupError, ValueError):  # an unknown name
        return "utf-8"


class _Decoded:
    """Collects decoded text. Bytes become characters as soon as they make one."""

    def __init__(self, codec: str) -> None:
        self._codec = "utf-8" if codec == "ascii" else codec
        self._decoder = self._new()
        self._waiting: int | None = None
        self._last = 0
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._length = 0

    def _new(self) -> codecs.IncrementalDecoder:
        try:
            return codecs.getincrementaldecoder(self._codec)("replace")
        except LookupError:  # codecs that make no text, such as rot13 or zip
            return codecs.getincrementaldecoder("latin-1")("replace")

    def exact(self, text: str, start: int, end: int) -> None:
        """Characters that stand in the file as they are."""
        self.flush()
        if start < end:
            last = self._pieces[-1] if self._pieces else None
            if last is not None and last.exact and last.origin_end == start:
                self._pieces[-1] = last._replace(end=last.end + end - start, origin_end=end)
                self._parts.append(text[start:end])
                self._length += end - start
            else:
                self._add(text[start:end], start, end, True)

    def byte(self, value: int, start: int, end: int) -> None:
        """A byte that is written at `start..end` of the file."""
        try:
            made = self._decoder.decode(bytes((value,)))
        except (ValueError, TypeError):
            made = "\ufffd"
        if self._waiting is None:
            self._waiting = start
        self._last = end
        if isinstance(made, str) and made:
            self._add(made, self._waiting, end, False)
            self._waiting = None

    def flush(self) -> None:
        """Bytes that make no character are one that says so."""
        if self._waiting is not None:
            made = self._decoder.decode(b"", True)
            if isinstance(made, str) and made:
                self._add(made, self._waiting, self._last, False)
            self._waiting = None
            self._decoder = self._new()

    def result(self) -> tuple[str, PieceTable]:
        self.flush()
        return "".join(self._parts), PieceTable(tuple(self._pieces))

    def _add(self, text: str, start: int, end: int, exact: bool) -> None:
        self._pieces.append(Piece(self._length, self._length + len(text), start, end, exact))
        self._parts.append(text)
        self._length += len(text)


def _from_quoted_printable(table: _Decoded, text: str, start: int, end: int) -> None:
    at = start
    for match in _QUOTED.finditer(text, start, end):
        if at < match.start():
            table.exact(text, at, match.start())
        at = match.end()
        if match["bytes"]:
            for byte in _BYTE.finditer(text, match.start(), match.end()):
                table.byte(int(byte[1], 16), byte.start(), byte.end())
    if at < end:
        table.exact(text, at, end)


def _from_base64(table: _Decoded, text: str, start: int, end: int) -> None:
    """Each byte stands in two characters of the four that three bytes take up."""
    held, bits, since = 0, 0, 0
    for match in _BASE64.finditer(text, start, min(end, start + LONGEST_BASE64)):
        value = _VALUES.get(match.group())
        if value is None:  # padding: what follows begins anew
            bits = 0
            continue
        if bits:
            whole = (held << 6) | value
            bits -= 2
            table.byte((whole >> bits) & 0xFF, since, match.end())
            held = value & ((1 << bits) - 1)
        else:
            held, bits = value, 6
        since = match.start()
