"""The inline markup of one block's prose: what of it to delete, what to read otherwise.

Chat and ticket replies hold **bold**, [links](url) and `code` whatever the suffix of their file, so both prose formats use this.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from replylint.formats import placeholders
from replylint.formats.invisible import seen
from replylint.formats.placeholders import Slot
from replylint.formats.slot_words import BREAKING_ELEMENTS

if TYPE_CHECKING:
    from tree_sitter import Node

_MARKUP = re.compile(r"[*_~`\[\]<&\\]")
_DELIMITER = re.compile(r"[*_~`\[\]<&\\]")
_TAG_NAME = re.compile(r"</?\s*([A-Za-z][A-Za-z0-9]*)")
_ADDRESS_END = re.compile(r"[^\s<>]{0,200}>")
# Not markup in a reply, though the grammar reads it as such: dollars (as formulas), a lone tilde ("~5 days"), rows of signs (as decoration).
_HARMLESS = re.compile(r"\$|(?<!~)~(?!~)|([*_~`])\1{3,}")
# The grammar, as older CommonMark, takes a comment that holds "--" for text.
_DASHES = re.compile(r"--+|-\Z")

# The grammar takes quadratic time on pathological input: what it is given at once is bounded, in length and in signs that may be markup.
_WINDOW = 8000
_WINDOW_SIGNS = 200


class Edit(NamedTuple):
    """`text[start:end]` is read as `fill`: "" where it is deleted, "\\n" for an element that begins a new line."""

    start: int
    end: int
    fill: str = ""
    slot: Slot | None = None
    is_comment: bool = False


def edits(text: str, references: Collection[str] = frozenset()) -> list[Edit]:
    """What to change in a block's text, in order and without overlap; what no edit covers is kept.

    `references` are the lower-case labels of the link definitions that hold for the text.
    """
    slots = placeholders.find(text, references)
    found = _as_edits(slots)
    if _MARKUP.search(text):
        brackets = list(_address_brackets(text, slots))
        found += (Edit(at, at + 1) for at in brackets)
        masked = _mask(text, slots, brackets)
        for start, end in _windows(masked):
            found += _markup(text, masked[start:end], start, references)
    # A deletion that begins before a slot and holds it (a link's destination) wins; a slot never lies across markup, as it was masked.
    found.sort(key=lambda edit: (edit.start, -edit.end))
    kept: list[Edit] = []
    for edit in found:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def slots_only(text: str, references: Collection[str] = frozenset()) -> list[Edit]:
    """As `edits`, for a text whose markup is gone already."""
    return _as_edits(placeholders.find(text, references))


def _as_edits(slots: list[Slot]) -> list[Edit]:
    return [Edit(slot.start, slot.end, slot.fill, slot if slot.fill else None) for slot in slots]


def _address_brackets(text: str, slots: list[Slot]) -> Iterator[int]:
    """The angle brackets around an address that begins with a slot: "<%{base_url}/about>"."""
    done = 0
    for slot in slots:
        if slot.start > done and text[slot.start - 1] == "<" and (match := _ADDRESS_END.match(text, slot.end)):
            done = match.end()
            yield slot.start - 1
            yield done - 1


def _mask(text: str, slots: list[Slot], brackets: list[int]) -> str:
    """The text as the grammar may see it: same length, slots as letters, so that `**{{name}}**` is bold and `{{first_name}}` holds no emphasis."""
    parts, at = [], 0
    hidden = [(slot.start, slot.end, "x" if slot.fill else ".") for slot in slots] + [(at, at + 1, ";") for at in brackets]
    for start, end, sign in sorted(hidden):
        parts += [text[at:start], sign * (end - start)]
        at = end
    parts.append(text[at:])
    return _HARMLESS.sub(lambda match: ";" * len(match.group()), _dashes_masked("".join(parts)))


def _dashes_masked(text: str) -> str:
    """The text with other signs for the dashes inside of its comments."""
    parts, at = [], 0
    while (opening := text.find("<!--", at)) >= 0 and (closing := text.find("-->", opening + 4)) >= 0:
        parts += [text[at : opening + 4], _DASHES.sub(lambda match: ";" * len(match.group()), text[opening + 4 : closing])]
        at = closing
    return "".join(parts) + text[at:]


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches to parse one by one: the whole text, unless it is very long or dense with signs."""
    if len(text) <= _WINDOW:
        signs = sum(1 for _ in _DELIMITER.finditer(text))
        if signs <= _WINDOW_SIGNS:
            yield 0, len(text)
            return
    start = 0
    while start < len(text):
        end = min(start + _WINDOW, len(text))
        for count, sign in enumerate(_DELIMITER.finditer(text, start, end)):
            if count == _WINDOW_SIGNS:
                end = sign.start()
                break
        if end < len(text):
            # Cut between lines, else between sentences, else between words, in the last half of the window.
            half = (start + end) // 2
            cut = next((at + len(sign) for sign in ("\n", ". ", " ") if (at := text.rfind(sign, half, end)) > start), end)
            end = cut
        yield start, end
        start = end


def _markup(text: str, masked: str, base: int, references: Collection[str]) -> Iterator[Edit]:
    """The edits for one parsed window that begins at `base` of the text."""
    from replylint.formats.grammar import Offsets, parse_inline

    if not _MARKUP.search(masked):
        return
    offsets = Offsets(masked)
    stack = [parse_inline(masked)]
    while stack:
        node = stack.pop()
        start, end = base + offsets.character(node.start_byte), base + offsets.character(node.end_byte)
        kind = node.type
        if kind in {"emphasis_delimiter", "code_span_delimiter", "image"}:
            yield Edit(start, end)
        elif kind in {"inline_link", "full_reference_link", "collapsed_reference_link"}:
            label = next((child for child in node.children if child.type == "link_text"), None)
            if label is None:
                yield Edit(start, end)
                continue
            yield Edit(start, base + offsets.character(label.start_byte))
            yield Edit(base + offsets.character(label.end_byte), end)
            stack.append(label)
        elif kind == "html_tag":
            yield from _tag(text, start, end)
        elif kind in {"uri_autolink", "email_autolink"}:
            yield Edit(start, start + 1)
            yield Edit(end - 1, end)
        elif kind == "backslash_escape":
            yield Edit(start, start + 1)
        elif kind in {"entity_reference", "numeric_character_reference"}:
            # A line end written as a character is no end of a block.
            yield Edit(start, end, seen(re.sub(r"[\r\n]", " ", html.unescape(text[start:end]))))
        else:
            if kind == "shortcut_link":
                yield from _shortcut(text, start, end, references)
            stack.extend(_children(node))


def _children(node: Node) -> list[Node]:
    return node.children if node.child_count else []


def _tag(text: str, start: int, end: int) -> Iterator[Edit]:
    raw = text[start:end]
    if raw.startswith("<!--") and raw.endswith("-->"):
        yield Edit(start, end, is_comment=True)
        return
    match = _TAG_NAME.match(raw)
    name = match.group(1).lower() if match else ""
    yield Edit(start, end, "\n" if name in BREAKING_ELEMENTS else "")


def _shortcut(text: str, start: int, end: int, references: Collection[str]) -> Iterator[Edit]:
    """`[label]`: a link where a definition gives its address, a footnote's mark with `^`; else the brackets are the author's."""
    label = text[start + 1 : end - 1]
    if label.startswith("^"):
        yield Edit(start, end)
    elif label.lower() in references:
        yield Edit(start, start + 1)
        yield Edit(end - 1, end)
