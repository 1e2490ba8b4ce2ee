"""The formats that drafts come in. Each is a function from a `Source` to its `Draft`s, with every position kept.

Its module is imported when it is first used: the Markdown grammar costs start-up time that `--help` must not pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path

from replylint.draft import Draft, Source
from replylint.errors import Failure, ReplylintError, Skipped

_FORMAT_OF_SUFFIX = {
    ".md": "markdown", ".markdown": "markdown", ".txt": "plain", ".jsonl": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "csv",
    ".yml": "yaml", ".yaml": "yaml",
}

SUFFIXES: tuple[str, ...] = tuple(_FORMAT_OF_SUFFIX)


def _plain(source: Source) -> Iterator[Draft | Failure]:
    from replylint.formats import plain

    yield plain.read(source)


def _markdown(source: Source) -> Iterator[Draft | Failure]:
    from replylint.formats import markdown

    yield from markdown.read(source)


def _jsonl(source: Source) -> Iterator[Draft | Failure]:
    from replylint.formats import jsonl

    yield from jsonl.read(source)


def _json(source: Source) -> Iterator[Draft | Failure | Skipped]:
    from replylint.formats import structured

    yield from structured.read_json(source)


def _csv(source: Source) -> Iterator[Draft | Failure | Skipped]:
    from replylint.formats import structured

    yield from structured.read_csv(source)


def _yaml(source: Source) -> Iterator[Draft | Failure | Skipped]:
    from replylint.formats import structured

    yield from structured.read_yaml(source)


Reader = Callable[[Source], Iterator[Draft | Failure | Skipped]]

FORMATS: Mapping[str, Reader] = {"plain": _plain, "markdown": _markdown, "jsonl": _jsonl, "json": _json, "csv": _csv, "yaml": _yaml}


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
