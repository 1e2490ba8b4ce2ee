"""Lines of styled words, put on paper: as they are in a pipe, in colour on a terminal. The words are the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TextIO

Words = tuple[str, str]  # what is written, and the name of its style ("" for none)

STYLES = {
    "strong": "bold",
    "quiet": "dim",
    "met": "green",
    "weak": "yellow",
    "unmet": "red",
    "error": "bold red",
    "warning": "yellow",
    "info": "cyan",
    "place": "bold",
    "better": "green",
}


class Ink(Protocol):
    """Writes a line."""

    def line(self, words: Iterable[Words]) -> None: ...


class PlainInk:
    """The words alone."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def line(self, words: Iterable[Words]) -> None:
        self._out.write("".join(text for text, _ in words).rstrip() + "\n")


class ColorInk:
    """The words in a terminal's colours. Imports rich; draft text never goes through its markup, which would swallow `[name]`."""

    def __init__(self, out: TextIO) -> None:
        from rich.console import Console
        from rich.theme import Theme

        self._console = Console(
            file=out, force_terminal=True, color_system="standard", theme=Theme(STYLES), markup=False, emoji=False, highlight=False, soft_wrap=True
        )

    def line(self, words: Iterable[Words]) -> None:
        from rich.text import Text

        self._console.print(Text.assemble(*((text, style) for text, style in words)))


def ink_for(out: TextIO, color: bool) -> Ink:
    """Plain, or coloured where asked for."""
    return ColorInk(out) if color else PlainInk(out)
