"""Ids for drafts that have only words to go by."""

from __future__ import annotations

import re

_NOT_SLUG = re.compile(r"[^\w\- ]+")


def slug(words: str, otherwise: str = "draft") -> str:
    """Words as an id, as GitHub makes its anchors; `otherwise` where nothing is left of them."""
    return re.sub(r"[\s_-]+", "-", _NOT_SLUG.sub("", words.lower())).strip("-") or otherwise


def unique(words: str, taken: dict[str, int], otherwise: str = "draft") -> str:
    """A slug that is not among those `taken`, with a number behind it if need be; it is added to them."""
    first = name = slug(words, otherwise)
    while name in taken:
        taken[first] += 1
        name = f"{first}-{taken[first]}"
    taken[name] = 1
    return name
