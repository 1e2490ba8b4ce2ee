"""Finding and reading configuration files: each becomes a layer, those that it extends below it. All faults of all files are raised together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replylint.errors import ConfigError, Failure
from replylint.placed import Loc, Placed, Scalar, read_text, read_yaml, shown_path

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from replylint.config_schema import SourceModel
    from replylint.formats.body import Markup
    from replylint.formats.chosen import SourceRule

YAML_NAMES = ("replylint.yaml", ".replylint.yaml")
PYPROJECT = "pyproject.toml"
_TABLE = ("tool", "replylint")


@dataclass(frozen=True)
class Globs:
    """Patterns as .gitignore has them, relative to a directory."""

    patterns: tuple[str, ...]
    base: Path

    @cached_property
    def _spec(self) -> GitIgnoreSpec:
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.patterns)

    def match(self, path: str | os.PathLike[str]) -> bool:
        """Whether a path, relative to the working directory or absolute, is matched. A path outside of the base never is."""
        try:
            inside = os.path.relpath(os.path.abspath(path), os.path.abspath(self.base))
        except ValueError:  # another drive
            return False
        outside = inside == os.curdir or inside.split(os.sep)[0] == os.pardir
        return not outside and self._spec.match_file(inside)


@dataclass(frozen=True)
class Override:
    """What an entry of `overrides` says of the files that match. `loc` is its place in the file."""

    files: Globs
    given: Mapping[str, Any]
    loc: Loc


@dataclass(frozen=True)
class Layer:
    """What one file says: only the keys that were given, as values of `Settings`. `path` is None for a mapping of the Python API."""

    file: Placed
    path: Path | None
    given: Mapping[str, Any]
    exclude: Globs
    overrides: tuple[Override, ...] = ()
    sources: tuple[tuple[Globs, SourceRule], ...] = ()


def find_config(start: Path) -> Path | None:
    """The configuration that holds for a file or directory (it need not be there), looked for upwards; None when there is none.

    Stops at the root and behind a directory that holds `.git`. Raises ConfigError for two YAML files in one directory and for an unreadable one.
    """
    first = Path(os.path.abspath(start))
    for folder in (first, *first.parents) if first.is_dir() else first.parents:
        found = [folder / name for name in YAML_NAMES if (folder / name).exists()]
        if len(found) > 1:
            message = f"{YAML_NAMES[0]} and {YAML_NAMES[1]} are both there; expected one of them"
            raise ConfigError(Failure(message, shown_path(folder), hint="put what you need of one into the other and delete it"))
        if found:
            return found[0]
        if (folder / PYPROJECT).is_file() and _has_table(folder / PYPROJECT):
            return folder / PYPROJECT
        if (folder / ".git").exists():
            return None
    return None


def _has_table(path: Path) -> bool:
    """Whether a pyproject.toml has our table. One that is broken counts only when it speaks of us, so that its fault is told."""
    text = read_text(path)
    if isinstance(text, Failure):
        if text.line is not None:  # in no encoding that TOML allows: not a file that configures anything
            return False
        raise ConfigError(text)
    if "replylint" not in text:
        return False
    file = _toml(text, path)
    return file is not None and (not file.faults or "tool.replylint" in text)


def _toml(text: str, path: Path) -> Placed | None:
    from replylint.placed_toml import read_toml_table

    return read_toml_table(text, shown_path(path), _TABLE)


def read_layers(path: Path) -> tuple[Layer, ...]:
    """The layers of a configuration file, those that it extends first. Raises ConfigError with every fault of every file."""
    reading = _Reading()
    text = read_text(path)
    if isinstance(text, Failure):
        raise ConfigError(text)
    reading.read(Path(os.path.abspath(path)), text, ())
    return reading.done()


def read_mapping(mapping: Mapping[str, Any]) -> tuple[Layer, ...]:
    """The layers of a mapping of the Python API, whose keys may have `_` for `-`; paths are relative to the working directory. Raises ConfigError."""
    reading = _Reading()
    data = {str(key).replace("_", "-"): value for key, value in mapping.items()}
    reading.add(Placed(data), None, Path.cwd(), ())
    return reading.done()


class _Reading:
    """Collects layers and faults on the way through the files that extend each other."""

    def __init__(self) -> None:
        self._layers: list[Layer] = []
        self._faults: list[Failure] = []
        self._read: set[str] = set()

    def done(self) -> tuple[Layer, ...]:
        if self._faults:
            raise ConfigError(self._faults)
        return tuple(self._layers)

    def read(self, path: Path, text: str, chain: tuple[Path, ...]) -> None:
        """A file and what it extends. A file that two others extend is read once, where it comes first."""
        if os.path.realpath(path) in self._read:
            return
        self._read.add(os.path.realpath(path))
        file = _toml(text, path) if path.suffix == ".toml" else read_yaml(text, shown_path(path))
        if file is None:
            self._faults.append(Failure("has no table [tool.replylint]", shown_path(path)))
        else:
            self.add(file, path, path.parent, (*chain, path))

    def add(self, file: Placed, path: Path | None, base: Path, chain: tuple[Path, ...]) -> None:
        """What a file says, behind what it extends."""
        from replylint.config_schema import ConfigModel, validated

        model, faults = validated(ConfigModel, file, base)
        self._faults += faults
        for number, name in _extended(file):
            self._extend(file, ("extends", number), base / name, chain)
        if model is None:
            return
        given = model.given()
        overrides = tuple(
            Override(Globs(tuple(entry.files), base), _but(entry.given(), "files"), ("overrides", number)) for number, entry in enumerate(model.overrides)
        )
        given["checks_dirs"] = tuple(Path(os.path.normpath(base / name)) for name in model.checks)
        if "baseline" in given:
            given["baseline"] = Path(os.path.normpath(base / model.baseline))
        rules = tuple((Globs(tuple(entry.files), base), _source_rule(file, number, entry)) for number, entry in enumerate(model.sources))
        given = _but(given, "extends", "checks", "overrides", "sources")
        self._layers.append(Layer(file, path, given, Globs(tuple(model.exclude), base), overrides, rules))

    def _extend(self, file: Placed, loc: Loc, target: Path, chain: tuple[Path, ...]) -> None:
        path = Path(os.path.normpath(target))
        if os.path.realpath(path) in map(os.path.realpath, chain):
            names = " -> ".join(shown_path(part) for part in (*chain, path))
            self._faults.append(file.failure(f"a configuration cannot extend itself: {names}", loc))
            return
        text = read_text(path)
        if isinstance(text, Failure):
            place = f"{text.path}:{text.line}:{text.column}" if text.line else text.path
            self._faults.append(file.failure(f"{place}: {text.message}", loc, text.hint))
        else:
            self.read(path, text, chain)


def source_rule(
    file: Placed, number: int, format_name: str | None, text: str | None, parts: Mapping[str, str], context: Mapping[str, str], markup: Markup
) -> SourceRule:
    """An entry of `sources`, whose faults are told at its place in the file."""
    from replylint.formats.chosen import SourceRule

    def fault(message: str, *keys: str) -> Failure:
        return file.failure(message, ("sources", number, *keys))

    return SourceRule(fault, format_name, text, parts, context, markup)


def _source_rule(file: Placed, number: int, entry: SourceModel) -> SourceRule:
    from replylint.config_schema import PART_PATHS

    parts = {name: path for name in PART_PATHS if (path := getattr(entry, name)) is not None}
    return source_rule(file, number, entry.format, entry.text, parts, entry.context, entry.markup)


def _extended(file: Placed) -> Iterator[tuple[int, str]]:
    """The files that a file extends, also where the rest of it is faulty, so that the faults of all files are told at once."""
    named = file.data.get("extends") if isinstance(file.data, Mapping) else None
    for number, entry in enumerate(named if isinstance(named, (list, tuple)) else [named]):
        name = entry.text if isinstance(entry, Scalar) else entry
        if isinstance(name, str) and name.strip():
            yield number, name


def _but(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in names}
