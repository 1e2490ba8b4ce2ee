"""The formats that drafts come in. Each is a function from a `Source` to its `Draft`s, with every position kept.

Its module is imported when it is first used: the Markdown grammar costs start-up time that `--help` must not pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from replylint.draft import Draft, Source
from replylint.errors import Failure, ReplylintError, Skipped

if TYPE_CHECKING:
    from replylint.formats.chosen import SourceRule

Reader = Callable[[Source], Iterator[Draft | Failure | Skipped]]

_FORMAT_OF_SUFFIX = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "plain",
    ".jsonl": "jsonl",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".csv": "csv",
    ".tsv": "csv",
    ".tf": "terraform",
    ".po": "po",
    ".pot": "po",
    ".html": "html",
    ".htm": "html",
    ".eml": "eml",
}

_STRUCTURED = ("json", "yaml", "csv", "terraform")
WITH_PATHS = (*_STRUCTURED, "jsonl")

NOTHING = "no replies recognised"
SUFFIXES: tuple[str, ...] = tuple(_FORMAT_OF_SUFFIX)


def _plain(source: Source) -> Iterator[Draft | Failure]:
    from replylint.formats import body, eml

    yield from eml.read(source) if eml.is_mail(source.text) else body.read(source, source.text, markup="plain")


def _markdown(source: Source) -> Iterator[Draft | Failure]:
    from replylint.formats import markdown

    yield from markdown.read(source)


def _jsonl(source: Source) -> Iterator[Draft | Failure]:
    from replylint.formats import jsonl

    yield from jsonl.read(source)


def _html(source: Source) -> Iterator[Draft | Failure | Skipped]:
    from replylint.formats import html

    yield from html.read(source)


def _eml(source: Source) -> Iterator[Draft | Failure | Skipped]:
    from replylint.formats import eml

    yield from eml.read(source)


def _po(source: Source) -> Iterator[Draft | Failure | Skipped]:
    from replylint.formats import po

    anything = False
    for item in po.read(source):
        anything = True
        yield item
    if not anything:
        yield Skipped(source.path, NOTHING)


def _structured(format_name: str) -> Reader:
    def read(source: Source) -> Iterator[Draft | Failure | Skipped]:
        from replylint.formats import structured

        yield from structured.read(source, format_name)

    return read


FORMATS: Mapping[str, Reader] = {
    "plain": _plain,
    "markdown": _markdown,
    "jsonl": _jsonl,
    "html": _html,
    "eml": _eml,
    "po": _po,
    **{name: _structured(name) for name in _STRUCTURED},
}


def format_of(path: str | PathLike[str]) -> str | None:
    """The name of the format that a file's suffix stands for; None where it stands for none."""
    return _FORMAT_OF_SUFFIX.get(Path(path).suffix.lower())


def parse(source: Source, format_name: str) -> Iterator[Draft | Failure | Skipped]:
    """The drafts of a source, in order; what could not be read is a Failure among them. Skipped where the format has no reply in it.

    Raises ReplylintError for an unknown format.
    """
    reader = FORMATS.get(format_name)
    if reader is None:
        raise ReplylintError(Failure(f"unknown input format {format_name!r}", hint=f"the formats are {', '.join(FORMATS)}"))
    return reader(source)


def read(source: Source, rule: SourceRule | None = None) -> Iterator[Draft | Failure | Skipped]:
    """The drafts of a source as a rule of the configuration has it, else in the format of its suffix, else as plain text."""
    format_name = (rule.format if rule else None) or format_of(source.path or "") or "plain"
    if rule is None:
        return parse(source, format_name)
    from replylint.formats import chosen

    return chosen.read(source, rule, format_name)
