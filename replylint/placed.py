"""Data read from a file, with the place of every key and value, so that a fault can point at what the user wrote.

YAML is composed, not loaded: scalars stay as they were written until it is known what is expected of them. So `off` is the word "off" where a word is
expected and false where a truth value is expected, and a date stays the text that it was. Two keys of the same name are a fault.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from replylint.draft import Source
from replylint.errors import Failure

Loc = tuple[str | int, ...]

TRUE_WORDS = frozenset({"true", "yes", "on"})
FALSE_WORDS = frozenset({"false", "no", "off"})
NULL_WORDS = frozenset({"", "~", "null", "Null", "NULL"})
NOT_YAML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")  # characters that no YAML file may hold
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_STANDARD_TAG = "tag:yaml.org,2002:"
_DEEPEST = 50
_MOST_NODES = 50_000  # aliases can name each other until the data fills the memory


@dataclass(frozen=True, slots=True)
class Scalar:
    """A YAML scalar as it was written. `plain`: without quotes, so it may stand for a number or a truth value."""

    text: str
    plain: bool

    @property
    def value(self) -> str | int | float | bool:
        """What YAML 1.2 takes it for: `yes`, `off`, dates and 12:30 are text."""
        if not self.plain:
            return self.text
        if self.text.lower() in ("true", "false"):
            return self.text.lower() == "true"
        if _WHOLE.fullmatch(self.text):
            return int(self.text)
        return float(self.text) if _NUMBER.fullmatch(self.text) else self.text


def plain_value(data: object) -> object:
    """Data without `Scalar`s, each as YAML 1.2 takes it."""
    if isinstance(data, Scalar):
        return data.value
    if isinstance(data, Mapping):
        return {key: plain_value(value) for key, value in data.items()}
    return [plain_value(value) for value in data] if isinstance(data, (list, tuple)) else data


def described(data: object) -> str:
    """What a user gave, for the end of "expected …, got …"."""
    if isinstance(data, Scalar):
        return repr(data.text)
    if data is None:
        return "nothing"
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, Mapping):
        return "a mapping"
    return "a list" if isinstance(data, (list, tuple)) else repr(data)


@dataclass(frozen=True)
class Placed:
    """What a file says. `data` holds mappings with text keys, lists, None and scalars (`Scalar` from YAML, Python values from elsewhere).

    `values` and `keys` give the 1-based line and column of what stands at a path of keys and list positions; `faults` is what could not be read.
    """

    data: object
    path: str | None = None
    values: Mapping[Loc, tuple[int, int]] = field(default_factory=dict)
    keys: Mapping[Loc, tuple[int, int]] = field(default_factory=dict)
    faults: tuple[Failure, ...] = ()

    def failure(self, message: str, loc: Loc = (), hint: str = "", *, at_key: bool = False) -> Failure:
        """A fault of what stands at `loc`: at its key or its value, else at the nearest thing around it whose place is known."""
        if at_key and loc in self.keys:
            place = self.keys[loc]
        else:
            around = (loc[:length] for length in range(len(loc), 0, -1))
            place = next((self.values[part] for part in around if part in self.values), self.values.get((), (0, 0)))
        dotted = dotted_path(loc)
        text = f"{dotted}: {message}" if dotted else message
        return Failure(text, self.path, place[0] or None, place[1] or None, hint)


def dotted_path(loc: Loc) -> str:
    """`overrides[0].rules.ALT002`: a path of keys for a reader."""
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def shown_path(path: Path) -> str:
    """A file's path for messages: relative when it lies under the working directory, else as it is."""
    full, here = os.path.abspath(path), os.getcwd()
    return os.path.relpath(full, here) if full.startswith(here.rstrip(os.sep) + os.sep) else full


def read_text(path: Path) -> str | Failure:
    """A configuration file's text without its byte order mark, or what hinders reading it."""
    shown = shown_path(path)
    if path.is_dir():
        return Failure("is a directory; expected a file", shown)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Failure("there is no such file", shown)
    except OSError as error:
        return Failure(f"cannot be read: {error.strerror or error}", shown)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8-sig")
        return Failure("is not UTF-8 text", shown, *Source(good).position(len(good)), hint="save it in the encoding UTF-8")


def read_yaml(text: str, path: str | None = None) -> Placed:
    """A YAML document with its places. What cannot be read is in `faults`, never raised; an empty document is an empty mapping."""
    import yaml

    source = Source(text)
    try:
        deep = _too_deep(text)
        root = None if deep is not None else yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        message, offset = syntax_problem(error, text)
        return Placed({}, path, faults=(Failure(message, path, *source.position(offset)),))
    if deep is not None:
        return Placed({}, path, faults=(Failure(f"nested more than {_DEEPEST} levels deep", path, *source.position(deep)),))
    if root is None:
        return Placed({}, path)
    walk = _Walk(source, path)
    data = walk.data(root, (), ())
    return Placed({} if data is None else data, path, walk.values, walk.keys, tuple(walk.faults))


def _too_deep(text: str) -> int | None:
    """Where lists and mappings are nested too deep. Looked up in the events, since composing recurses and would end the process."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return event.start_mark.index if event.start_mark is not None else 0
    return None


def syntax_problem(error: Exception, text: str) -> tuple[str, int]:
    """What a YAML parser's error says, and the character of `text` that it is about."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    context, mark = getattr(error, "context", None), getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    if mark is None or (opened is not None and not text[mark.index :].strip()):  # at the file's end: show what was left open
        mark = opened or mark
    message = f"not YAML: {problem}" + (f" ({context})" if context else "")
    if mark is None:  # a character that YAML does not allow; its position counts UTF-8 bytes
        bad = NOT_YAML.search(text)
        return message, bad.start() if bad else 0
    return message, min(mark.index, len(text))


class _Walk:
    """Turns a tree of nodes into data and keeps the places."""

    def __init__(self, source: Source, path: str | None) -> None:
        self._source = source
        self._path = path
        self._count = 0
        self.values: dict[Loc, tuple[int, int]] = {}
        self.keys: dict[Loc, tuple[int, int]] = {}
        self.faults: list[Failure] = []

    def data(self, node: Any, loc: Loc, above: tuple[int, ...]) -> object:
        """The data of a node; `above` are the nodes around it."""
        self._count += 1
        if self._count > _MOST_NODES:
            return None
        place = self.values[loc] = self._source.position(node.start_mark.index)
        if self._count == _MOST_NODES:
            self._fault(f"more than {_MOST_NODES} values", place)
        elif id(node) in above:
            self._fault("an alias that names what it stands in", place)
        elif not node.tag.startswith(_STANDARD_TAG):
            self._fault(f"the tag {node.tag} is not read", place)
        elif node.id == "mapping":
            return self._mapping(node, loc, (*above, id(node)))
        elif node.id == "sequence":
            return [self.data(item, (*loc, number), (*above, id(node))) for number, item in enumerate(node.value)]
        elif node.value not in NULL_WORDS or node.style:
            return Scalar(node.value, not node.style)
        return None

    def _mapping(self, node: Any, loc: Loc, above: tuple[int, ...]) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, value in node.value:
            place = self._source.position(key.start_mark.index)
            if key.id != "scalar":
                self._fault("expected a word as key", place)
            elif key.tag == _STANDARD_TAG + "merge":
                self._fault("merge keys (<<) are not read", place)
            elif key.value in data:
                first = (*loc, key.value)
                self._fault(f"the key {key.value!r} is there already, on line {self.keys[first][0]}", place)
            else:
                at = (*loc, key.value)
                self.keys[at] = place
                data[key.value] = self.data(value, (*loc, key.value), above)
        return data

    def _fault(self, message: str, place: tuple[int, int]) -> None:
        self.faults.append(Failure(message, self._path, *place))
