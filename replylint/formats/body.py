"""The text of one reply, wherever it stands: a whole file, or the value of a record. Finds out its markup and hands it to that reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from replylint.draft import Draft, PieceTable, Source
from replylint.formats import html, plain, variants

Markup = Literal["auto", "plain", "markdown", "html"]


def read(
    source: Source,
    given: str,
    *,
    given_pieces: PieceTable | None = None,
    markup: Markup = "auto",
    id: str | None = None,
    title: str | None = None,
    request: str | None = None,
    meta: Mapping[str, object] | None = None,
) -> Iterator[Draft]:
    """The drafts that a reply's text makes: one, or one a variant where a template's branches make several.

    `given` is the decoded text, `given_pieces` its way back to the source. `markup` says what it is written in; auto looks.
    """
    one = reader_of(given, markup)
    about = {"given_pieces": given_pieces, "id": id, "title": title, "request": request, "meta": meta}
    for item in variants.each(given, lambda text: [one(source, text, **about)]):
        if isinstance(item, Draft):  # the readers of one text have no failures
            yield item


def reader_of(given: str, markup: Markup) -> Callable[..., Draft]:
    """The reader for a text's markup. Plain text may hold some Markdown, and a little HTML."""
    if markup == "markdown":
        from replylint.formats import markdown

        return markdown.draft
    if markup == "html" or (markup == "auto" and html.is_html(given)):
        return html.draft
    return plain.read
