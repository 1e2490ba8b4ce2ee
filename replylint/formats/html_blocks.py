"""The lines and blocks that a page of HTML shows."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from replylint.draft import Piece, PieceTable, RegionKind
from replylint.formats.blocks import LINE_END, Block, Line
from replylint.formats.invisible import seen
from replylint.formats.slot_words import BREAKING_ELEMENTS

_WHITE = " \t\n\r\f"
_RUN = re.compile(r"[ \t\n\r\f]+|[^ \t\n\r\f]+")
_BLANK_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t]*[\r\n]")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol", "menu"})
# Elements with a margin: an empty line parts them from what stands around them.
_PARTED = frozenset({"p", "blockquote", "table", "pre", "section", "article", "header", "footer", "hr", "dl", "figure"}) | _HEADINGS | _LISTS
_HELD = frozenset({"li", "pre", "head", "div", "span", "table", "p"}) | _LISTS | _HEADINGS | {"blockquote"}
_QUOTED = re.compile(r"\b(?:gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|divrplyfwdmsg|outlookmessageheader|protonmail_quote|zmail_extra)")
_SIGNED = re.compile(r"signature")
_DEEPEST = 100


class _Open(NamedTuple):
    """An element that is not closed yet, and what its text is."""

    name: str
    kind: RegionKind | None
    group: int


class Page:
    """Collects what a page shows. Tags that are never closed, or close nothing, do no harm."""

    def __init__(self, given: str) -> None:
        self._given = given
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._lines: list[Line] = []
        self._line = 0  # where the line begins, in what is shown
        self._space: tuple[int, int] | None = None
        self._breaks = 0
        self._break_at = (0, 0)
        self._stack: list[_Open] = []
        self._kind: tuple[RegionKind | None, int] = (None, 0)

    def shown(self) -> tuple[str, PieceTable, list[Block]]:
        """The text, its way back, and its blocks."""
        self._end_block()
        return "".join(self._parts), PieceTable(tuple(self._pieces)), self._blocks

    def words(self, start: int, end: int) -> None:
        """Text of the page."""
        if self._holds("head"):
            return
        preserved = self._holds("pre")
        for run in _RUN.finditer(self._given, start, end):
            text = run.group()
            if text[0] not in _WHITE:
                self._put(text, run.start(), run.end(), True)
            elif preserved:
                for _ in LINE_END.findall(text):
                    self._break(1, run.start(), run.end(), always=True)
                self._space = self._space or run.span()
            elif _BLANK_LINE.search(text):
                self._break(2, run.start(), run.end())
            else:
                self._space = self._space or run.span()

    def entity(self, start: int, end: int) -> None:
        """A character that is written by its name or number."""
        text = html.unescape(self._given[start:end])
        if not self._holds("head"):
            self._put(re.sub(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ud800-\udfff]", " ", text), start, end, text == self._given[start:end])

    def open(self, name: str, marks: str, start: int, end: int) -> None:
        """A start tag."""
        if name == "br":
            self._break(1, start, end, always=True)
            return
        if name == "body":
            self._stack = [one for one in self._stack if one.name != "head"]
        if name in BREAKING_ELEMENTS:
            self._pop_implied(name)
            self._break(2 if name in _PARTED and not self._in_item(name) else 1, start, end)
        if name in _HELD and len(self._stack) < _DEEPEST:
            self._stack.append(_Open(name, self._kind_of(name, marks), start))
        self._settle()

    def close(self, name: str, start: int, end: int) -> None:
        """An end tag."""
        if name == "br":
            self._break(1, start, end, always=True)
        if name in _HELD and name != "p" and not self._holds(name):
            return  # it closes nothing, and browsers take no notice
        if name in BREAKING_ELEMENTS:
            self._break(2 if name in _PARTED and not self._in_item(name) else 1, start, end)
        for number in range(len(self._stack) - 1, -1, -1):
            if self._stack[number].name == name:
                del self._stack[number:]
                break
        self._settle()

    def _kind_of(self, name: str, marks: str) -> RegionKind | None:
        if name == "blockquote" or (marks and _QUOTED.search(marks)):
            return "quote"
        if marks and _SIGNED.search(marks):
            return "signature"
        return "heading" if name in _HEADINGS else "list_item" if name == "li" else None

    def _pop_implied(self, name: str) -> None:
        """What a start tag closes although nobody wrote it: the item before, a heading or paragraph that is still open."""
        while self._stack and (self._stack[-1].name in _HEADINGS or self._stack[-1].name == "p"):
            self._stack.pop()
        if name == "li":
            for number in range(len(self._stack) - 1, -1, -1):
                if self._stack[number].name in _LISTS or self._stack[number].name == "blockquote":
                    return
                if self._stack[number].name == "li":
                    del self._stack[number:]
                    return

    def _in_item(self, name: str) -> bool:
        """Whether an element stands in a list's item, where it makes no paragraph of its own."""
        return self._holds("li") and (name == "p" or name in _LISTS)

    def _holds(self, name: str) -> bool:
        return any(one.name == name for one in self._stack)

    def _settle(self) -> None:
        """Works out what the text here is: of a quote, before of a signature, before of the innermost element that says so."""
        kinds = [(one.kind, one.group) for one in self._stack if one.kind is not None]
        strongest = next((kind for wanted in ("quote", "signature") for kind in kinds if kind[0] == wanted), kinds[-1] if kinds else (None, 0))
        if strongest != self._kind:
            self._end_block()
            self._kind = strongest

    def _put(self, text: str, start: int, end: int, exact: bool) -> None:
        if self._breaks:
            if self._length:
                self._append("\n" * min(self._breaks, 2), *self._break_at, False)
            self._line = self._length
            self._breaks, self._space = 0, None
        if self._space is not None:
            if self._length > self._line:
                self._append(" ", *self._space, self._given[self._space[0] : self._space[1]] == " ")
            self._space = None
        self._append(text, start, end, exact)

    def _append(self, text: str, start: int, end: int, exact: bool) -> None:
        last = self._pieces[-1] if self._pieces else None
        if exact and last is not None and last.exact and last.origin_end == start:
            self._pieces[-1] = last._replace(end=last.end + len(text), origin_end=end)
        else:
            self._pieces.append(Piece(self._length, self._length + len(text), start, end, exact))
        self._parts.append(text)
        self._length += len(text)

    def _break(self, breaks: int, start: int, end: int, always: bool = False) -> None:
        """The line ends here; `breaks` is 2 where an empty line parts what follows. Each `<br>` counts, the edges of blocks only once."""
        if self._breaks == 0:
            self._end_line()
            self._break_at = (start, end)
        self._breaks = self._breaks + breaks if always else max(self._breaks, breaks)
        self._space = None
        if self._breaks > 1:
            self._end_block()

    def _end_line(self) -> None:
        if self._line < self._length and seen("".join(self._parts_since())).strip():
            self._lines.append(Line(self._line, self._length, True))
        self._line = self._length

    def _parts_since(self) -> list[str]:
        found: list[str] = []
        missing = self._length - self._line
        for part in reversed(self._parts):
            if missing <= 0:
                break
            found.append(part)
            missing -= len(part)
        return found

    def _end_block(self) -> None:
        if not self._breaks:
            self._end_line()
            self._breaks, self._break_at = (1, (self._pieces[-1].origin_end,) * 2) if self._pieces else (0, (0, 0))
        if self._lines:
            *above, last = self._lines
            self._blocks.append(Block((*above, last._replace(hard=False)), *self._kind))
            self._lines = []
