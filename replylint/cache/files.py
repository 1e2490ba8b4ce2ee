"""The results of single files, kept by what the files hold: the path is no part of it, so a file that is moved or copied is known."""

from __future__ import annotations

import json
from collections.abc import Sequence

from replylint.cache.environment import digest
from replylint.cache.setups import settings_digest
from replylint.cache.store import Store
from replylint.cache.stored import FORM
from replylint.formats.naming import holds_replies
from replylint.settings import Settings

_ANYWHERE = frozenset({"plain", "jsonl"})  # read the same under any name


class FileCache:
    """What was found in a file with these bytes, under these settings, by this version of everything."""

    def __init__(self, store: Store, environment: str) -> None:
        self.store = store
        self._base = f"{FORM} {environment}"
        self._settings: dict[int, tuple[Settings, str]] = {}

    def key(self, data: bytes, settings: Settings, manner: tuple[str, str], request: str | None, path: str | None) -> str:
        """The key of a file's results. `manner`: its format, and what else is said of how to read it. `request` is the one of the command line."""
        name = "" if manner[0] in _ANYWHERE else str(holds_replies(path)) if manner[0] == "markdown" else path or ""
        return digest("file", self._base, self.settings_key(settings), *manner, name, "" if request is None else f"={request}", data)

    def settings_key(self, settings: Settings) -> str:
        """Stands for settings; worked out once for each object."""
        known = self._settings.get(id(settings))
        if known is None:
            known = self._settings[id(settings)] = (settings, settings_digest(settings))
        return known[1]

    def get(self, key: str) -> tuple[list[str], list[str]] | None:
        """Why the file is skipped, where it is, and a line for each report; None when they are not known."""
        kept = self.store.get(key)
        if kept is None:
            return None
        check, _, said = kept.partition("\n")
        if check != digest(said):
            return None
        skipped, *lines = said.split("\n")
        return json.loads(skipped), lines

    def put(self, key: str, skipped: Sequence[str], lines: Sequence[str]) -> None:
        """Keeps the results of a file."""
        said = "\n".join([json.dumps(skipped), *lines])
        self.store.put(key, f"{digest(said)}\n{said}")
