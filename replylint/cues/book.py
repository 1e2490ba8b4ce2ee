"""A book of cues: groups of patterns read from YAML, each with an id, the reason for it, and the forms that anchor it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from replylint.cues import syntax
from replylint.cues.pattern import Part, Pattern, PatternError, compile_pattern
from replylint.cues.sentence import Sentence
from replylint.model import Span

GROUP_KEYS = {"id", "why", "any", "unless", "where", "flags"}
_WORDS = Path(__file__).parent / "words.yaml"


@dataclass(frozen=True, slots=True)
class CueGroup:
    """Wordings of one class. `where` names conditions on the syntax; `unless` patterns anywhere in the sentence take the hit back."""

    id: str
    why: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    where: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CueHit:
    """A group that matched: tokens `first` to `last` of the sentence (both included), `at` the word the cue is about."""

    group: CueGroup
    sentence: Sentence
    first: int
    last: int
    at: int

    @property
    def span(self) -> Span:
        return self.sentence.span_of(self.first, self.last)


class CueBook:
    """Groups of cues, looked up by the forms that a sentence holds. Immutable once made."""

    def __init__(self, groups: Iterable[CueGroup]) -> None:
        self.groups = tuple(groups)
        self._patterns = [(group, pattern) for group in self.groups for pattern in group.patterns]
        by_anchor: dict[str, list[int]] = defaultdict(list)
        for number, (_, pattern) in enumerate(self._patterns):
            for anchor in pattern.anchors:
                by_anchor[anchor].append(number)
        self._by_anchor = dict(by_anchor)
        self._anchors = frozenset(by_anchor)
        self._unanchored = [number for number, (_, pattern) in enumerate(self._patterns) if not pattern.anchors]

    def compile(self) -> None:
        """Compiles every pattern now, some tenths of a millisecond each, for a process that lives long; elsewhere each is compiled when it is first tried."""
        for group in self.groups:
            for pattern in (*group.patterns, *group.unless):
                pattern.regex  # noqa: B018 - a cached property

    def find(self, sentence: Sentence) -> Iterator[CueHit]:
        """Every hit of every group in a sentence, each place once a group. Groups and patterns are tried in the order of the file, so that the first
        pattern that matches decides the words."""
        vocabulary, line = sentence.vocabulary, sentence.line
        candidates = set(self._unanchored)
        for form in vocabulary & self._anchors:
            candidates.update(self._by_anchor[form])
        seen: list[tuple[int, int]] = []
        last_group: CueGroup | None = None
        for number in sorted(candidates):
            group, pattern = self._patterns[number]
            if not pattern.may_match(vocabulary):
                continue
            if group is not last_group:
                last_group, seen = group, []
            for match in pattern.regex.finditer(line):
                hit = _hit(group, pattern, match, sentence)
                if not any(hit.first <= end and start <= hit.last for start, end in seen) and _holds(hit):
                    seen.append((hit.first, hit.last))
                    yield hit


def _hit(group: CueGroup, pattern: Pattern, match: re.Match[str], sentence: Sentence) -> CueHit:
    first = bisect_right(sentence.at, match.start()) - 1
    last = max(first, bisect_right(sentence.at, match.end() - 1) - 1)
    named = "at" in pattern.regex.groupindex and match.start("at") >= 0
    return CueHit(group, sentence, first, last, bisect_right(sentence.at, match.start("at")) - 1 if named else first)


def _holds(hit: CueHit) -> bool:
    """The conditions of the group hold at the hit, and nothing in the sentence takes it back."""
    if any(pattern.regex.search(hit.sentence.line) for pattern in hit.group.unless):
        return False
    return all(syntax.CONDITIONS[name](hit.sentence, hit.at) for name in hit.group.where)


@lru_cache(maxsize=1)
def load_words() -> Mapping[str, Sequence[str]]:
    """The word classes that every book may use ({we}, {not}, {give}, …), read once a process."""
    return MappingProxyType({name: tuple(words) for name, words in yaml.load(_WORDS.read_text("utf-8"), Loader=yaml.CSafeLoader).items()})


def read_groups(raw: Any, words: Mapping[str, Sequence[str]], where: str) -> tuple[CueGroup, ...]:
    """Groups from YAML data. `where` names the file for errors. Raises ValueError that names the file, the group and what was expected."""
    groups: list[CueGroup] = []
    classes: dict[str, Part] = {}
    for item in raw or ():
        name = item.get("id", "?") if isinstance(item, dict) else "?"
        try:
            groups.append(_read_group(item, words, classes))
        except (PatternError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{where}: cue group {name!r}: {error}") from error
    if len({group.id for group in groups}) < len(groups):
        raise ValueError(f"{where}: two cue groups have the same id")
    return tuple(groups)


def _read_group(item: Any, words: Mapping[str, Sequence[str]], classes: dict[str, Part]) -> CueGroup:
    unknown = set(item) - GROUP_KEYS
    if unknown:
        raise ValueError(f"unknown key {sorted(unknown)[0]!r}; there are {', '.join(sorted(GROUP_KEYS))}")
    conditions = tuple(item.get("where", ()))
    for condition in conditions:
        if condition not in syntax.CONDITIONS:
            raise ValueError(f"unknown condition {condition!r}; there are {', '.join(sorted(syntax.CONDITIONS))}")
    if not item["why"] or not item["any"]:
        raise ValueError("needs a reason (why) and patterns (any)")
    return CueGroup(
        id=item["id"],
        why=item["why"],
        patterns=tuple(compile_pattern(text, words, classes) for text in item["any"]),
        unless=tuple(compile_pattern(text, words, classes) for text in item.get("unless", ())),
        where=conditions,
        flags=frozenset(item.get("flags", ())),
    )
