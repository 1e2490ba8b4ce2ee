"""Markdown: one reply a page, or several with notes between them (see `markdown_macros`)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from replylint.draft import Comment, Draft, PieceTable, Source
from replylint.errors import Failure
from replylint.formats import front_matter, letter, plain, variants
from replylint.formats.blocks import Block, references_of, write
from replylint.formats.markdown_elements import Element, blocks_of, elements_of
from replylint.formats.markdown_macros import Part, is_prose_fence, parts_of, title_of
from replylint.formats.naming import holds_replies, unique


def read(source: Source) -> Iterator[Draft | Failure]:
    """The drafts of a page, in order, one a variant of each. `Draft.given` is the whole page, also where a draft is a part of it.

    A part gets the comments of its own section, and the first part those above it.
    """
    yield from variants.each(source.text, lambda text: _page(source, text))


def _page(source: Source, text: str) -> Iterator[Draft | Failure]:
    elements = elements_of(text)
    meta: dict[str, object] = {}
    if elements and elements[0].kind == "front_matter":
        # Where conditions were cut out of the page, the block in front of them stands as it did.
        found = front_matter.read(source, elements[0].start, elements[0].end) if source.text.startswith(text[: elements[0].end]) else {}
        if isinstance(found, Failure):
            yield found
        else:
            meta = found
    references = references_of(text)
    parts = parts_of(text, elements, named=holds_replies(source.path))
    if not parts:
        yield _one(source, text, elements, meta=meta)
        return
    notes = _Notes(text, elements, parts)
    taken: dict[str, int] = {}
    for part in parts:
        title = title_of(text, part.heading)
        blocks, comments = _reply_blocks(text, part.elements, part.depth)
        builder, inner = write(text, letter.mark(text, blocks), references)
        about = {**meta, "beside": True} if part.is_beside else meta
        yield builder.draft(source, id=unique(title, taken), title=title, comments=_ordered(notes.of(part), comments, inner), meta=about)


def draft(
    source: Source,
    given: str,
    *,
    given_pieces: PieceTable | None = None,
    id: str | None = None,
    title: str | None = None,
    request: str | None = None,
    meta: Mapping[str, object] | None = None,
) -> Draft:
    """One reply in Markdown, the value of a record: its headings part it, they name no replies."""
    return _one(source, given, elements_of(given), given_pieces, id, title, request, meta)


def _one(
    source: Source,
    text: str,
    elements: Sequence[Element],
    given_pieces: PieceTable | None = None,
    id: str | None = None,
    title: str | None = None,
    request: str | None = None,
    meta: Mapping[str, object] | None = None,
) -> Draft:
    blocks, comments = _reply_blocks(text, elements, 0)
    builder, inner = write(text, letter.mark(text, blocks), references_of(text))
    ordered = _ordered(comments, inner)
    return builder.draft(source, given_pieces=given_pieces, id=id, title=title, request=request, comments=ordered, meta=meta)


def _reply_blocks(text: str, elements: Sequence[Element], depth: int) -> tuple[list[Block], list[Comment]]:
    """The blocks of a reply. Where a single quote is all that stands under headings, that quote is the reply."""
    blocks, comments = _blocks(text, elements, depth)
    kinds = {block.kind for block in blocks}
    if kinds == {"heading", "quote"} and len({block.group for block in blocks if block.kind == "quote"}) == 1:
        return _blocks(text, elements, depth + 1)
    return blocks, comments


def _blocks(text: str, elements: Sequence[Element], depth: int) -> tuple[list[Block], list[Comment]]:
    """The blocks of a reply. Code is left out, unless there is nothing else: then the reply was indented, or put into a fence."""
    blocks, comments = blocks_of(text, elements, depth)
    if not blocks:
        for element in elements:
            if element.kind == "code" or is_prose_fence(element):
                made, found = plain.blocks_of(text, element.lines)
                blocks += made
                comments += found
    return blocks, comments


class _Notes:
    """The comments between the parts of a page, found by their section."""

    def __init__(self, text: str, elements: Sequence[Element], parts: Sequence[Part]) -> None:
        inside = {element.start for part in parts for element in part.elements}
        self._comments = blocks_of(text, [element for element in elements if element.start not in inside])[1]
        self._starts = [comment.span.start for comment in self._comments]
        self._headings = [element.start for element in elements if element.kind == "heading" and element.depth == 0 and element.item < 0]
        self._opening = parts[0]

    def of(self, part: Part) -> list[Comment]:
        """Those in the section of the part; the first part has those above it, too: the next block and the next draft are its."""
        following = bisect_right(self._headings, part.elements[-1].start)
        begin = bisect_right(self._starts, part.heading.start)
        end = bisect_right(self._starts, self._headings[following]) if following < len(self._headings) else len(self._starts)
        return self._comments[0 if part is self._opening else begin : end]


def _ordered(*comments: Iterable[Comment]) -> list[Comment]:
    return sorted(chain(*comments), key=lambda comment: comment.span.start)
