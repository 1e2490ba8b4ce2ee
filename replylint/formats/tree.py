"""A structured file (JSON, YAML, a CSV row, Terraform) as one kind of tree, so that what a reply looks like is said once for all of them.

Every scalar knows the way from its decoded value back to the source, and every node where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from replylint.draft import PieceTable
from replylint.model import Span


@dataclass(frozen=True)
class Scalar:
    """A value without parts. `text` is the decoded string (of a number or a word, as it is written); `pieces` lead from it to the source.

    `span` is the literal in the source, quotes included. `is_string` tells "12" from 12.
    """

    text: str
    pieces: PieceTable
    span: Span
    is_string: bool = True


@dataclass(frozen=True)
class Entry:
    """A key with its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True)
class Map:
    """Keys with values, in the order of the file."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """The value of a key (of a key that comes twice the last, as parsers have it); None without it."""
        return next((entry.value for entry in reversed(self.entries) if entry.key.text == key), None)

    def text_of(self, key: str) -> str | None:
        """The text of a key's value where that is a scalar."""
        value = self.get(key)
        return value.text if isinstance(value, Scalar) else None


@dataclass(frozen=True)
class List:
    """Values in a row."""

    items: tuple[Node, ...]
    span: Span

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


Node = Scalar | Map | List
