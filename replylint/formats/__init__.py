"""The formats that drafts come in. Each is a function from a `Source` to its `Draft`s, with every position kept.

Its module is imported when it is first used: the Markdown grammar costs start-up time that `--help` must not pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path

from replylint.draft import Draft, Source
from replylint.errors import Failure, ReplylintError

_FORMAT_OF_SUFFIX = {".md": "markdown", ".markdown": "markdown", ".txt": "plain", ".jsonl": "jsonl", ".html": "html", ".htm": "html", ".eml": "eml"}

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


def _html(source: Source) -> Iterator[Draft | Failure]:
    from replylint.formats import html

    yield from html.read(source)


def _eml(source: Source) -> Iterator[Draft | Failure]:
    from replylint.formats import eml

    yield from eml.read(source)


FORMATS: Mapping[str, Callable[[Source], Iterator[Draft | Failure]]] = {"plain": _plain, "markdown": _markdown, "jsonl": _jsonl, "html": _html, "eml": _eml}


def format_of(path: str | PathLike[str]) -> str | None:
    """The name of the format that a file's suffix stands for; None where it stands for none."""
    return _FORMAT_OF_SUFFIX.get(Path(path).suffix.lower())


def parse(source: Source, format_name: str) -> Iterator[Draft | Failure]:
    """The drafts of a source, in order; what could not be read is a Failure among them. Raises ReplylintError for an unknown format."""
    reader = FORMATS.get(format_name)
    if reader is None:
        raise ReplylintError(Failure(f"unknown input format {format_name!r}", hint=f"the formats are {', '.join(FORMATS)}"))
    return reader(source)
