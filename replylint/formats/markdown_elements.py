"""A Markdown page as a flat row of elements in the order of the page: headings, paragraphs, fences, HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from replylint.draft import Comment
from replylint.formats import plain
from replylint.formats.blocks import Block, Line, ranges_of, trimmed
from replylint.formats.comments import cut_comments
from replylint.formats.grammar import Offsets, parse_blocks

if TYPE_CHECKING:
    from tree_sitter import Node

ElementKind = Literal["heading", "prose", "fence", "code", "html", "front_matter", "other"]

_KINDS: dict[str, ElementKind] = {
    "paragraph": "prose", "atx_heading": "heading", "setext_heading": "heading", "fenced_code_block": "fence", "indented_code_block": "code",
    "html_block": "html", "minus_metadata": "front_matter", "plus_metadata": "other", "pipe_table": "other", "thematic_break": "other",
    "link_reference_definition": "other",
}  # fmt: skip
_CONTENT = {"inline", "code_fence_content", "paragraph"}
_HARD = re.compile(r"(?:  +|(?<!\\)(?:\\\\)*\\)$")
_BULLET = re.compile(r"[\u2022\u2023\u25e6\u2013\u00b7][ \t\u00a0]+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?][\"'\u201d\u2019)*_]*$")
_LEVEL = re.compile(r"(?:atx|setext)_h(\d)_")


class Element(NamedTuple):
    """A leaf of the page. `lines` are ranges of its content, without the markers of the quotes and lists around it.

    `quote` is the start of the outermost quote that holds it (-1: none), `depth` how many do; `item` the start of the innermost list item (-1: none).
    """

    kind: ElementKind
    start: int
    end: int
    lines: tuple[tuple[int, int], ...]
    level: int = 0
    info: str = ""
    quote: int = -1
    depth: int = 0
    item: int = -1


def elements_of(text: str) -> list[Element]:
    """All elements of a page."""
    offsets = Offsets(text)
    found: list[Element] = []
    stack: list[tuple[Node, int, int, int]] = [(parse_blocks(text), -1, 0, -1)]
    while stack:
        node, quote, depth, item = stack.pop()
        kind = _KINDS.get(node.type)
        if kind is not None:
            found += _elements(node, kind, text, offsets, (quote, depth, item))
            continue
        if node.type == "block_quote":
            quote, depth, item = (offsets.character(node.start_byte) if quote < 0 else quote), depth + 1, -1
        elif node.type == "list_item":
            item = offsets.character(node.start_byte)
        stack.extend((child, quote, depth, item) for child in reversed(node.children) if child.child_count or child.type in _KINDS)
    return found


def _elements(node: Node, kind: ElementKind, text: str, offsets: Offsets, place: tuple[int, int, int]) -> Iterator[Element]:
    start, end = offsets.character(node.start_byte), min(offsets.character(node.end_byte), len(text))
    if kind == "heading":
        yield from _heading(node, text, offsets, start, end, place)
        return
    content = node if kind in {"html", "code"} else next((child for child in node.children if child.type in _CONTENT), None)
    info = next((text[offsets.character(child.start_byte) : offsets.character(child.end_byte)] for child in node.children if child.type == "info_string"), "")
    yield Element(kind, start, end, tuple(_lines(content, text, offsets)) if content is not None else (), 0, info.strip().lower(), *place)


def _heading(node: Node, text: str, offsets: Offsets, start: int, end: int, place: tuple[int, int, int]) -> Iterator[Element]:
    content = next((child for child in node.children if child.type in _CONTENT), None)
    marker = next((child for child in node.children if _LEVEL.match(child.type)), None)
    lines = tuple(_lines(content, text, offsets)) if content is not None else ()
    level = int(marker.type.split("_h")[1][0]) if marker is not None else 1
    if node.type == "setext_heading" and marker is not None and level == 2:
        # "--" under a line is mail's signature delimiter, and a rule under a sentence is a rule: nobody meant a heading.
        under = offsets.character(marker.start_byte), offsets.character(marker.end_byte)
        is_delimiter = text[under[0] : under[1]].strip() == "--"
        if is_delimiter or (lines and _SENTENCE_END.search(text[lines[-1][0] : lines[-1][1]].rstrip()[-8:])):
            yield Element("prose", start, end, (*lines, under) if is_delimiter else lines, 0, "", *place)
            return
    yield Element("heading", start, end, lines, level, "", *place)


def _lines(node: Node, text: str, offsets: Offsets) -> Iterator[tuple[int, int]]:
    """The lines of a node without the markers that continue the quotes and lists around it."""
    node = next((child for child in node.children if child.type == "inline"), node)
    end = min(offsets.character(node.end_byte), len(text))
    skips: dict[int, int] = {}
    for child in node.children:
        if child.type == "block_continuation":
            skips[offsets.character(child.start_byte)] = min(offsets.character(child.end_byte), end)
    ranges = ranges_of(text, min(offsets.character(node.start_byte), end), end)
    for start, stop in ranges:
        yield min(skips.get(start, start), stop), stop


def blocks_of(text: str, elements: Sequence[Element], depth: int = 0) -> tuple[list[Block], list[Comment]]:
    """The blocks that elements make, and the comments among them. Quotes deeper than `depth` are marked as quotes."""
    blocks: list[Block] = []
    comments: list[Comment] = []
    for element in elements:
        made: list[Block] = []
        if element.kind == "html":
            lines, found = cut_comments(text, element.lines)
            comments += found
            made = list(_paragraphs(text, lines))
        elif element.kind in {"prose", "heading"}:
            made = list(_paragraphs(text, element.lines))
        if element.depth > depth:
            made = [Block(block.lines, "quote", element.quote) for block in made]
        elif element.kind == "heading":
            made = [Block(block.lines, "heading", element.start) for block in made]
        elif element.item >= 0:
            made = [Block(block.lines, block.kind or "list_item", block.group if block.kind else element.item) for block in made]
        blocks += made
    return blocks, comments


def _paragraphs(text: str, ranges: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """Paragraphs of prose: parted at empty lines (HTML has them) and at typed bullets, which Markdown knows nothing of."""
    lines: list[Line] = []
    group = -1
    for start, end in ranges:
        first, last = trimmed(text, start, end)
        bullet = _BULLET.match(text, first, last)
        if lines and (bullet or first == last):
            yield _judged(text, lines, group)
            lines = []
        if bullet:
            group = first
            first = bullet.end()
        elif first == last:
            group = -1
        if first < last:
            hard = _HARD.search(text[max(first, last - 20) : end])
            last -= 1 if hard and hard.group().endswith("\\") else 0
        if first < last:
            lines.append(Line(first, last, hard is not None))
    if lines:
        yield _judged(text, lines, group)


def _judged(text: str, lines: Sequence[Line], group: int) -> Block:
    """A line break of the page is a space, except behind a greeting and where a short line was plainly ended on purpose."""
    width = max(line.end - line.start for line in lines)
    judged = [line._replace(hard=line.hard or _is_meant(text, line, after, width)) for line, after in pairwise(lines)]
    return Block((*judged, lines[-1]._replace(hard=False)), "list_item" if group >= 0 else None, max(group, 0))


def _is_meant(text: str, line: Line, after: Line, width: int) -> bool:
    here, below = text[line.start : line.end], text[after.start : after.end]
    if plain.is_greeting_line(here) or here == "--":
        return True
    fits = len(here) + 1 + len(below.split(None, 1)[0]) <= width
    return len(here) < 45 and fits and below[:1].isupper() and here[-1:] not in ",;:-\u2013\u2014(" and here[-1:].isalnum()
