"""HTML as helpdesk editors and mail programs write it: what a browser shows, with the way back to every character.

Read in two steps, as a page is shown: tags and entities are resolved and white space is collapsed; then the shown lines are a letter like any other.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from replylint.draft import Comment, Draft, PieceTable, Source
from replylint.errors import Failure
from replylint.formats import letter, variants
from replylint.formats.blocks import Block, write
from replylint.formats.comments import comment_at
from replylint.formats.html_blocks import Page
from replylint.formats.html_tokens import Token, marks_of, tokens
from replylint.formats.inline import slots_only
from replylint.model import Span

_BLOCK_TAG = re.compile(r"</?(?:p|div|ul|ol|li|table|tbody|tr|td|th|h[1-6]|blockquote|html|body|section|article|center)(?=[\s/>])[^<>]{0,2000}>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKDOWN = re.compile(r"^[ \t>]{0,8}(?:#{1,6} |[-*+] \S|```|~~~|> )|\*\*\S[^*\n]{0,200}\*\*|\]\((?:https?:|mailto:|[/#{])|^\s*```", re.MULTILINE)
_BLANK_LINE = re.compile(r"\S[ \t]*(?:\r\n|\r(?!\n)|\n)[ \t]*[\r\n]\s*\S")


def is_html(text: str) -> bool:
    """Whether a text is written in HTML: it has blocks or line breaks of it, and they are not just here and there in Markdown or plain text."""
    if "<" not in text:
        return False
    if _BLOCK_TAG.search(text):
        return not _MARKDOWN.search(text)
    return _BREAK.search(text) is not None and not _BLANK_LINE.search(text) and not _MARKDOWN.search(text)


def read(source: Source) -> Iterator[Draft | Failure]:
    """A page as one reply, or one a variant. Its title is the subject."""
    yield from variants.each(source.text, lambda text: [draft(source, text)])


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
    """The reply that a stretch or a page of HTML shows. Without a `title`, the page's own is taken."""
    page = Page(given)
    comments: list[Comment] = []
    found_title = ""
    for token in tokens(given):
        if token.kind == "comment":
            comments.append(comment_at(given, Span(token.start, token.end)))
        elif token.name == "title":
            if token.kind == "close":
                found_title = found_title or " ".join(html.unescape(given[token.start : token.end]).split())
        elif token.kind in {"open", "close"}:
            _tag(page, given, token)
        elif token.kind == "entity":
            page.entity(token.start, token.end)
        else:
            page.words(token.start, token.end)
    shown, pieces, blocks = page.shown()
    builder, _ = write(shown, letter.mark(shown, _without_lone_quote(blocks)), inline=slots_only)
    read_ = builder.draft(source, id=id, title=title if title is not None else found_title or None, request=request, meta=meta)
    return replace(read_.derived_from(given, pieces, given_pieces), comments=tuple(comments))


def _tag(page: Page, given: str, token: Token) -> None:
    if token.kind == "close":
        page.close(token.name, token.start, token.end)
    else:
        marks = marks_of(given, token) if token.name in {"div", "blockquote", "span", "p", "table"} else ""
        page.open(token.name, marks, token.start, token.end)


def _without_lone_quote(blocks: list[Block]) -> list[Block]:
    """Where one quote is all that there is, apart from headings, that quote is the reply."""
    kinds = {block.kind for block in blocks}
    if "quote" in kinds and kinds <= {"heading", "quote"}:
        return [block if block.kind == "heading" else Block(block.lines) for block in blocks]
    return blocks
