"""The readers of structured files: a tree first, then what in it is a reply."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from replylint.draft import Draft, Source
from replylint.errors import Failure, Skipped
from replylint.formats import csv_rows, json_tree, shapes
from replylint.formats.shape_words import NO_REPLIES_IN
from replylint.formats.tree import Node

Read = Iterator[Draft | Failure | Skipped]

# The resources of a help desk, and the values that they may be made from. Nothing else in Terraform speaks to a customer.
_HELP_DESK = re.compile(r"zendesk|freshdesk|intercom|helpscout|chatwoot|gorgias|front_")


def read_json(source: Source) -> Read:
    """The replies of a JSON file."""
    if _is_configuration(source):
        yield Skipped(source.path, shapes.NOTHING)
    else:
        yield from _of_tree(source, json_tree.parse(source))


def read_csv(source: Source) -> Read:
    """The replies of a CSV or TSV file. A row that cannot be read is a Failure; the others are read."""
    rows, faults = csv_rows.parse(source)
    yield from faults
    yield from _unless_faulty(faults, shapes.replies(source, rows))


def read_yaml(source: Source) -> Read:
    """The replies of a YAML file, of all its documents. A document that cannot be read is a Failure; the others are read."""
    from replylint.formats import yaml_tree

    if _is_configuration(source):
        yield Skipped(source.path, shapes.NOTHING)
        return
    trees: list[Node] = []
    faults: list[Failure] = []
    for item in yaml_tree.parse(source):
        if isinstance(item, Failure):
            faults.append(item)
        else:
            trees.append(item)
    yield from faults
    yield from _unless_faulty(faults, shapes.replies(source, trees))


def _unless_faulty(faults: Sequence[Failure], items: Read) -> Read:
    """That nothing was recognised is not said of a file of which not all could be read."""
    return (item for item in items if not (faults and isinstance(item, Skipped)))


def _of_tree(source: Source, node: Node | Failure) -> Read:
    if isinstance(node, Failure):
        yield node
    else:
        yield from shapes.replies(source, node)


def _is_configuration(source: Source) -> bool:
    return NO_REPLIES_IN.fullmatch(PurePath(source.path or "").name) is not None
