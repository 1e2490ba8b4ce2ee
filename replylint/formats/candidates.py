"""Texts of a tree that may be replies, and which of them are: by the name of their key, by what their neighbours are, by how they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from replylint.draft import PieceTable
from replylint.formats import shape_words as words
from replylint.formats.body import Markup

# sure: the shape says it (a Zendesk macro). record: a key such as "body" beside a title. loose: any text in a mapping or a list.
Kind = Literal["sure", "record", "loose"]

_SOME = 0.3  # of a list of records must speak to somebody
_MOST = 0.6  # of loose texts
_SENTENCE = 8  # words that a sentence of a reply has, and a text of a user interface has not


@dataclass(frozen=True)
class Candidate:
    """A text that may be a reply. `group`: what it shares with its like in other records; `named`: its file or a key above says that replies are there."""

    text: str
    pieces: PieceTable
    kind: Kind
    group: tuple[str, ...]
    names: tuple[str, ...]
    id: str | None = None
    markup: Markup = "auto"
    named: bool = False
    meta: Mapping[str, object] = field(default_factory=dict)


def replies_among(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are replies, in their order."""
    groups: dict[tuple[Kind, tuple[str, ...]], list[bool]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.kind, candidate.group].append(speaks(candidate.text))
    return [candidate for candidate in candidates if _is_reply(candidate, groups[candidate.kind, candidate.group])]


def _is_reply(candidate: Candidate, speaking: Sequence[bool]) -> bool:
    """`speaking`: of the texts of its group, which speak to somebody."""
    share = sum(speaking) / len(speaking)
    count = len(words.WORD.findall(candidate.text[:1000]))
    if candidate.kind == "sure":
        return count > 0
    if candidate.kind == "record":
        return count > 0 and (share >= _SOME or (candidate.named and count > 1))
    if candidate.named and (count > 3 or is_sentence(candidate.text, 1 if any(speaking) else 3)):  # "Sorry, no." beside a longer wording is one, too
        return True
    if is_letter(candidate.text):
        return True
    least = 3 if candidate.group[-1:] == ("*",) else _SENTENCE  # a list of strings that speak is one of replies; a mapping may be of a user interface
    return len(speaking) > 1 and share >= _MOST and is_sentence(candidate.text, least)


def is_sentence(text: str, least: int = 4) -> bool:
    """Whether a text is a sentence of at least so many words."""
    return len(words.WORD.findall(text[:1000])) >= least and words.SENTENCE_END.search(text) is not None


def speaks(text: str) -> bool:
    """Whether a text has a few words and speaks to somebody."""
    return len(words.WORD.findall(text[:1000])) > 3 and words.ADDRESSING.search(text) is not None


def is_letter(text: str) -> bool:
    """Whether a text reads as a reply wherever it stands: a greeting, thanks or regret and a sentence, or several sentences that speak to somebody.

    "Please enter a valid address." does not, and neither do other texts of a user interface.
    """
    count = len(words.WORD.findall(text[:2000]))
    ends = len(words.SENTENCE_END.findall(text[:2000]))
    if count < 6 or not ends:
        return False
    return words.OPENING.match(text) is not None or (count >= 18 and ends > 1 and words.ADDRESSING.search(text) is not None)
