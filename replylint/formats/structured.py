"""The readers of structured files: a tree first, then what in it is a reply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from replylint import formats
from replylint.draft import Draft, Source
from replylint.errors import Failure, Skipped
from replylint.formats import csv_rows, json_tree, jsonl, shapes
from replylint.formats.shape_words import NO_REPLIES_IN
from replylint.formats.tree import List, Map, Node
from replylint.model import Span

# The resources of a help desk. Nothing else in Terraform speaks to a customer, but for the local values that they may be made from.
_HELP_DESK = re.compile(r"zendesk|freshdesk|freshservice|intercom|helpscout|chatwoot|gorgias")

# A file of rows is a list of them; a path of the configuration leads into a row.
OF_ROWS = frozenset({"csv", "jsonl"})


def read(source: Source, format_name: str) -> Iterator[Draft | Failure | Skipped]:
    """The replies of a file of the format json, csv, yaml or terraform. What of it cannot be read is a Failure; the rest is read. An empty file is none."""
    if NO_REPLIES_IN.fullmatch(PurePath(source.path or "").name) is not None:
        yield Skipped(source.path, formats.NOTHING)
        return
    if not source.text.strip():
        return
    trees, faults = trees_of(source, format_name)
    if format_name == "terraform":
        trees = [part for tree in trees for part in _help_desks(tree)]
    yield from faults
    for item in shapes.replies(source, trees):
        if not (faults and isinstance(item, Skipped)):  # that nothing was recognised is not said of a file of which not all could be read
            yield item


def trees_of(source: Source, format_name: str) -> tuple[list[Node], list[Failure | Skipped]]:
    """The trees of a file, and what of it cannot be read."""
    found: list[Node | Failure | Skipped]
    if format_name == "csv":
        rows, faults = csv_rows.parse(source)
        return [rows], faults
    if format_name == "jsonl":
        lines = list(jsonl.parse(source))
        rows = List(tuple(line for line in lines if not isinstance(line, Failure)), Span(0, len(source.text)))
        return [rows], [line for line in lines if isinstance(line, Failure)]
    if format_name == "yaml":
        from replylint.formats import yaml_tree

        found = list(yaml_tree.parse(source))
    elif format_name == "terraform":
        from replylint.formats import hcl

        found = [hcl.parse(source)]
    else:
        found = [json_tree.parse(source)]
    return [item for item in found if not isinstance(item, (Failure, Skipped))], [item for item in found if isinstance(item, (Failure, Skipped))]


def _help_desks(tree: Node) -> Iterator[Node]:
    """Of Terraform's tree the resources of a help desk, each kind with what it holds by name, and the local values."""
    entries = tree.entries if isinstance(tree, Map) else ()
    for entry in entries:
        blocks = entry.value.items if isinstance(entry.value, List) else (entry.value,)
        for block in blocks:
            if entry.key.text == "locals":
                yield block
            elif entry.key.text == "resource" and isinstance(block, Map):
                yield from (kind.value for kind in block.entries if _HELP_DESK.match(kind.key.text))
