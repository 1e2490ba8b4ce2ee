"""What git leaves alone: `.gitignore` files from the root of the repository down to a folder, and `.git/info/exclude`.

Outside of a repository nothing is ignored, as git and ruff have it. The user's own `core.excludesFile` is not read: a run is to find the same on every machine.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class _Patterns(NamedTuple):
    base: str
    spec: GitIgnoreSpec


class GitIgnore:
    """Answers for what lies under `top`. A folder that is named is walked, also when git ignores it; then only the files in it have a say."""

    def __init__(self, top: Path) -> None:
        self._top = os.path.abspath(top)
        self._known: dict[str, tuple[_Patterns, ...] | None] = {}
        chain = self._chain(self._top)
        if chain and self._is_under_ignored():
            self._known[self._top] = _read(self._top, ".gitignore")

    def ignores(self, path: Path, *, is_folder: bool) -> bool:
        """Whether git ignores an entry of a folder that it does not ignore. The innermost file that speaks of it decides, its last line first."""
        name = os.path.abspath(path)
        for patterns in reversed(self._chain(os.path.dirname(name)) or ()):
            said = patterns.spec.check_file(os.path.relpath(name, patterns.base).replace(os.sep, "/") + ("/" if is_folder else "")).include
            if said is not None:
                return said
        return False

    def _chain(self, folder: str) -> tuple[_Patterns, ...] | None:
        """The patterns that hold in a folder, outermost first; None outside of a repository."""
        if folder not in self._known:
            self._known[folder] = self._found(folder)
        return self._known[folder]

    def _found(self, folder: str) -> tuple[_Patterns, ...] | None:
        if os.path.exists(os.path.join(folder, ".git")):
            return (*_read(folder, os.path.join(".git", "info", "exclude")), *_read(folder, ".gitignore"))
        above = os.path.dirname(folder)
        chain = None if above == folder else self._chain(above)
        return None if chain is None else (*chain, *_read(folder, ".gitignore"))

    def _is_under_ignored(self) -> bool:
        path = self._top
        while self._chain(os.path.dirname(path)) is not None and not os.path.exists(os.path.join(path, ".git")):
            if self.ignores(Path(path), is_folder=True):
                return True
            path = os.path.dirname(path)
        return False


def _read(folder: str, name: str) -> tuple[_Patterns, ...]:
    """The patterns of a file; none where there is no such file. A line that is no pattern says nothing, as for git."""
    try:
        with open(os.path.join(folder, name), encoding="utf-8-sig", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return ()
    from pathspec import GitIgnoreSpec

    def is_pattern(line: str) -> bool:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            return False
        return True

    return (_Patterns(folder, GitIgnoreSpec.from_lines(filter(is_pattern, lines))),)
