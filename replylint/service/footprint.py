"""Whether the program that runs is still the one that is installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import replylint
from replylint import registry

_PACKAGES = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class Footprint:
    """The size and time of every file of the program and of its checks, and the times of the folders into which packages are installed."""

    seen: dict[str, tuple[int, int] | None]

    @classmethod
    def taken(cls) -> Footprint:
        """As it is now; taken before anything is loaded, so that a change meanwhile counts."""
        return cls(dict(_state(sorted(_files()))))

    def has_changed(self) -> bool:
        """Whether a file was changed, added beside a changed folder, or taken away. Some hundred stats."""
        return self.seen != dict(_state(self.seen))


def _files() -> Iterator[str]:
    folders = {str(Path(replylint.__file__).parent), *(os.path.dirname(check.info.folder) for check in registry.installed().checks if check.info.folder)}
    for top in folders:
        for folder, inner, names in os.walk(top):
            inner[:] = [name for name in inner if name != "__pycache__"]
            yield folder
            yield from (os.path.join(folder, name) for name in names)
    yield from (path for path in sys.path if os.path.basename(path) in _PACKAGES)


def _state(paths: Iterable[str]) -> Iterator[tuple[str, tuple[int, int] | None]]:
    for path in paths:
        try:
            found = os.stat(path)
        except OSError:
            yield path, None
        else:
            yield path, (found.st_mtime_ns, found.st_size)
