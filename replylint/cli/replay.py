"""What a run printed, kept as a whole: a run over the same files, asked the same, prints it again without reading any result."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

import click

from replylint.cache.environment import digest
from replylint.cache.store import MOST_KEPT, Store
from replylint.cli.inputs import Found
from replylint.errors import Failure
from replylint.settings import Settings

if TYPE_CHECKING:
    from replylint.cli.check import CheckOptions

_WITHOUT_EFFECT = frozenset({"jobs", "no_cache", "cache_dir", "request"})  # on what is printed; the request's words stand for it
_PLACES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GITHUB_STEP_SUMMARY")  # what build servers say, and reports use


class Record:
    """All files that a run read, in order."""

    def __init__(self, settings_key: Callable[[Settings], str]) -> None:
        self._settings_key = settings_key
        self._hash = hashlib.blake2b(digest_size=16)
        self._baselines: dict[Path, str] = {}

    def add(self, path: str, data: bytes, settings: Settings) -> None:
        """A file, and what holds for it."""
        verdict = (settings.fail_on, settings.min_score, settings.baseline and self._baseline(settings.baseline))
        self._hash.update(digest(path, data, self._settings_key(settings), repr(verdict)).encode())

    def _baseline(self, path: Path) -> str:
        if path not in self._baselines:
            self._baselines[path] = bytes_digest(path)
        return f"{path} {self._baselines[path]}"

    @property
    def key(self) -> str:
        """Stands for everything that was added."""
        return self._hash.hexdigest()


def bytes_digest(path: str | Path) -> str:
    """Stands for the bytes of a file; "" for one that cannot be read."""
    try:
        with open(path, "rb") as file:
            return digest(file.read())
    except OSError:
        return ""


def can_be_replayed(options: CheckOptions) -> bool:
    """Whether a run does nothing but print: one that writes a baseline or a job's summary does more, one with --verbose tells of itself."""
    writes = options.write_baseline is not None or options.prune_baseline or (options.output_format == "github" and os.environ.get("GITHUB_STEP_SUMMARY"))
    return not writes and not options.mends and not options.verbose


def run_words(options: CheckOptions, request: str | None, paper: Iterable[object], changes: str) -> str:
    """Stands for what is asked of the files, and for what the report looks like."""
    said = {field.name: getattr(options, field.name) for field in fields(options) if field.name not in _WITHOUT_EFFECT}
    baseline = bytes_digest(options.baseline) if options.baseline is not None else ""
    return json.dumps([said, request, [repr(part) for part in paper], os.getcwd(), [os.environ.get(name) for name in _PLACES], baseline, changes], default=str)


class Replays:
    """Reads and keeps what runs printed, by the words of the run and the record of its files."""

    def __init__(self, store: Store, environment: str, words: str) -> None:
        self._store = store
        self._base = digest("run", environment, words)

    def get(self, record: Record) -> tuple[str, str, int] | None:
        """Output, lines for standard error, exit status."""
        kept = self._store.get(digest(self._base, record.key))
        if kept is None:
            return None
        check, _, text = kept.partition("\n")
        if check != digest(text):
            return None
        said: list[Any] = json.loads(text)
        return str(said[0]), str(said[1]), int(said[2])

    def put(self, record: Record, tee: Tee, status: int) -> None:
        """Keeps a run that judged everything."""
        if tee.is_whole:
            text = json.dumps([tee.text, tee.told, status])
            self._store.put(digest(self._base, record.key), f"{digest(text)}\n{text}")


class Tee:
    """An output that remembers what was written to it, as long as that is not too much. `told` is what went to standard error."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._parts: list[str] = []
        self._room = MOST_KEPT // 2  # what is kept is escaped
        self.told = ""

    def write(self, text: str) -> int:
        """Writes."""
        self._room -= len(text)
        if self._room > 0:
            self._parts.append(text)
        else:
            self._parts.clear()
        return self._out.write(text)

    @property
    def paper(self) -> TextIO:
        """This output, for who wants a file: it has what a file has."""
        return cast(TextIO, self)

    def tell(self, line: str) -> None:
        """A line on standard error, behind what was written so far."""
        self._out.flush()
        self.told += line + "\n"
        click.echo(line, err=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)

    @property
    def is_whole(self) -> bool:
        """Whether all that was written is remembered."""
        return self._room > 0

    @property
    def text(self) -> str:
        """What was written."""
        return "".join(self._parts)


def read_ahead(found: Iterable[Found], record: Record, known: Callable[[str], Settings | None]) -> bool:
    """Whether all files could be read into the record: regular files whose settings are known."""
    for item in found:
        if item is None or isinstance(item, Failure) or not item.is_file():
            return False
        settings = known(str(item))
        if settings is None:
            return False
        try:
            with open(item, "rb") as file:
                record.add(str(item), file.read(), settings)
        except OSError:
            return False
    return True
