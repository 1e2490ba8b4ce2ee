"""Files whose replies are where the configuration says (`sources:`), by JSONPath (RFC 9535; `~` for the name of a key)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from replylint import formats
from replylint.draft import Draft, Source
from replylint.errors import Failure, Skipped
from replylint.formats import body, structured
from replylint.formats.body import Markup
from replylint.formats.json_tree import value_of
from replylint.formats.shapes import text_of, unique_id
from replylint.formats.tree import List, Map, Node, Scalar

if TYPE_CHECKING:
    from jsonpath import CompoundJSONPath, JSONPath

Parts = tuple[str | int, ...]


@dataclass(frozen=True)
class SourceRule:
    """What an entry of `sources` says of the files that match: their format (None: by suffix) and the paths of a reply's parts.

    `fault(message, *keys)` points at what stands below a key of the entry.
    """

    fault: Callable[..., Failure]
    format: str | None = None
    text: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    markup: Markup = "auto"


def read(source: Source, rule: SourceRule, format_name: str) -> Iterator[Draft | Failure | Skipped]:
    """The replies of a file that a rule is for. A path that finds nothing in it is a Failure at its place in the configuration."""
    if rule.text is None:
        yield from formats.parse(source, format_name)
    elif format_name not in formats.WITH_PATHS:
        yield rule.fault(f"{source.path or 'the input'} is {format_name}; paths lead into {', '.join(formats.WITH_PATHS)}", "text")
    else:
        yield from _at_paths(source, rule, rule.text, format_name)


def _at_paths(source: Source, rule: SourceRule, text: str, format_name: str) -> Iterator[Draft | Failure | Skipped]:
    trees, faults = structured.trees_of(source, format_name)
    yield from faults
    taken: dict[str, int] = {}
    found = False
    for tree in trees:
        data, by_row = value_of(tree), format_name in structured.OF_ROWS
        parts = {name: _Path(path, tree, data, by_row) for name, path in rule.parts.items()}
        context = {name: _Path(path, tree, data, by_row) for name, path in rule.context.items()}
        for place, node in _Path(text, tree, data, by_row).found:
            found = True
            given = text_of(node)
            if given is not None:
                said = _said(parts, place)
                name = unique_id(said.get("id") or said.get("title"), taken, keep="id" in said)
                title, request, meta = said.get("title"), said.get("request"), _said(context, place)
                yield from body.read(source, given[0], given_pieces=given[1], markup=rule.markup, id=name, title=title, request=request, meta=meta)
            elif not _is_blank(node):
                hint = f"`text: {text}` of the configuration leads here"
                yield Failure(f"expected the text of a reply, found {_named(node)}", source.path, *source.position(node.span.start), hint)
    if not found and not faults:
        yield rule.fault(f"{text!r} finds nothing in {source.path or 'the input'}", "text")


def _said(paths: Mapping[str, _Path], place: Parts) -> dict[str, str]:
    """What the paths find for the reply at a place."""
    return {name: text for name, path in paths.items() if (text := path.near(place)) is not None}


class _Path:
    """What a path finds in a tree, and which of it belongs to a reply that another path found."""

    def __init__(self, path: str, tree: Node, data: Any, by_row: bool) -> None:
        import jsonpath

        query = jsonpath.compile(_of_rows(path) if by_row else path)
        self.found: list[tuple[Parts, Node]] = [(match.parts, node) for match in query.finditer(data) if (node := _node_at(tree, match.parts)) is not None]
        bound = _bound(query)
        self._near: dict[Parts, Node] = {}
        for parts, node in self.found:
            self._near.setdefault(_plain(parts[:-1] if bound is None else parts[:bound]), node)

    def near(self, parts: Parts) -> str | None:
        """The text that it finds in the record of the reply at `parts`, or above; None without one."""
        node = next((self._near[parts[:length]] for length in range(len(parts), -1, -1) if parts[:length] in self._near), None)
        text = None if node is None else text_of(node) if not isinstance(node, Scalar) else (node.text, None)
        return text[0].strip() or None if text is not None else None


def _of_rows(path: str) -> str:
    """A path in a row or a line as one in the list of all."""
    if path.startswith(("$", "[*]", "[0", "[1", "[2", "[3", "[4", "[5", "[6", "[7", "[8", "[9", "[?")):
        return path
    return f"[*]{path}" if path.startswith(("[", ".")) else f"[*].{path}"


def _bound(query: JSONPath | CompoundJSONPath) -> int | None:
    """How many parts of a find, up to the last `*` or the like, it must have in common with a reply's; None where `..` leaves that open."""
    from jsonpath import JSONPath
    from jsonpath.segments import JSONPathChildSegment
    from jsonpath.selectors import IndexSelector, NameSelector

    bound = 0
    if not isinstance(query, JSONPath):
        return None
    for number, segment in enumerate(query.segments, start=1):
        if not isinstance(segment, JSONPathChildSegment):
            return None
        if len(segment.selectors) > 1 or not isinstance(segment.selectors[0], (IndexSelector, NameSelector)):
            bound = number
    return bound


def _plain(parts: Parts) -> Parts:
    """The parts, a key that was found by `~` as that of its value."""
    return (*parts[:-1], parts[-1][1:]) if parts and isinstance(parts[-1], str) and parts[-1].startswith("~") else parts


def _node_at(tree: Node, parts: Parts) -> Node | None:
    node: Node | None = tree
    for number, part in enumerate(parts, start=1):
        if isinstance(node, List) and isinstance(part, int):
            node = node.items[part]
        elif isinstance(node, Map) and isinstance(part, str):
            inside = node
            node = inside.get(part)
            if node is None and part.startswith("~") and number == len(parts):
                node = next((entry.key for entry in inside.entries if entry.key.text == part[1:]), None)
        else:
            return None
    return node


def _is_blank(node: Node) -> bool:
    if isinstance(node, Scalar):
        return not node.text.strip() or node.text in ("null", "~")
    return not (node.items if isinstance(node, List) else node.entries)


def _named(node: Node) -> str:
    if isinstance(node, Scalar):
        return repr(node.text)
    return "a mapping" if isinstance(node, Map) else "a list that holds more than strings"
