"""YAML as trees, one a document, with every character's place.

Built from libyaml's events and not from `yaml.compose`, which recurses: depth and the size that aliases grow to are bounded here, and said.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from replylint.draft import Piece, PieceTable, Source
from replylint.errors import Failure, Skipped
from replylint.formats import yaml_scalars
from replylint.formats.tree import Entry, List, Map, Node, Scalar
from replylint.model import Span
from replylint.placed import NOT_YAML, NULL_WORDS, syntax_problem
from replylint.placed import Scalar as Written

_DEEPEST = 100
_MOST_NODES = 200_000  # in one document, an alias counted as all that it stands for: aliases of aliases grow without end
_MOST_FAULTS = 20  # each costs one more pass over the rest of the file
_DOCUMENT = re.compile(r"^---(?=[ \t\r\n]|$)", re.MULTILINE)
_SLOT = re.compile(r"\{[{%#]|<%")
_LOGIC = re.compile(r"^[ \t]*(?:\{%|<%|\{\{(?:[-#/~]| ?(?:if|range|with|end|include|template)\b))", re.MULTILINE)
_TAG = "tag:yaml.org,2002:"

_TEMPLATE_HINT = "it looks like a template (Jinja, Helm, ERB) of which YAML is made: check what is made of it, and leave the template out with `exclude`"
_HINTS = (
    ("cannot start any token", "indent with spaces, not tabs; quote a text that begins with @, ` or %"),
    ("mapping values are not allowed", 'a text with ": " in it needs quotes, or a block under "|"'),
    ("invalid Unicode character escape", 'write the character itself, or "\\U0001F600" for both halves of a pair'),
    ("unknown escape character", "between double quotes a backslash is written twice; between single quotes it stands for itself"),
    ("undefined alias", "an anchor (&name) must stand above the alias (*name); quote a text that begins with *"),
)
_HINT = "mend the syntax; a checker such as yamllint says more"


class _TooLargeError(Exception):
    """So many values that it is data and no file of replies."""


class _Fault(Exception):
    """What is YAML, but cannot be a tree; `offset` is where."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def parse(source: Source) -> Iterator[Node | Failure | Skipped]:
    """The trees of a stream of documents, in order; an empty document is none. What cannot be read is a Failure, and the next document goes on.
    Skipped, after which nothing comes, for so many values that it is data and no file of replies.

    Scalars are text as written (`no` and `012` stay that). An alias is the very node of its anchor, so the same reply at two places has one span;
    `<<` is followed, and a key that is no word stands as written.
    """
    bad = NOT_YAML.search(source.text)
    if bad is not None:
        hint = "take the character out, or write it as an escape between double quotes"
        yield Failure(f"not YAML: it holds the character U+{ord(bad.group()):04X}, which is not allowed", source.path, *source.position(bad.start()), hint)
        return
    begin = 1 if source.text.startswith("\ufeff") else 0  # libyaml drops the mark and does not count it
    for _ in range(_MOST_FAULTS):
        try:
            fault = yield from _documents(source, begin)
        except _TooLargeError as error:
            yield Skipped(source.path, str(error))
            return
        if fault is None:
            return
        message, offset = fault
        yield Failure(message, source.path, *source.position(offset), _hint(source.text, message, offset))
        following = _DOCUMENT.search(source.text, max(offset, begin + 1))
        if following is None:
            return
        begin = following.start()


def _documents(source: Source, begin: int) -> Generator[Node, None, tuple[str, int] | None]:
    """The documents from `begin` of the source up to the first that cannot be read, which is returned: what is wrong, and where."""
    import yaml

    text = source.text[begin:]
    tree = _Tree(source.text, begin)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, (yaml.NodeEvent, yaml.CollectionEndEvent)):
                tree.add(event)
            elif isinstance(event, yaml.DocumentEndEvent):
                if tree.root is not None and not _is_empty(tree.root):
                    yield tree.root
                tree = _Tree(source.text, begin)
    except _Fault as fault:
        return str(fault), fault.offset
    except yaml.YAMLError as error:
        message, offset = syntax_problem(error, text)
        return message, begin + offset
    return None


def _hint(text: str, message: str, offset: int) -> str:
    around = text[text.rfind("\n", 0, max(0, offset - 1)) + 1 : offset + 200].partition("\n")[0]
    if _SLOT.search(around) or _LOGIC.search(text):
        return _TEMPLATE_HINT
    return next((hint for part, hint in _HINTS if part in message), _HINT)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text and node.span.start == node.span.end


@dataclass
class _Open:
    """A mapping or a sequence whose end has not come."""

    start: int
    is_map: bool
    anchor: str | None
    nodes: list[Node] = field(default_factory=list)
    merges: set[int] = field(default_factory=set)
    size: int = 1
    height: int = 1


class _Anchored(NamedTuple):
    """A node that aliases can name, None while it is open, with what it stands for: its values, and its levels."""

    node: Node | None
    size: int = 1
    height: int = 0


def _bases(value: Node) -> list[Map]:
    """The mappings that a `<<` brings; none where its value is something else."""
    found = list(value) if isinstance(value, List) else [value]
    maps = [node for node in found if isinstance(node, Map)]
    return maps if len(maps) == len(found) else []


class _Tree:
    """Makes one document's tree from its events."""

    def __init__(self, text: str, begin: int) -> None:
        import yaml

        self._yaml = yaml
        self._text = text
        self._begin = begin
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self.root: Node | None = None

    def add(self, event: Any) -> None:
        """Takes the next event in. Raises _Fault for what cannot be a tree."""
        start, end = self._begin + event.start_mark.index, self._begin + event.end_mark.index
        if isinstance(event, self._yaml.CollectionStartEvent):
            if event.anchor is not None:
                self._anchors[event.anchor] = _Anchored(None)
            self._open.append(_Open(start, isinstance(event, self._yaml.MappingStartEvent), event.anchor))
            self._check_depth(0, start)
        elif isinstance(event, self._yaml.CollectionEndEvent):
            self._close(end if end > start else None)
        elif isinstance(event, self._yaml.AliasEvent):
            self._alias(event.anchor or "", start)
        else:
            node = self._scalar(event, start, end)
            if event.value == "<<" and event.implicit[0] and self._open:
                self._open[-1].merges.add(len(self._open[-1].nodes))
            self._put(_Anchored(node), event.anchor, start)

    def _alias(self, name: str, start: int) -> None:
        known = self._anchors.get(name)
        if known is None:
            raise _Fault(f"not YAML: undefined alias *{name}", start)
        if known.node is None:
            raise _Fault(f"the alias *{name} names what it stands in", start)
        self._put(known, None, start)

    def _check_depth(self, height: int, start: int) -> None:
        if len(self._open) + height > _DEEPEST:
            raise _Fault(f"nested more than {_DEEPEST} levels deep", start)

    def _put(self, made: _Anchored, anchor: str | None, start: int) -> None:
        """Adds a node to what is open. `start` is where it is written, which for an alias is not where the node stands."""
        assert made.node is not None
        if anchor is not None:
            self._anchors[anchor] = made
        if not self._open:
            self.root = made.node
            return
        self._check_depth(made.height, start)
        around = self._open[-1]
        around.nodes.append(made.node)
        around.size += made.size
        around.height = max(around.height, made.height + 1)
        if around.size > _MOST_NODES and not self._anchors:
            raise _TooLargeError(f"more than {_MOST_NODES:,} values")
        if around.size > _MOST_NODES:
            raise _Fault(f"more than {_MOST_NODES:,} values, counting what aliases stand for", start)

    def _close(self, end: int | None) -> None:
        """Ends the innermost mapping or sequence; `end` is None for a block, which ends with what is last in it."""
        done = self._open.pop()
        last = max((node.span.end for node in done.nodes), default=done.start)
        span = Span(done.start, max(done.start, last if end is None else end))
        node: Node = Map(tuple(self._entries(done)), span) if done.is_map else List(tuple(done.nodes), span)
        self._put(_Anchored(node, done.size, done.height), done.anchor, done.start)

    def _entries(self, done: _Open) -> Iterator[Entry]:
        """The entries of a mapping: first what `<<` brings and the mapping itself does not say, of several the first to say it."""
        pairs = list(zip(done.nodes[::2], done.nodes[1::2]))
        bases = {number: _bases(value) for number, (_, value) in enumerate(pairs) if 2 * number in done.merges}
        own = [Entry(self._key(key), value) for number, (key, value) in enumerate(pairs) if not bases.get(number)]
        said = {entry.key.text for entry in own}
        for base in chain.from_iterable(bases.values()):
            yield from (entry for entry in base.entries if entry.key.text not in said)
            said.update(entry.key.text for entry in base.entries)
        yield from own

    def _key(self, node: Node) -> Scalar:
        """A mapping or a list as a key (`{{ name }}: …`) is its own text, as written."""
        if isinstance(node, Scalar):
            return node
        start, end = node.span.start, node.span.end
        return Scalar(self._text[start:end], PieceTable((Piece(0, end - start, start, end, True),) if start < end else ()), node.span, False)

    def _scalar(self, event: Any, start: int, end: int) -> Scalar:
        span = yaml_scalars.literal(self._text, start, end) if event.anchor or event.tag else Span(start, end)
        return Scalar(event.value, yaml_scalars.pieces(self._text, span, event.style, event.value), span, _is_string(event))


def _is_string(event: Any) -> bool:
    if event.style or not event.implicit[0]:
        return event.tag in (None, "!", f"{_TAG}str") or not event.tag.startswith(_TAG)
    return event.value not in NULL_WORDS and isinstance(Written(event.value, True).value, str)
