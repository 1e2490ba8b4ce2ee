"""Runs drafts through the linter of the configuration that holds for each, in order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from replylint.asked import HasSettings
from replylint.config import Config
from replylint.draft import Draft
from replylint.errors import Failure, ReplylintError
from replylint.model import DraftReport

if TYPE_CHECKING:
    from replylint.cache.setups import Setups
    from replylint.formats.chosen import SourceRule
    from replylint.registry import Registry
    from replylint.runner import Linter

Judged = tuple["HasSettings | None", DraftReport | Failure]


class Judging:
    """Configurations are found upwards from each file, unless one was named for all; each is read once and has one linter.

    A configuration with faults costs the files under it, not the others.
    """

    def __init__(self, make: Callable[[Config], Linter], config: Config | None = None, setups: Setups | None = None, *, is_sound: bool = False) -> None:
        """`setups`: configurations that earlier runs found sound; a linter for one of these is made only when something must be judged.

        `is_sound`: the configuration that was named is such a one.
        """
        self._make = make
        self._config = config
        self._setups = setups
        self._sound: set[Path | None] = {None} if is_sound else set()
        self._folders: dict[str | None, str] = {}  # as they were given, and whole
        self._file_of_folder: dict[str, Path | None] = {}
        self._configs: dict[Path | None, Config | ReplylintError] = {}
        self._linters: dict[Path | None, Linter | None] = {}
        self._used: dict[Path | None, None] = {}  # in the order of their files
        self._told: set[Failure] = set()

    def excludes(self, path: Path) -> bool:
        """Whether the configuration of a file or folder takes it out of a walk."""
        config = self._config_at(self._key(str(path)))
        return isinstance(config, Config) and config.excludes(path)

    def source_rule(self, path: str | None) -> SourceRule | None:
        """What the configuration of a file says of where its replies are."""
        config = None if path is None else self._config_at(self._key(path))
        return config.source_rule(path) if isinstance(config, Config) and path is not None else None

    def respects_gitignore(self, folder: Path) -> bool:
        """Whether a walk of a folder leaves out what git ignores: the configuration that holds for the folder says."""
        config = self._config_at(self._key(str(folder / "x")))
        return not isinstance(config, Config) or config.settings_for(None).respect_gitignore

    def run(self, inputs: Iterable[Draft | Failure]) -> Iterator[Judged]:
        """Every result beside the linter that it came from; None beside what has none."""
        for key, group in groupby(inputs, key=lambda item: self._key(item.path if isinstance(item, Failure) else item.source.path)):
            if key not in self._linters:
                self._linters[key], failures = self._linter(key)
                yield from self._untold(failures)
            known = self._linters[key]
            try:
                for result in group if known is None else known.run(group):
                    if isinstance(result, (DraftReport, Failure)):
                        yield known, result
            except ReplylintError as error:  # the configured model is missing: other configurations may name another
                yield from self._untold(error.failures)

    def linter_of(self, path: str | None) -> Linter | None:
        """The linter that judged a file; None for one that none has judged."""
        return self._linters.get(self._key(path))

    def registries(self) -> tuple[Registry, ...]:
        """The checks of all configurations that were used; the installed ones where none was."""
        from replylint import registry

        for key in self._used:
            if key not in self._linters:
                self._linters[key], _ = self._linter(key)
        used = tuple(linter.registry for linter in self._linters.values() if linter is not None)
        return used or (registry.load(),)
    def sound_config(self, path: str | None) -> Config | None:
        """The configuration that holds for a path, where it is known that neither it nor the checks under it have faults."""
        key = self._key(path)
        config = self._config_at(key)
        return config if isinstance(config, Config) and key in self._sound else None

    def config_for(self, path: str | None) -> tuple[Config | None, tuple[Failure, ...]]:
        """The configuration that holds for a path, None where it or the checks under it have faults; and those that were not told yet."""
        key = self._key(path)
        self._used[key] = None
        sound = self.sound_config(path)
        if sound is not None:
            return sound, ()
        if key not in self._linters:
            config = self._config_at(key)
            self._linters[key], failures = self._linter(key)
            if not failures and isinstance(config, Config):
                self._sound.add(key)
                if self._setups is not None:
                    self._setups.sound(config)
                return config, ()
            return None, tuple(failure for _, failure in self._untold(failures) if isinstance(failure, Failure))
        return None, ()

    def _untold(self, failures: Iterable[Failure]) -> Iterator[Judged]:
        """What failed for more than one file is said once."""
        for failure in failures:
            if failure not in self._told:
                self._told.add(failure)
                yield None, failure

    def _linter(self, key: Path | None) -> tuple[Linter | None, tuple[Failure, ...]]:
        """The linter of a configuration, and what is wrong with it or with the installed checks."""
        config = self._config_at(key)
        if isinstance(config, ReplylintError):
            return None, config.failures
        try:
            linter = self._make(config)
        except ReplylintError as error:
            return None, error.failures
        return linter, linter.registry.failures

    def _key(self, path: str | None) -> Path | None:
        """The configuration file that holds for a path; one answer for all files of a folder."""
        if self._config is not None:
            return None
        given = None if path is None else os.path.dirname(path)
        if given not in self._folders:
            self._folders[given] = os.getcwd() if given is None else os.path.abspath(given)
        folder = self._folders[given]
        if folder not in self._file_of_folder:
            try:
                self._file_of_folder[folder] = Config.find(folder)
            except ReplylintError as error:  # two files in one folder, or one that cannot be read: told when its files come up
                self._file_of_folder[folder] = Path(folder)
                self._configs[Path(folder)] = error
        return self._file_of_folder[folder]

    def _config_at(self, key: Path | None) -> Config | ReplylintError:
        if self._config is not None:
            return self._config
        if key not in self._configs:
            known = None if self._setups is None else self._setups.config(key)
            if known is not None:
                self._sound.add(key)
                self._configs[key] = known
                return known
            try:
                self._configs[key] = Config.default() if key is None else Config.load(key)
            except ReplylintError as error:
                self._configs[key] = error
        return self._configs[key]
