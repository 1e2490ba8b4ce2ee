"""From the command line's paths to drafts: what to read, in which format, with which request."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from replylint.draft import Draft, Source
from replylint.errors import Failure, ReplylintError

STDIN = "-"


@dataclass
class Inputs:
    """The drafts of a run, read as they are asked for. `files` and `skipped` count while they are read."""

    paths: Sequence[str]
    input_format: str | None = None
    request: str | None = None
    stdin_filename: str | None = None
    excluded: Callable[[Path], bool] | None = None
    files: int = field(default=0, init=False)
    skipped: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Draft | Failure]:
        for source in self._sources():
            if isinstance(source, Failure):
                yield source
            else:
                yield from self._drafts(source)

    def _sources(self) -> Iterator[Source | Failure]:
        from replylint import sources

        for is_stdin, names in groupby(self.paths, key=lambda name: name == STDIN):
            if is_stdin:
                yield sources.decode(sys.stdin.buffer.read(), self.stdin_filename)
                continue
            for item in sources.find(tuple(names), exclude=self.excluded):
                yield item if isinstance(item, Failure) else sources.read(item)

    def _drafts(self, source: Source) -> Iterator[Draft | Failure]:
        from replylint import formats

        self.files += 1
        wanted = self.input_format or formats.format_of(source.path or "") or "plain"
        anything = False
        for item in formats.parse(source, wanted):
            if isinstance(item, Failure):
                anything = True
                yield item
                continue
            anything = anything or bool(item.text.strip())
            yield item if self.request is None or item.request is not None else dataclasses.replace(item, request=self.request)
        self.skipped += not anything


def paths_or_default(paths: Sequence[str]) -> tuple[str, ...]:
    """The paths that were named; without any, standard input if something is piped in, else the current directory."""
    if paths:
        return tuple(paths)
    return (".",) if sys.stdin is None or sys.stdin.isatty() else (STDIN,)


def read_request(value: str | None) -> str | None:
    """The customer's words: as given, or from the file behind an `@`. Raises ReplylintError when that cannot be read."""
    if value is None or not value.startswith("@"):
        return value
    from replylint import sources

    source = sources.read(value[1:])
    if isinstance(source, Failure):
        raise ReplylintError(source)
    return source.text
