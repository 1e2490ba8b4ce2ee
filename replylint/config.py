"""The configuration: `replylint.yaml`, `.replylint.yaml` or `[tool.replylint]` of pyproject.toml, and what it says for a path.

    config = Config.discover(Path("macros/refunds.md"))
    settings = config.settings_for("macros/refunds.md")

Files that are extended lie below the file itself, and its overrides above it, later ones higher. What lies higher replaces what lies below, except that
`rules` are laid over each other key by key, and `ignore`, `allow`, `exclude` and `checks` add up.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replylint.config_file import Layer, find_config, read_layers, read_mapping
from replylint.errors import Failure
from replylint.model import Rule
from replylint.settings import RuleSetting, Settings, lay_over

if TYPE_CHECKING:
    from replylint.formats.chosen import SourceRule

__all__ = ["Config", "RuleSetting", "Settings"]

_ADD_UP = frozenset({"ignore", "allow", "exclude", "checks_dirs"})


@dataclass(frozen=True)
class Config:
    """What all files together say, base first. Two paths under the same settings get the same `Settings` object."""

    layers: tuple[Layer, ...] = ()
    _known: dict[Hashable, Settings] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def default(cls) -> Config:
        """What holds where there is no configuration."""
        return cls()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Config:
        """The configuration of one file, with what it extends. Raises ConfigError with all faults, each with file:line:column."""
        return cls(read_layers(Path(path)))

    @classmethod
    def find(cls, start: str | os.PathLike[str]) -> Path | None:
        """The file that `discover` reads; None for the defaults. Files with the same answer can share one Config."""
        return find_config(Path(start))

    @classmethod
    def discover(cls, start: str | os.PathLike[str] = ".") -> Config:
        """The configuration that holds for a file or directory, found upwards. Raises ConfigError."""
        path = find_config(Path(start))
        return cls.default() if path is None else cls.load(path)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Config:
        """A configuration given as data: the keys of the file, `_` allowed for `-`. Raises ConfigError; the faults have no place."""
        return cls(read_mapping(mapping))

    def settings_for(self, path: str | os.PathLike[str] | None = None, **overrides: Any) -> Settings:
        """What holds for a path (None: for no file, so no per-path overrides). `overrides` are fields of `Settings` and replace what was found."""
        matched = tuple(
            (layer_number, number)
            for layer_number, layer in enumerate(self.layers)
            for number, override in enumerate(layer.overrides)
            if path is not None and override.files.match(path)
        )
        if matched not in self._known:
            self._known[matched] = self._settings(matched)
        settings = self._known[matched]
        if not overrides:
            return settings
        fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in overrides.items()}
        changed = dataclasses.replace(settings, **fields)
        return self._known.setdefault(changed, changed)

    def _settings(self, matched: tuple[tuple[int, int], ...]) -> Settings:
        values: dict[str, Any] = {"origin": tuple(layer.path for layer in self.layers if layer.path is not None)}
        for layer in self.layers:
            _lay_over(values, layer.given)
        for layer_number, number in matched:
            _lay_over(values, self.layers[layer_number].overrides[number].given)
        return Settings(**values)

    def excludes(self, path: str | os.PathLike[str]) -> bool:
        """Whether `exclude` takes a path out."""
        return any(layer.exclude.match(path) for layer in self.layers)

    def source_rule(self, path: str | os.PathLike[str]) -> SourceRule | None:
        """What `sources` says of a file: the last entry that matches; None without one."""
        rules = (rule for layer in reversed(self.layers) for files, rule in reversed(layer.sources) if files.match(path))
        return next(rules, None)

    def validate_against(self, rules: Sequence[Rule], profiles: Collection[str]) -> list[Failure]:
        """Every profile, rule, option and type of option that the configuration names and that is not there, with its place."""
        from replylint.config_check import faults_of

        return [fault for layer in self.layers for fault in faults_of(layer, rules, profiles)]


def _lay_over(values: dict[str, Any], given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name == "rules":
            values[name] = lay_over(values.get(name, {}), value)
        elif name in _ADD_UP:
            values[name] = tuple(dict.fromkeys((*values.get(name, ()), *value)))
        else:
            values[name] = value
