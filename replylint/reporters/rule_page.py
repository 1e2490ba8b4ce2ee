"""What a rule is about, as a page for those who meet it in another tool: what it asks, why, better words, how to silence it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from replylint.model import Rule
from replylint.reporters.guide import sections

if TYPE_CHECKING:
    from replylint.checks import RowInfo

_FIELD = re.compile(r"\{\w+\}")


def in_general(text: str) -> str:
    """A message or suggestion without what it says of one finding only."""
    return _FIELD.sub("…", text)


def as_markdown(rule: Rule, info: RowInfo | None) -> str:
    """The page in Markdown."""
    parts = (f"## {heading}\n\n{text}" for heading, text in _parts(rule, info))
    return "\n\n".join((f"# {rule.code} {rule.name}", *parts)) + "\n"


def as_text(rule: Rule, info: RowInfo | None) -> str:
    """The page for a reader of plain text."""
    parts = (f"{heading}\n{text.replace('`', '')}" for heading, text in _parts(rule, info))
    return "\n\n".join((f"{rule.code} {rule.name}", *parts)) + "\n"


def _parts(rule: Rule, info: RowInfo | None) -> Iterator[tuple[str, str]]:
    said = "\n\n".join(text for text in (in_general(rule.message), in_general(rule.suggestion)) if text)
    yield "In short", said
    if info is not None:
        yield from sections(info)
        if info.sources:
            yield "Sources", "\n".join(f"- {source}" for source in info.sources)
    yield "Silence it", f"`replylint explain {rule.code}` says how to silence it at one place, with a reason, or to turn it off."
