"""The entries of a gettext catalogue (.po, .pot): what each field says, and where. The format is one of lines, and so is this reader.

polib, which reads the values alike, keeps no places within a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from replylint.draft import PieceWriter, Source
from replylint.errors import Failure
from replylint.formats.blocks import ranges_of

_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[[0-9]{1,3}\])?)[ \t\f\v]*(?=\"|$)")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t\f\v]*')
_NUMBERS = r"\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2})"  # a byte each
_ESCAPE = re.compile(rf"(?:{_NUMBERS})+|\\.")
_NUMBER = re.compile(r"\\(?:x([0-9a-fA-F]+)|([0-7]+))")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a", '"': '"', "\\": "\\"}
_MOST_FAULTS = 20  # a file that is no catalogue has one a line
_SPACE = " \t\f\v\ufeff"

_HINT = 'a catalogue has comments (#), and msgid "…" with msgstr "…" under it'
_STRING_HINT = 'every line of a text stands in double quotes of its own; a quote in it is written \\", a backslash \\\\'


@dataclass
class Entry:
    """What stands under one msgid. `texts`: keyword to text with the way back to the source. `offset` is where the first keyword stands."""

    offset: int
    texts: dict[str, PieceWriter] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()

    def text(self, keyword: str) -> str:
        """What a keyword says; nothing where it is not there."""
        return self.texts[keyword].text if keyword in self.texts else ""


def entries(source: Source) -> Iterator[Entry | Failure]:
    """The entries in order, without the obsolete ones (#~). A line that cannot be read is a Failure, of several in a row the first; its entry is left out."""
    faults = 0
    for item in _all(source):
        faults += isinstance(item, Failure)
        if isinstance(item, Entry) or faults <= _MOST_FAULTS:
            yield item
    if faults > _MOST_FAULTS:
        yield Failure(f"not a gettext catalogue: {faults - _MOST_FAULTS} more faults", source.path, hint=_HINT)


def _all(source: Source) -> Iterator[Entry | Failure]:
    reader = _Reader(source)
    for start, end in ranges_of(source.text):
        line = source.text[start:end]
        yield from reader.line(end - len(line.lstrip(_SPACE)), start + len(line.rstrip(_SPACE)))
    yield from reader.finish()


class _Reader:
    """Takes the lines of a catalogue one by one and gives the entries that they end."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._text = source.text
        self._entry: Entry | None = None
        self._keyword: str | None = None  # whose text may go on
        self._flags: set[str] = set()
        self._is_lost = False  # in lines that cannot be read, of which the first was told

    def line(self, start: int, end: int) -> Iterator[Entry | Failure]:
        """Takes a line without the white space around it."""
        if start >= end:
            yield from self.finish()
        elif self._text[start] == "#":
            yield from self._comment(start, end)
        elif self._text[start] == '"':
            if self._entry is not None and self._keyword is not None:
                yield from self._strings(self._entry.texts[self._keyword], start, end)
            elif not self._is_lost:
                yield self._fault("a text that belongs to no keyword", start, _HINT)
        elif match := _KEYWORD.match(self._text, start, end):
            yield from self._field(match[1], start, match.end(), end)
        elif not self._is_lost:
            yield self._fault("expected a keyword, a comment or a text in double quotes", start, _HINT)

    def finish(self) -> Iterator[Entry | Failure]:
        """Ends the entry, if there is one."""
        entry, self._entry, self._keyword, self._is_lost = self._entry, None, None, False
        if entry is None:
            return
        self._flags = set()
        if "msgid" not in entry.texts:
            yield self._failure("msgctxt without msgid", entry.offset, _HINT)
        elif not any(keyword.startswith("msgstr") for keyword in entry.texts):
            yield self._failure("msgid without msgstr", entry.offset, 'write msgstr "" where there is no translation yet')
        else:
            yield entry

    def _comment(self, start: int, end: int) -> Iterator[Entry | Failure]:
        obsolete = self._text.startswith("#~", start)
        if obsolete or (self._entry is not None and any(keyword.startswith("msgstr") for keyword in self._entry.texts)):
            yield from self.finish()
        if obsolete:
            self._flags = set()
        elif self._text.startswith("#,", start):
            self._flags.update(flag.strip() for flag in self._text[start + 2 : end].split(","))

    def _field(self, keyword: str, start: int, at: int, end: int) -> Iterator[Entry | Failure]:
        known = self._entry.texts if self._entry is not None else {}
        if keyword in known or (keyword in ("msgctxt", "msgid") and any(name.startswith("msgstr") for name in known)):
            yield from self.finish()
        if self._is_lost and keyword not in ("msgctxt", "msgid"):
            return
        if self._entry is None:
            if keyword not in ("msgctxt", "msgid"):
                yield self._fault(f"{keyword} without msgid", start, _HINT)
                return
            self._entry, self._is_lost = Entry(start, flags=frozenset(self._flags)), False
        self._keyword = keyword
        writer = self._entry.texts[keyword] = PieceWriter(self._text)
        yield from self._strings(writer, at, end)

    def _strings(self, writer: PieceWriter, at: int, end: int) -> Iterator[Failure]:
        while at < end:
            match = _STRING.match(self._text, at, end)
            if match is None:
                yield self._fault("a text that is not closed" if self._text[at] == '"' else "expected a text in double quotes", at, _STRING_HINT)
                return
            _decode(writer, self._text, match.start(1), match.end(1))
            at = match.end()

    def _fault(self, message: str, offset: int, hint: str) -> Failure:
        """Drops the entry that is open."""
        self._entry, self._keyword, self._is_lost = None, None, True
        return self._failure(message, offset, hint)

    def _failure(self, message: str, offset: int, hint: str) -> Failure:
        return Failure(f"not a gettext catalogue here: {message}", self._source.path, *self._source.position(offset), hint)


def _decode(writer: PieceWriter, text: str, start: int, end: int) -> None:
    """Writes what stands between two quotes. An escape that gettext does not know stands as it is."""
    for escape in _ESCAPE.finditer(text, start, end):
        writer.keep(start, escape.start())
        start = escape.end()
        sign = escape.group()[1]
        if sign in _ESCAPES:
            writer.fill(_ESCAPES[sign], escape.start(), start)
        elif _NUMBER.match(escape.group()):
            values = [int(found[1], 16) if found[1] else int(found[2], 8) for found in _NUMBER.finditer(escape.group())]
            writer.fill(bytes(value & 255 for value in values).decode("utf-8", "replace"), escape.start(), start)
        else:
            writer.keep(escape.start(), start)
    writer.keep(start, end)
