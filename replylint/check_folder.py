"""Reads a check from its folder: `check.yaml`, and the logic of `__init__.py` where the caller passes it. Closed key sets; faults name the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from replylint.checks import DETECTOR_KEYS, Detector, FolderCheck, Logic, RowInfo
from replylint.cues import CueBook, load_words
from replylint.cues.book import read_groups
from replylint.errors import Failure, PluginError
from replylint.model import Rule, Severity
from replylint.plain_words import as_written

_CHECK_KEYS = {"row", "title", "question", "weight", "scope", "sources", "rules", "words", "phrases"}
_RULE_KEYS = {"code", "name", "severity", "message", "suggestion", "preview", "sure", "anywhere", "options", "find", "replace", "fixable"}
_LEVELS = ("weak", "unmet", "met")


def read_check(folder: Path, *, package: str, logic: Logic | None = None) -> FolderCheck:
    """The check of a folder. Raises PluginError that names the file and says what was expected."""
    path = folder / "check.yaml"
    try:
        raw = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return _read(raw, path, package, logic)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise PluginError(Failure(f"not valid YAML: {error.problem}", str(path), *place)) from error
    except (OSError, KeyError, TypeError, ValueError) as error:
        said = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
        raise PluginError(Failure(said, str(path), hint="see checks/README.md for the keys of a check")) from error


def read_checks_in(directory: Path, *, package: str) -> Iterator[FolderCheck]:
    """The YAML-only checks of a directory: every folder in it with a check.yaml, in the order of their names. Raises PluginError."""
    if not directory.is_dir():
        raise PluginError(Failure("no such directory of checks", str(directory), hint="`checks:` names directories that hold folders with a check.yaml"))
    for path in sorted(directory.glob("*/check.yaml")):
        yield read_check(path.parent, package=package)


def _read(raw: Any, path: Path, package: str, logic: Logic | None) -> FolderCheck:
    if not isinstance(raw, dict):
        raise ValueError("expected a mapping with row, title, question, weight, rules")
    _closed(raw, _CHECK_KEYS, "a check")
    row = str(raw["row"])
    replaced = {str(item.get("code")): tuple(item["replace"]) for item in raw["rules"] if item.get("replace")}
    words = {**load_words(), **replaced, **{name: tuple(forms) for name, forms in (raw.get("words") or {}).items()}}
    phrases = CueBook(read_groups(raw.get("phrases"), words, path.name))
    info = RowInfo(row, raw["title"], raw["question"], float(raw.get("weight", 1)), _scope(raw.get("scope", "refusal")), tuple(raw.get("sources", ())),
                   package, str(path.parent))
    rules, detectors = [], []
    for item in raw["rules"]:
        rule, detector = _read_rule(item, row)
        rules.append(rule)
        if detector is not None:
            detectors.append(detector)
            _known_groups(detector, phrases)
    cases = path.parent / "cases.yaml"
    return FolderCheck(info, tuple(rules), phrases, tuple(detectors), logic, str(cases) if cases.exists() else "")


def _read_rule(item: Mapping[str, Any], row: str) -> tuple[Rule, Detector | None]:
    _closed(item, _RULE_KEYS, f"rule {item.get('code', '?')}")
    plain = _replacements(item)
    rule = Rule(item["code"], item["name"], row, Severity(item["severity"]), item["message"], item["suggestion"], bool(item.get("preview", False)),
                item.get("options") or {}, bool(item.get("sure", False)), plain, bool(item.get("fixable", plain)), bool(item.get("anywhere", False)))
    find = item.get("find")
    if find is None:
        return rule, None
    kind = find.get("kind")
    if kind not in DETECTOR_KEYS:
        raise ValueError(f"rule {rule.code}: `find.kind` must be one of {', '.join(DETECTOR_KEYS)}, not {kind!r}")
    required, optional = DETECTOR_KEYS[kind]
    _closed(find, required | optional | {"kind", "level"}, f"find of {rule.code}")
    missing = required - set(find)
    if missing:
        raise ValueError(f"rule {rule.code}: `find` of kind {kind} needs {', '.join(sorted(missing))}")
    level = find.get("level", "weak")
    if level not in _LEVELS:
        raise ValueError(f"rule {rule.code}: `find.level` must be one of {', '.join(_LEVELS)}, not {level!r}")
    return rule, Detector(rule.code, kind, level, {key: value for key, value in find.items() if key not in ("kind", "level")})


def _replacements(item: Mapping[str, Any]) -> dict[str, str]:
    """The plain words of a rule, by the words that they stand for as text has them. Raises ValueError for what is no text."""
    listed = item.get("replace") or {}
    if not isinstance(listed, Mapping) or not all(isinstance(text, str) and text.strip() for pair in listed.items() for text in pair):
        raise ValueError(f"rule {item.get('code', '?')}: `replace` is a mapping of words to the one plain way to say them; quote words such as no and on")
    return {as_written(words): plain for words, plain in listed.items()}


def _known_groups(detector: Detector, phrases: CueBook) -> None:
    known = {group.id for group in phrases.groups}
    for name in detector.arguments.get("groups", ()):
        if not any(group == name or group.startswith(f"{name}.") for group in known):
            raise ValueError(f"rule {detector.rule}: no phrase group {name!r}; there are {', '.join(sorted(known)) or 'none'}")


def _scope(value: str) -> Any:
    if value not in ("refusal", "any"):
        raise ValueError(f"`scope` must be refusal or any, not {value!r}")
    return value


def _closed(mapping: Mapping[str, Any], known: set[str], what: str) -> None:
    unknown = sorted(set(mapping) - known)
    if unknown:
        raise ValueError(f"{what} has no key {unknown[0]!r}; there are {', '.join(sorted(known))}")
