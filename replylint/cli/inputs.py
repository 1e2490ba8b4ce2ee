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
Found = Path | None | Failure  # a file, standard input, or what could not be found


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
        for found in self.found():
            source = self.source(found)
            if isinstance(source, Failure):
                yield source
            else:
                yield from self.drafts(source)

    def found(self) -> Iterator[Found]:
        """What there is to read, in order; a folder is walked as far as it is asked for."""
        from replylint import sources

        for is_stdin, names in groupby(self.paths, key=lambda name: name == STDIN):
            if is_stdin:
                yield None
                continue
            include = lambda path: self.rule_for(str(path)) is not None  # noqa: E731
            yield from sources.find(tuple(names), exclude=self.excluded, include=include, gitignore=self.gitignore, force_exclude=self.force_exclude)

    def content(self, found: Path | None) -> bytes | Failure:
        """The bytes of a file or of standard input."""
        from replylint import sources

        if found is not None:
            return sources.content(found)
        return Failure("standard input is closed", self.stdin_filename, hint="pipe the draft in, or name a file") if sys.stdin is None else sys.stdin.buffer.read()

    def path_of(self, found: Path | None) -> str | None:
        """What a file is called in the report."""
        return self.stdin_filename if found is None else str(found)

    def source(self, found: Found) -> Source | Failure:
        """The text of what was found."""
        if isinstance(found, Failure):
            return found
        data = self.content(found)
        return data if isinstance(data, Failure) else self.decoded(found, data)

    def decoded(self, found: Path | None, data: bytes) -> Source | Failure:
        """The text of what was found to have these bytes. What was piped in is remembered."""
        from replylint import sources

        source = sources.decode(data, self.path_of(found))
        if found is None and self.piped is None and isinstance(source, Source):
            self.piped = source, data
        return source

    def manner(self, path: str | None) -> tuple[str, str]:
        """The format in which a file is read, and all else that is said of how to read it."""
        from replylint import formats

        rule = None if self.input_format else self.rule_for(path)
        said = "" if rule is None else repr((rule.text, sorted(rule.parts.items()), sorted(rule.context.items()), rule.markup))
        return self.input_format or (rule.format if rule else None) or formats.format_of(path or "") or "plain", said

    def drafts(self, source: Source) -> Iterator[Draft | Failure]:
        """The drafts of a file, which counts as read."""
        self.files += 1
        anything = False
        for item in self._items(source):
            if isinstance(item, Skipped) and not self.is_named(source.path):
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

    def is_named(self, path: str | None) -> bool:
        """Whether a file was named itself, and not only met in a folder."""
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
