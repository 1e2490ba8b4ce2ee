"""From the command line's paths to drafts: what to read, in which format, with which request."""

from __future__ import annotations

import dataclasses
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from replylint.draft import Draft, Source
from replylint.errors import Failure, ReplylintError, Skipped

if TYPE_CHECKING:
    from replylint.formats.chosen import SourceRule

STDIN = "-"


@dataclass
class Inputs:
    """The drafts of a run, read as they are asked for. `files` counts the files that were opened, `skipped` holds those without a draft.

    A file without replies is skipped when it was met in a folder, and a Failure when it was named itself. `piped` is what came from standard input, as text
    and as bytes, once it was read.
    """

    paths: Sequence[str]
    input_format: str | None = None
    request: str | None = None
    stdin_filename: str | None = None
    excluded: Callable[[Path], bool] | None = None
    rule_for: Callable[[str | None], SourceRule | None] = lambda path: None
    gitignore: Callable[[Path], bool] | None = None
    force_exclude: bool = False
    files: int = field(default=0, init=False)
    skipped: list[Skipped] = field(default_factory=list, init=False)
    piped: tuple[Source, bytes] | None = field(default=None, init=False)

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
                yield self._from_stdin()
                continue
            include = lambda path: self.rule_for(str(path)) is not None  # noqa: E731
            for item in sources.find(tuple(names), exclude=self.excluded, include=include, gitignore=self.gitignore, force_exclude=self.force_exclude):
                yield item if isinstance(item, Failure) else sources.read(item)

    def _from_stdin(self) -> Source | Failure:
        from replylint import sources

        if sys.stdin is None:
            return Failure("standard input is closed", self.stdin_filename, hint="pipe the draft in, or name a file")
        data = sys.stdin.buffer.read()
        source = sources.decode(data, self.stdin_filename)
        if self.piped is None and isinstance(source, Source):
            self.piped = source, data
        return source

    def _drafts(self, source: Source) -> Iterator[Draft | Failure]:
        self.files += 1
        anything = False
        for item in self._items(source):
            if isinstance(item, Skipped) and not self._is_named(source.path):
                anything = True
                self.skipped.append(item)
            elif isinstance(item, Draft):
                anything = anything or bool(item.text.strip())
                yield item
            else:
                anything = True
                yield item.as_failure() if isinstance(item, Skipped) else item
        if not anything:
            self.skipped.append(Skipped(source.path, "no text"))

    def drafts_of(self, source: Source) -> Iterator[Draft | Failure]:
        """What a source holds, without counting it."""
        return (item for item in self._items(source) if not isinstance(item, Skipped))

    def _items(self, source: Source) -> Iterator[Draft | Failure | Skipped]:
        """What a source holds, with the request of the run beside each draft that brings none of its own."""
        from replylint import formats

        for item in formats.parse(source, self.input_format) if self.input_format else formats.read(source, self.rule_for(source.path)):
            if isinstance(item, Draft) and item.request is None and self.request is not None:
                yield dataclasses.replace(item, request=self.request)
            else:
                yield item

    def _is_named(self, path: str | None) -> bool:
        from replylint import sources

        return not self.force_exclude and ((STDIN in self.paths and path == self.stdin_filename) or sources.is_named(path, self.paths))


def paths_or_default(paths: Sequence[str]) -> tuple[str, ...]:
    """The paths that were named; without any, standard input if it is a pipe, a socket or a file, else the current directory."""
    if paths:
        return tuple(paths)
    return (STDIN,) if _is_piped_in() else (".",)


def _is_piped_in() -> bool:
    """A terminal or /dev/null, as jobs have it, brings no draft. What has no file behind it was put there by a program, to be read."""
    if sys.stdin is None:
        return False
    try:
        number = sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        return True
    mode = os.fstat(number).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISREG(mode)


def read_request(value: str | None) -> str | None:
    """The customer's words: as given, or from the file behind an `@`. Raises ReplylintError when that cannot be read."""
    if value is None or not value.startswith("@"):
        return value
    from replylint import sources

    source = sources.read(value[1:])
    if isinstance(source, Failure):
        raise ReplylintError(source)
    return source.text
