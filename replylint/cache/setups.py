"""Configurations that were found sound: read back without the schema, the YAML reader and the checks, whose import costs more than a run that has nothing to judge.

A configuration is known by the bytes of its files, by what judges (`environment_digest`) and by the words of the command line, which name rules and profiles too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from replylint.cache.environment import digest, folder_digest, model_digest
from replylint.cache.store import Store
from replylint.config import Config
from replylint.config_file import Globs, Layer, Override, source_rule
from replylint.model import Severity
from replylint.placed import Placed, Scalar
from replylint.settings import RuleSetting, Settings

_WITHOUT_EFFECT = frozenset({"fail_on", "min_score", "exclude", "origin", "baseline", "respect_gitignore"})  # on what is found in a draft


class Setups:
    """Reads and keeps configurations. `environment` stands for what judges and `words` for the options that were given."""

    def __init__(self, store: Store, environment: str, words: str) -> None:
        self._store = store
        self._base = digest("setup", environment, words)

    def config(self, path: Path | None) -> Config | None:
        """A sound configuration, read back; None for one that is not known or was changed. Without a path: the defaults, where they were found sound."""
        kept = self._store.get(self._key(path))
        if kept is None:
            return None
        try:
            said = json.loads(kept)
            if any(digest(Path(name).read_bytes()) != known for name, known in said["files"]):
                return None
            return Config(tuple(_layer_of(values) for values in said["layers"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def sound(self, config: Config) -> None:
        """Remembers that a configuration has no faults, nor have the checks under it."""
        path = config.layers[-1].path if config.layers else None
        try:
            files = [(str(layer.path), digest(layer.path.read_bytes())) for layer in config.layers if layer.path is not None]
            said = {"files": files, "layers": [_layer(layer) for layer in config.layers]}
            self._store.put(self._key(path), json.dumps(said, separators=(",", ":")))
        except (OSError, TypeError, ValueError):  # a value of a kind that is not known here: read anew each time
            return

    def _key(self, path: Path | None) -> str:
        return digest(self._base, "" if path is None else str(path.absolute()))


def settings_digest(settings: Settings) -> str:
    """Stands for everything in the settings of a path that has a say in what is found there."""
    said = {field.name: getattr(settings, field.name) for field in fields(settings) if field.name not in _WITHOUT_EFFECT}
    said["checks_dirs"] = [folder_digest(folder) for folder in settings.checks_dirs]
    return digest(json.dumps(said, default=_plain, sort_keys=True), model_digest(settings.model))


def _plain(value: object) -> object:
    if isinstance(value, RuleSetting):
        return [value.severity, value.off, value.options]
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return value if isinstance(value, dict) else repr(value)


def _layer(layer: Layer) -> dict[str, object]:
    return {
        "path": None if layer.path is None else str(layer.path),
        "given": _given(layer.given),
        "exclude": [layer.exclude.patterns, str(layer.exclude.base)],
        "sources": [[files.patterns, str(files.base), rule.format, rule.text, rule.parts, rule.context, rule.markup] for files, rule in layer.sources],
        "file": _places(layer.file) if layer.sources else None,
        "overrides": [[entry.files.patterns, str(entry.files.base), _given(entry.given), entry.loc] for entry in layer.overrides],
    }


def _layer_of(said: Mapping[str, Any]) -> Layer:
    path = None if said["path"] is None else Path(said["path"])
    overrides = tuple(Override(Globs(tuple(patterns), Path(base)), _given_of(given), tuple(loc)) for patterns, base, given, loc in said["overrides"])
    patterns, base = said["exclude"]
    file = Placed({}) if said["file"] is None else _placed(said["file"])
    sources = tuple((Globs(tuple(files), Path(top)), source_rule(file, number, *values)) for number, (files, top, *values) in enumerate(said["sources"]))
    return Layer(file, path, _given_of(said["given"]), Globs(tuple(patterns), Path(base)), overrides, sources)


def _places(file: Placed) -> list[object]:
    """Where the entries of `sources` stand: what they do not find is told when a file is read."""
    return [file.path, *([[loc, place] for loc, place in places.items() if loc[:1] == ("sources",)] for places in (file.values, file.keys))]


def _placed(said: Sequence[Any]) -> Placed:
    path, values, keys = said
    return Placed({}, path, {tuple(loc): (line, column) for loc, (line, column) in values}, {tuple(loc): (line, column) for loc, (line, column) in keys})


def _given(given: Mapping[str, Any]) -> dict[str, object]:
    said: dict[str, object] = {}
    for name, value in given.items():
        if name == "rules":
            said[name] = {key: _setting(setting) for key, setting in value.items()}
        elif name == "checks_dirs":
            said[name] = [str(folder) for folder in value]
        elif isinstance(value, Path):
            said[name] = {"path": str(value)}
        else:
            said[name] = value
    return said


def _setting(setting: RuleSetting) -> list[object]:
    return [setting.severity, setting.off, setting.options, {part: _written(value) for part, value in setting.written.items()}]


def _given_of(said: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in said.items():
        if name == "rules":
            given[name] = {
                key: RuleSetting(None if severity is None else Severity(severity), off, options, {part: _written_of(word) for part, word in written.items()})
                for key, (severity, off, options, written) in value.items()
            }
        elif name == "checks_dirs":
            given[name] = tuple(Path(folder) for folder in value)
        elif name == "fail_on":
            given[name] = None if value is None else Severity(value)
        elif isinstance(value, dict):
            given[name] = Path(value["path"])
        else:
            given[name] = tuple(value) if isinstance(value, list) else value
    return given


def _written(value: object) -> list[object]:
    """An option as it was written, with what it is."""
    if isinstance(value, Scalar):
        return ["scalar", value.text, value.plain]
    if isinstance(value, Mapping):
        return ["mapping", {key: _written(part) for key, part in value.items()}]
    return ["list", [_written(part) for part in value]] if isinstance(value, (list, tuple)) else ["value", value]


def _written_of(said: Any) -> Any:
    kind, value, *plain = said
    if kind == "scalar":
        return Scalar(value, *plain)
    if kind == "mapping":
        return {key: _written_of(part) for key, part in value.items()}
    return [_written_of(part) for part in value] if kind == "list" else value
