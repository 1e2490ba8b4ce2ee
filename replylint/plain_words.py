"""The plain word for a stiff one, where a rule's data lists exactly one: in the case of what it replaces, with the article that fits."""

from __future__ import annotations

import re
from collections.abc import Mapping

from replylint.draft import Draft
from replylint.model import Edit, Fix, Span

_ARTICLE = re.compile(r"\b(an?)\s+$", re.IGNORECASE)
_VOWEL = re.compile(r"[aeio]|u(?!s|ni)", re.IGNORECASE)  # "an order", "a use"


def as_written(words: str) -> str:
    """Words of a pattern, or of a text, as they are compared: lower case, single spaces, no space around a hyphen."""
    return re.sub(r"\s*-\s*", "-", " ".join(words.casefold().split()))


def plain_fix(replace: Mapping[str, str], draft: Draft, span: Span) -> Fix | None:
    """The fix that puts the listed words at `span` of the draft; None where none are listed, in a slot, and in a Title That Has Capitals."""
    words = draft.text[span.start : span.end]
    plain = replace.get(as_written(words))
    if plain is None or any(slot.span.overlaps(span) for slot in draft.placeholders):
        return None
    if words.isupper():
        plain = plain.upper()
    elif words[1:] != words[1:].lower():
        return None
    elif words[0].isupper():
        plain = plain[0].upper() + plain[1:]
    edits = [Edit(span, plain)]
    article = _ARTICLE.search(draft.text, max(0, span.start - 9), span.start)
    if article is not None:
        fitting = "an" if _VOWEL.match(plain) else "a"
        if article[1].casefold() != fitting:
            written = fitting.upper() if article[1].isupper() and words.isupper() else fitting.capitalize() if article[1][0].isupper() else fitting
            edits.insert(0, Edit(Span(*article.span(1)), written))
    return Fix(tuple(edits), f'write "{plain}"')
