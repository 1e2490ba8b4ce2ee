"""The linter of the configuration that holds for a document, read anew when one of its files has changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from replylint.config import Config
from replylint.lsp.documents import Document
from replylint.runner import Linter


@dataclass(frozen=True)
class _Kept:
    linter: Linter
    files: tuple[Path, ...]
    stamps: tuple[int, ...]


class Linters:
    """Used by one thread. `named`: the configuration for all documents; without it each one's is found upwards from it."""

    def __init__(self, profile: str | None = None, named: Path | None = None) -> None:
        self._profile = profile
        self._named = named
        self._kept: dict[Path | None, _Kept] = {}

    def of(self, document: Document) -> Linter:
        """Raises ReplylintError with every fault of the configuration or the checks; these are looked at again every time."""
        found = self._named or Config.find(document.path or document.folder)
        kept = self._kept.get(found)
        if kept is None or kept.stamps != _stamps(kept.files):
            self._kept.pop(found, None)
            kept = self._kept[found] = self._read(found)
        return kept.linter

    def forget(self) -> None:
        """All are read anew, with the checks that they name."""
        self._kept.clear()

    def _read(self, found: Path | None) -> _Kept:
        before = _stamps([found] if found else [])  # so that a change while it is read is seen
        config = Config.default() if found is None else Config.load(found)
        files = tuple(dict.fromkeys([*([found] if found else []), *config.settings_for(None).origin]))
        return _Kept(Linter(config, profile=self._profile), files, (*before, *_stamps(files[len(before) :])))


def _stamps(files: Sequence[Path]) -> tuple[int, ...]:
    return tuple(map(_stamp, files))


def _stamp(path: Path) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return -1
