"""From a finding's fix to changes of the text that was given, and of the file.

A change is made only where every character that goes or comes has its own place in the file: through pieces that are exact, over whole escapes and over
the line breaks of a wrap. Where markup, a slot or half an escape stands in the way, `Unfixable` says what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from replylint.draft import Draft, Piece
from replylint.model import Edit, Finding, Fix, Span

_EOL = r"(?:\r\n|\n|\r)"
_LINE_END = re.compile(_EOL)
_BLANK_LINES = re.compile(rf"(?:[ \t>]*{_EOL})+")
_BLANK_BEFORE = re.compile(rf"(?:{_EOL}[ \t>]*)+\Z")
_OPENING = re.compile(r"<(p|div)(?:\s[^<>]*)?>\s*\Z", re.IGNORECASE)
_BREAKS_AFTER = re.compile(r"\s*(?:<br\s*/?>\s*)+", re.IGNORECASE)
_BREAKS_BEFORE = re.compile(r"(?:<br\s*/?>\s*)+\Z", re.IGNORECASE)
_DROPPABLE = re.compile(r"[\s>]*|&#?\w+;|\\.")  # a wrap with the mark of a quote before the next line, an entity, an escaped sign
_PLAIN = re.compile(r"[\w ,.!?-]*")  # what stands for itself in any string of any format
_MARKUP = re.compile(r"[<>&*_`\[\]\\#|~\n\r]")
_SENTENCE_END = tuple(".!?\u2026)]\"'\u201d\u2019")


class Unfixable(ValueError):
    """A fix that cannot be carried to the file; the message says what is in the way, as the end of "no fix here: …"."""


class Change(NamedTuple):
    """`text[start:end]` is to read `replacement`."""

    start: int
    end: int
    replacement: str


def apply(text: str, changes: Iterable[Change]) -> str:
    """A text with changes made that do not overlap."""
    parts, at = [], 0
    for change in sorted(changes):
        parts += [text[at : change.start], change.replacement]
        at = change.end
    return "".join([*parts, text[at:]])


def changes_in_given(draft: Draft, fix: Fix) -> tuple[Change, ...]:
    """What a fix changes in `draft.given`. Raises Unfixable."""
    return tuple(_in_given(draft, edit) for edit in fix.edits)


def changes_in_source(draft: Draft, fix: Fix) -> tuple[Change, ...]:
    """What a fix changes in the text of the file. Raises Unfixable."""
    return tuple(_in_source(draft, change) for change in changes_in_given(draft, fix))


def is_fixable(draft: Draft, finding: Finding) -> bool:
    """Whether `--fix` can mend a finding in its file."""
    return finding.fix is not None and not why_not(draft, finding)


def why_not(draft: Draft, finding: Finding) -> str:
    """What keeps a finding's fix from its file; empty where nothing does, and where there is no fix."""
    if finding.fix is None:
        return ""
    try:
        changes_in_source(draft, finding.fix)
    except Unfixable as error:
        return str(error)
    return ""


def claimed(draft: Draft, edit: Edit) -> Span:
    """The stretch of `draft.text` that an edit needs for itself: what is taken out is judged by what else its block holds."""
    return edit.span if edit.replacement else _block(draft.text, edit.span)


def _block(text: str, span: Span) -> Span:
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def _in_given(draft: Draft, edit: Edit) -> Change:
    if draft.given_pieces is not None and draft.given_pieces.is_entangled:
        raise Unfixable("the file holds the text in an encoding such as base64, where no character stands alone")
    if any(slot.span.overlaps(edit.span) for slot in draft.placeholders):
        raise Unfixable("a slot stands in these words")
    if not edit.replacement:
        return Change(*_without(draft, edit.span), "")
    if draft.given_pieces is None and _MARKUP.search(edit.replacement):
        raise Unfixable("the new words hold a sign that may be markup")
    return Change(*_stretch(draft, edit.span), edit.replacement)


def _stretch(draft: Draft, span: Span) -> tuple[int, int]:
    """A span of `draft.text` in `draft.given`, where nothing but line breaks was dropped or filled in between."""
    pieces = _overlapping(draft.pieces.pieces, span)
    for piece in pieces:
        whole = span.start <= piece.start and piece.end <= span.end
        if not piece.exact and not (whole and _DROPPABLE.fullmatch(draft.given, piece.origin_start, piece.origin_end)):
            raise Unfixable("markup or a slot stands in these words")
    if not pieces or any(after.origin_start != piece.origin_end for piece, after in pairwise(pieces)):
        raise Unfixable("markup stands in these words")
    there = draft.to_given(span)
    return there.start, there.end


def _overlapping(pieces: Iterable[Piece], span: Span) -> list[Piece]:
    return [piece for piece in pieces if piece.start < span.end and span.start < piece.end]


def _without(draft: Draft, span: Span) -> tuple[int, int]:
    """The stretch of `draft.given` to cut so that a sentence goes with the space, or the empty line, beside it."""
    text, block = draft.text, _block(draft.text, span)
    if not text[span.start : span.end].endswith(_SENTENCE_END):
        raise Unfixable("it is no sentence of its own")
    left, right = text[block.start : span.start], text[span.end : block.end]
    if not left.strip() and not right.strip():
        return _whole_block(draft, span)
    if right.strip() and right.lstrip()[0].islower():
        raise Unfixable("the words behind go on with the sentence")
    if left.strip() and not left.rstrip().endswith(_SENTENCE_END):
        raise Unfixable("the words before belong to the sentence")
    before = Span(block.start + len(left.rstrip()), span.start)
    wrapped = left.strip() and not all(piece.exact for piece in _overlapping(draft.pieces.pieces, before))
    if not left.strip() or (wrapped and right.strip()):  # at the beginning of a line: what follows takes its place
        return _stretch(draft, Span(span.start, span.end + len(right) - len(right.lstrip())))
    return _stretch(draft, Span(before.start, span.end))


def _whole_block(draft: Draft, span: Span) -> tuple[int, int]:
    """The lines, or the element, that hold a sentence and nothing else."""
    if not (draft.text[: span.start] + draft.text[span.end :]).strip():
        raise Unfixable("nothing would be left")
    if draft.region_at(span.start) is not None:
        raise Unfixable("the list item would be left empty" if draft.region_at(span.start) == "list_item" else "it is no paragraph of the reply")
    given, (start, end) = draft.given, _stretch(draft, span)
    opening = _OPENING.search(given, 0, start)
    closing = opening and re.compile(rf"\s*</{opening[1]}\s*>", re.IGNORECASE).match(given, end)
    if opening and closing:
        return _lines(given, opening.start(), closing.end()) or (opening.start(), closing.end())
    behind, ahead = _BREAKS_AFTER.match(given, end), _BREAKS_BEFORE.search(given, 0, start)
    if behind is not None:
        return start, behind.end()
    if ahead is not None:
        return ahead.start(), end
    lines = _lines(given, start, end)
    if lines is None:
        raise Unfixable("markup stands beside it on its line")
    return lines


def _lines(given: str, start: int, end: int) -> tuple[int, int] | None:
    """The lines from `start` to `end` with the empty ones that set them apart; None where they hold something else."""
    begin = max(given.rfind("\n", 0, start), given.rfind("\r", 0, start)) + 1
    line_end = _LINE_END.search(given, end)
    stop, after = line_end.span() if line_end else (len(given), len(given))
    if given[begin:start].strip(" \t>") or given[end:stop].strip(" \t"):
        return None
    blank = _BLANK_LINES.match(given, after)
    if not given[after:].strip(" \t>\r\n"):  # the last paragraph: the end of the file stays as it is
        before = _BLANK_BEFORE.search(given, 0, begin)
        return (before.start() if before else begin), stop
    is_first = _LINE_END.search(given, 0, begin) is None or _BLANK_LINES.fullmatch(given, _line_before(given, begin), begin) is not None
    return begin, blank.end() if blank and is_first else after


def _line_before(given: str, begin: int) -> int:
    """Where the line above the one at `begin` begins."""
    ends = [match.end() for match in _LINE_END.finditer(given, 0, begin)]
    return ends[-2] if len(ends) > 1 else 0


def _in_source(draft: Draft, change: Change) -> Change:
    if draft.given_pieces is None:
        return change
    if not _PLAIN.fullmatch(change.replacement):
        raise Unfixable("the new words would need an escape")
    table, text = draft.given_pieces.pieces, draft.source.text
    pieces = _overlapping(table, Span(change.start, change.end))
    if not pieces or pieces[0].start > change.start or pieces[-1].end < change.end:
        raise Unfixable("these words have no place of their own in the file")
    first, last = pieces[0], pieces[-1]
    if (not first.exact and first.start < change.start) or (not last.exact and change.end < last.end):
        raise Unfixable("the change would cut an escape in two")
    if any(text[piece.origin_end : after.origin_start].strip() for piece, after in pairwise(pieces)):
        raise Unfixable("these words stand in several strings of the file")
    there = draft.given_to_source(Span(change.start, change.end))
    end = there.end
    if not change.replacement:  # with the indentation of what takes the place of what goes
        follower = next((piece for piece in table if piece.start <= change.end < piece.end), None)
        if follower is not None and follower.start == change.end and not text[end : follower.origin_start].strip():
            end = max(end, follower.origin_start)
    return Change(there.start, end, change.replacement)
