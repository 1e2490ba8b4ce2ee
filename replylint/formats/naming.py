"""What names say: ids for drafts that have only words to go by, and whether a file's path promises replies."""

from __future__ import annotations

import re
from pathlib import PurePath

from replylint.formats.shape_words import CONTEXT

_FOLDERS = 2  # of a file's path that may say what is in it
_ABOUT_THE_FOLDER = re.compile(r"(?:readme|contributing|changelog|license|security|code_of_conduct|index|skill)\b.*|.*[-_. ](?:guide|guidelines?|readme)\..*", re.IGNORECASE)
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


def holds_replies(path: str | None) -> bool:
    """Whether a file is one of `canned/…`, `macros.md`, `saved_replies.yml` …, and not the page that says how to use them."""
    parts = PurePath(path or "").parts[-1 - _FOLDERS :]
    return CONTEXT.search("/".join(parts)) is not None and not (parts and _ABOUT_THE_FOLDER.fullmatch(parts[-1]))
