"""Plain text: what each line is, and which line breaks are only wraps. Chat messages, mails and ticket replies come so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from replylint.draft import Comment, Draft, PieceTable, RegionKind, Source
from replylint.formats import letter, placeholders
from replylint.formats.blocks import DEFINITION, Block, Line, ranges_of, references_of, trimmed, write
from replylint.formats.comments import cut_comments

_ITEM = re.compile(r"(?:[-*+\u2022\u2023\u25e6\u2013\u00b7][ \t\u00a0]+|\(?\d{1,2}[.)][ \t\u00a0]+|\(?[A-Za-z]\)[ \t\u00a0]+)(?=\S)")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_RULE = re.compile(r"([-=_*~#])(?:[ \t]*\1){2,}")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=[^\s#])")
_HEADING_END = re.compile(r"[ \t]+#+$")
_FENCE = re.compile(r"```|~~~")
_SENTENCE_END = re.compile(r"[.!?:][\"'\u201d\u2019)\]*_]*$")
_TAG = re.compile(r"\{[{%][^{}]{0,300}[%}]\}")
_CONTROL_SIGN = re.compile(r"\{%|\{\{|\{#|<%|<\?|\{/?(?:if|else|foreach)")

# A line shorter than this was not wrapped by a program: mail wraps at 60 to 80 characters, the last word left out.
_WRAPPED = 45
_SHORTEST_WRAP = 30


def read(
    source: Source,
    given: str | None = None,
    *,
    given_pieces: PieceTable | None = None,
    id: str | None = None,
    title: str | None = None,
    request: str | None = None,
    meta: Mapping[str, object] | None = None,
) -> Draft:
    """A plain text as one draft. `given` is the reply where it is not the whole source (a record's value), `given_pieces` its way back."""
    text = source.text if given is None else given
    blocks, comments = blocks_of(text, ranges_of(text))
    builder, inner = write(text, letter.mark(text, blocks), references_of(text))
    ordered = sorted((*comments, *inner), key=lambda comment: comment.span.start)
    return builder.draft(source, given_pieces=given_pieces, id=id, title=title, request=request, comments=ordered, meta=meta)


def blocks_of(given: str, ranges: Sequence[tuple[int, int]]) -> tuple[list[Block], list[Comment]]:
    """The blocks that the lines at `ranges` make, and the comments that stand on lines of their own."""
    kept, comments = cut_comments(given, ranges)
    blocks = _Classifier(given, _without_fences(given, kept)).blocks()
    return blocks, comments


def paragraph(given: str, lines: Sequence[Line], kind: RegionKind | None = None, group: int = 0) -> Block:
    """A paragraph's lines with each break judged: a wrap, or meant."""
    width = max(line.end - line.start for line in lines)
    judged = [line._replace(hard=line.hard or not _is_wrap(given, line, after, width)) for line, after in pairwise(lines)]
    return Block((*judged, lines[-1]._replace(hard=False)), kind, group)


def _is_wrap(given: str, line: Line, after: Line, width: int) -> bool:
    text, next_text = given[line.start : line.end], given[after.start : after.end]
    length = len(_TAG.sub("", text))  # what a template's slots will hold is not known
    if is_greeting_line(text):
        return False
    ends = _SENTENCE_END.search(text[-8:]) is not None
    if length >= _WRAPPED:
        # The next word would still have fitted, so the break behind the sentence was meant.
        return not (ends and length + 1 + len(next_text.split(None, 1)[0]) <= width)
    return length >= _SHORTEST_WRAP and not ends and next_text[:1].islower()


def is_greeting_line(text: str) -> bool:
    """A line that is a greeting and nothing else: "Hi Sam,"."""
    return len(text) <= 60 and text.endswith((",", "!", ":", ".", "-", "\u2014")) and letter.is_greeting(text) and len(text.split()) <= 7


def _without_fences(given: str, ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines outside ``` fences: code is no prose. A fence that is never closed is none, and neither is one around the whole text."""
    fences = [number for number, (start, end) in enumerate(ranges) if _FENCE.match(given[start:end].lstrip()[:3])]
    kept: list[tuple[int, int]] = []
    at = 0
    for opening, closing in zip(fences[::2], fences[1::2]):
        kept += ranges[at:opening]
        start = ranges[opening][0]
        kept.append((start, start))
        at = closing + 1
    kept += ranges[at:]
    if not any(given[start:end].strip() for start, end in kept):
        marks = set(fences)
        return [pair for number, pair in enumerate(ranges) if number not in marks]
    return kept


class _Classifier:
    """Sorts lines into blocks, one after the other."""

    def __init__(self, given: str, ranges: Sequence[tuple[int, int]]) -> None:
        self._given = given
        self._ranges = ranges
        self._lines = [trimmed(given, start, end) for start, end in ranges]
        self._blocks: list[Block] = []
        self._open: list[Line] = []
        self._kind: RegionKind | None = None
        self._group = 0

    def blocks(self) -> list[Block]:
        """All blocks of the text."""
        for number, (start, end) in enumerate(self._lines):
            self._add(number, start, end)
        self._close()
        return self._blocks

    def _add(self, number: int, start: int, end: int) -> None:
        text = self._given[start:end]
        if not text or _RULE.fullmatch(text) or DEFINITION.fullmatch(text) or _is_control(text):
            self._close()
            if self._kind == "quote" or not text:
                self._kind = None
        elif match := _QUOTE.match(text):
            if self._kind != "quote":
                self._close()
                self._kind, self._group = "quote", start
            inner = trimmed(self._given, start + match.end(), end)
            if inner[0] < inner[1]:
                self._open.append(Line(*inner))
            else:
                self._close()
        elif match := _HEADING.match(text):
            self._single("heading", start + match.end(), start + len(_HEADING_END.sub("", text)))
        elif match := _ITEM.match(text):
            self._close()
            self._kind, self._group = "list_item", start
            self._open.append(Line(start + match.end(), end))
        elif self._is_shouted_heading(number, text):
            self._single("heading", start, end)
        else:
            if self._kind is not None and not self._continues(number, start):
                self._close()
                self._kind = None
            self._open.append(Line(start, end))

    def _continues(self, number: int, start: int) -> bool:
        """Whether a line goes on with the list item above it: indented, or wrapped."""
        if self._kind != "list_item" or not self._open:
            return False
        last = self._open[-1]
        return start > self._ranges[number][0] or _is_wrap(self._given, last, Line(start, self._lines[number][1]), last.end - last.start)

    def _is_shouted_heading(self, number: int, text: str) -> bool:
        """A line of capitals above other text, with nothing above it."""
        if len(text) > 80 or text != text.upper() or text.endswith((".", "!", "?", ",", ";")):
            return False
        if sum(map(str.isalpha, text)) < 4 or re.search(r"[\[{<%$>]", text):
            return False
        if self._open or (number and self._lines[number - 1][0] < self._lines[number - 1][1]):
            return False
        after = next((self._given[start:end] for start, end in self._lines[number + 1 : number + 4] if start < end), "")
        return after != "" and after != after.upper()

    def _single(self, kind: RegionKind, start: int, end: int) -> None:
        self._close()
        self._blocks.append(Block((Line(start, end),), kind, start))
        self._kind = None

    def _close(self) -> None:
        if self._open:
            self._blocks.append(paragraph(self._given, self._open, self._kind, self._group))
            self._open = []


def _is_control(text: str) -> bool:
    """A line that holds nothing but a template's control tags."""
    if not _CONTROL_SIGN.search(text):
        return False
    at = 0
    for slot in placeholders.find(text):
        if slot.fill or text[at : slot.start].strip():
            return False
        at = slot.end
    return at > 0 and not text[at:].strip()
