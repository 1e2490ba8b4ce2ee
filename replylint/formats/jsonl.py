"""One JSON object a line: `{"id", "text", "request"?, …}`. The value of "text" is a reply in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.formats import json_tree, plain
from replylint.formats.blocks import ranges_of
from replylint.formats.tree import List, Map, Node, Scalar

_HINT = 'each line is one JSON object such as {"id": "1", "text": "Hello, …"}'
_WORDS = {"true": "true or false", "false": "true or false", "null": "null"}
_OWN = frozenset({"id", "text", "request"})


def read(source: Source) -> Iterator[Draft | Failure]:
    """A draft for each record, in order; a Failure for each line that is none. Empty lines are skipped; other keys go into `Draft.meta`.

    Of a key that comes twice the last counts, as every parser of JSON has it.
    """
    for record in parse(source):
        yield record if isinstance(record, Failure) else _draft(source, record)


def parse(source: Source) -> Iterator[Node | Failure]:
    """The tree of each line that is not empty, or what is wrong with it."""
    for number, (start, end) in enumerate(ranges_of(source.text), start=1):
        line = source.text[start:end]
        if line.strip(" \t\ufeff"):
            try:
                yield json_tree.tree_of(line, json_tree.line_way(start, end))
            except json_tree.TooLargeError as error:
                yield Failure(str(error), source.path, number, 1, _HINT)
            except json_tree.NotJsonError as error:
                yield Failure(str(error), source.path, number, error.offset + 1, _HINT)


def _draft(source: Source, record: Node) -> Draft | Failure:
    number, _ = source.position(record.span.start)

    def fault(message: str, node: Node | None, hint: str = _HINT) -> Failure:
        return Failure(message, source.path, *source.position((node or record).span.start), hint)

    if not isinstance(record, Map):
        return fault(f"expected a JSON object, found {_named(record)}", record)
    text, request, name = record.get("text"), record.get("request"), record.get("id")
    if not isinstance(text, Scalar) or not text.is_string:
        found = f'"text" is {_named(text)}' if text is not None else 'there is no "text"'
        return fault(f'expected a string under "text", but {found}', text)
    asked = _string(request)
    if request is not None and asked is None and _named(request) != "null":
        return fault(f'expected a string under "request", found {_named(request)}', request, "leave the key out where it is not known")
    own = name.text if isinstance(name, Scalar) and (name.is_string or name.text not in _WORDS) else str(number)
    meta = {entry.key.text: json_tree.value_of(entry.value) for entry in record.entries if entry.key.text not in _OWN}
    return plain.read(source, text.text, given_pieces=text.pieces, id=own, request=asked, meta=meta)


def _string(node: Node | None) -> str | None:
    return node.text if isinstance(node, Scalar) and node.is_string else None


def _named(node: Node) -> str:
    if isinstance(node, Map):
        return "an object"
    if isinstance(node, List):
        return "a list"
    return "a string" if node.is_string else _WORDS.get(node.text, "a number")
