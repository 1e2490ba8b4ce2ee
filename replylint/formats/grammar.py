"""The grammars of tree-sitter (Markdown, HCL), with its byte offsets turned into characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class Offsets:
    """Turns byte offsets of a text's UTF-8 form into characters. A lone surrogate is one byte there: it has no UTF-8 form."""

    def __init__(self, text: str) -> None:
        self._ends: list[int] = []  # the byte behind each character that takes more than one
        self._surplus: list[int] = [0]  # how many bytes more than characters there are up to there
        surplus = 0
        for match in _NOT_ASCII.finditer(text):
            surplus += len(match.group().encode("utf-8", "replace")) - 1
            self._ends.append(match.end() + surplus)
            self._surplus.append(surplus)

    def character(self, byte: int) -> int:
        """The character that begins at a byte."""
        return byte - self._surplus[bisect_right(self._ends, byte)]


@cache
def _language(inline: bool) -> Language:
    import tree_sitter_markdown
    from tree_sitter import Language

    return Language(tree_sitter_markdown.inline_language() if inline else tree_sitter_markdown.language())


@cache
def _hcl() -> Language:
    import tree_sitter_hcl
    from tree_sitter import Language

    return Language(tree_sitter_hcl.language())


def parse_blocks(text: str) -> Node:
    """The tree of a whole page. Line ends are evened out first, each character for one, since the grammar does not know a lone CR."""
    from tree_sitter import Parser

    even = text.replace("\r\n", " \n").replace("\r", "\n")
    return Parser(_language(False)).parse(_encoded(even + "\n")).root_node


def parse_inline(text: str) -> Node:
    """The tree of the prose of one block."""
    from tree_sitter import Parser

    return Parser(_language(True)).parse(_encoded(text)).root_node


def parse_hcl(text: str) -> Node:
    """The tree of a Terraform file."""
    from tree_sitter import Parser

    return Parser(_hcl()).parse(_encoded(text)).root_node


def _encoded(text: str) -> bytes:
    """UTF-8 without NUL, which the grammar takes for the end; as many bytes as `Offsets` counts."""
    return text.replace("\0", " ").encode("utf-8", "replace")
