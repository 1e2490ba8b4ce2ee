"""How many cells of a terminal a character takes, so that an underline stands under its words."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

TAB_STOP = 4
_ZWJ, _EMOJI_STYLE = "\u200d", "\ufe0f"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Cell(NamedTuple):
    """A code point as it is shown, and the cells that it adds to the line."""

    shown: str
    width: int


def cells_of(line: str) -> list[Cell]:
    """One cell a code point of a line without its end. Tabs become spaces; control characters, which could drive the terminal, a sign for them."""
    cells: list[Cell] = []
    column = 0
    before = ""
    for char in line:
        cell = _cell(char, before, column, cells[-1].width if cells else 0)
        cells.append(cell)
        column += cell.width
        before = char
    return cells


def _cell(char: str, before: str, column: int, width_before: int) -> Cell:
    if char == "\t":
        width = TAB_STOP - column % TAB_STOP
        return Cell(" " * width, width)
    if char in _BIDI or unicodedata.category(char) in ("Cc", "Zl", "Zp"):
        return Cell(chr(0x2400 + ord(char)) if char < "\x20" else "\ufffd", 1)
    if char == _EMOJI_STYLE:  # makes a narrow sign (a heart, a telephone) a wide picture
        return Cell(char, 1 if width_before == 1 and unicodedata.category(before) == "So" else 0)
    if before == _ZWJ or ("\U0001f3fb" <= char <= "\U0001f3ff" and width_before == 2):  # one picture with what stands before it
        return Cell(char, 0)
    if "\U0001f1e6" <= char <= "\U0001f1ff":  # two of these are one flag, two cells wide
        return Cell(char, 1)
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return Cell(char, 0)
    return Cell(char, 2 if unicodedata.east_asian_width(char) in "WF" else 1)


def shown(text: str) -> str:
    """Text that is safe on a terminal: line ends become spaces, control characters a sign for them."""
    return "".join(cell.shown for cell in cells_of(text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")))


def width_of(text: str) -> int:
    """The cells that a line of text takes."""
    return sum(cell.width for cell in cells_of(text))
