"""The cues of the eight moves: one YAML file a move beside this module, read once a process into one book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from replylint.cues import CueBook, CueGroup, CueHit, Sentence, load_words
from replylint.cues.book import read_groups
from replylint.model import MoveKind

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class MoveCues:
    """The book of all moves' cues, and which move each group is a cue of; groups that speak against a move are cues of none."""

    book: CueBook
    kind_of: Mapping[str, MoveKind]

    def hits(self, sentence: Sentence) -> tuple[CueHit, ...]:
        """Every cue of a sentence, whatever its move."""
        return tuple(self.book.find(sentence))

    def group(self, cue: str) -> CueGroup | None:
        """The group with that id, for `explain`."""
        return next((group for group in self.book.groups if group.id == cue), None)


@lru_cache(maxsize=1)
def move_cues() -> MoveCues:
    """The shipped cues. Raises ValueError for a fault in a cue file (a test keeps them whole)."""
    words = load_words()
    groups: list[CueGroup] = []
    kind_of: dict[str, MoveKind] = {}
    for kind in MoveKind:
        path = _HERE / f"{kind.value}.yaml"
        raw = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        if raw["kind"] != kind.value:
            raise ValueError(f"{path.name}: its kind is {raw['kind']!r}, expected {kind.value!r}")
        for group in read_groups(raw["cues"], words, path.name):
            groups.append(group)
            kind_of[group.id] = kind
        groups += read_groups(raw.get("against"), words, path.name)
    return MoveCues(CueBook(groups), kind_of)
