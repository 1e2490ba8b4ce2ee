"""What the rules of a run are about: the rows that they belong to, and the pages of those rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from replylint.model import Rule

if TYPE_CHECKING:
    from replylint.checks import RowInfo
    from replylint.registry import Registry

_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


@dataclass(frozen=True)
class Guide:
    """The rules and rows of one or more registries, each rule once. Without any: a report that can explain nothing."""

    rules: tuple[Rule, ...] = ()
    rows: Mapping[str, RowInfo] = field(default_factory=dict)

    @classmethod
    def of(cls, registries: Iterable[Registry]) -> Guide:
        """What several configurations brought; the first that names a rule has it."""
        rules: dict[str, Rule] = {}
        rows: dict[str, RowInfo] = {}
        for registry in registries:
            rules = {**registry.rules, **rules}
            rows = {**{info.row: info for info in registry.rows}, **rows}
        return cls(tuple(rules.values()), rows)

    def title(self, row: str) -> str:
        """What a row is called."""
        return self.rows[row].title if row in self.rows else row.replace("_", " ").capitalize()


def sections(info: RowInfo) -> Iterator[tuple[str, str]]:
    """Headings and texts of a row's page, in Markdown; none for a row without a page."""
    page = Path(info.folder, "README.md") if info.folder else None
    if page is not None and page.is_file():
        parts = _HEADING.split(page.read_text("utf-8"))[1:]
        yield from ((heading, text.strip()) for heading, text in zip(parts[::2], parts[1::2], strict=True))
