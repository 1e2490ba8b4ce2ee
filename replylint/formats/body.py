"""The text of one reply, wherever it stands: a whole file, or the value of a record. Finds out its markup and hands it to that reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from replylint.draft import Draft, PieceTable, Source
from replylint.formats import plain

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
    yield plain.read(source, given, given_pieces=given_pieces, id=id, title=title, request=request, meta=meta)
