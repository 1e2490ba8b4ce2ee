"""A reply's text as its author wrote it, cut where findings, slots and markup begin and end, so that a page can underline it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from replylint.draft import Draft
from replylint.model import Finding, Span

Kind = Literal["text", "slot", "markup"]
_MOST_MARKUP = 200  # what was not read as the reply's words (a note, the head of an HTML page) is shown shortened


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the given text. `findings` are the numbers of those that underline it, `ends` of those whose last character it holds."""

    text: str
    kind: Kind
    findings: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


class _Marked(NamedTuple):
    number: int
    span: Span


def segments(draft: Draft, findings: Sequence[Finding]) -> Iterator[Segment]:
    """All of the reply from its first character to its last, with what stands between; findings are numbered from 1 in their order."""
    whole = draft.to_given(Span(0, len(draft.text)))
    marked = [_Marked(number, draft.to_given(finding.span)) for number, finding in enumerate(findings, 1)]
    kinds = _Kinds(draft)
    cuts = sorted({whole.start, whole.end, *kinds.cuts, *(edge for mark in marked for edge in (mark.span.start, mark.span.end))})
    cuts = [cut for cut in cuts if whole.start <= cut <= whole.end]
    yield from _empty_marks(marked, whole.start)
    for start, end in pairwise(cuts):
        text, kind = draft.given[start:end], kinds.at(start)
        on = tuple(mark.number for mark in marked if mark.span.start <= start and end <= mark.span.end)
        ends = tuple(mark.number for mark in marked if mark.span.end == end and mark.span.start < end)
        short = kind == "markup" and not on and len(text) > _MOST_MARKUP
        yield Segment(f"{text[: _MOST_MARKUP // 2]} […] {text[-_MOST_MARKUP // 2 :]}" if short else text, "text" if text.isspace() else kind, on, ends)
        yield from _empty_marks(marked, end)


def _empty_marks(marked: Sequence[_Marked], at: int) -> Iterator[Segment]:
    """Findings that are a place and no stretch get their number without a line."""
    here = tuple(mark.number for mark in marked if mark.span.start == mark.span.end == at)
    if here:
        yield Segment("", "text", (), here)


class _Kinds:
    """What each stretch of the given text is: words, a slot to fill in, or markup that is no part of the draft's text."""

    def __init__(self, draft: Draft) -> None:
        slots = {slot.span.start for slot in draft.placeholders}
        starts: list[tuple[int, Kind]] = [(0, "markup")]
        for piece in draft.pieces.pieces:
            if piece.origin_start == piece.origin_end:
                continue
            if starts[-1][0] == piece.origin_start:
                starts.pop()
            wrapped = not piece.exact and "\n" in draft.given[piece.origin_start : piece.origin_end]  # with the `> ` of a quote, a list's indentation
            starts.append((piece.origin_start, "slot" if piece.start in slots else "markup" if wrapped else "text"))
            starts.append((piece.origin_end, "markup"))
        self.cuts = [at for at, _ in starts]
        self._kinds = [kind for _, kind in starts]

    def at(self, offset: int) -> Kind:
        return self._kinds[bisect_right(self.cuts, offset) - 1]
