"""Shouting in capitals, rows of exclamation marks and piles of emoji: found by their form, wherever they stand in the body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from replylint.cues import Sentence
from replylint.model import Span
from replylint.moves.reply import Reply

_CAPITALS = re.compile(r"(?<![\w@#$%{<\[./-])[A-Z][A-Z']+(?:[ ,]+[A-Z][A-Z']+)*(?![\w}>\]/-]|\.\w)")
_EMOJI = r"[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50\u2B55][\uFE0F\u200D\U0001F3FB-\U0001F3FF]*"
_SCORN = "\U0001F644\U0001F60F\U0001F612\U0001F926"  # rolled eyes, a smirk, an annoyed face, a hand before the face
_LIST = Path(__file__).parent / "shouted.yaml"


def loud_spans(reply: Reply, *, emoji: int, marks: int) -> Iterator[Span]:
    """The loud places of the body. `emoji`, `marks`: how many in a row are fine."""
    row_of_marks = re.compile(rf"[!?]*!{{{marks + 1},}}[!?1]*")
    row_of_emoji = re.compile(rf"(?:{_EMOJI}\s?){{{emoji + 1},}}|[{_SCORN}]")
    for sentence in reply.body:
        text = sentence.text
        for pattern in (row_of_marks, row_of_emoji):
            for match in pattern.finditer(text):
                yield Span(sentence.span.start + match.start(), sentence.span.start + len(match.group().rstrip()) + match.start())
        yield from _shouted(sentence, reply)


def _shouted(sentence: Sentence, reply: Reply) -> Iterator[Span]:
    """Words in capitals that are ordinary words. A line all in capitals without an exclamation mark is a heading."""
    text = sentence.text
    small = any(letter.islower() for letter in text)
    if not small and "!" not in text:
        return
    for match in _CAPITALS.finditer(text):
        words = re.findall(r"[A-Z']+", match.group())
        span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
        if any(slot.span.overlaps(span) for slot in reply.draft.placeholders):
            continue
        if any(word.lower() in _words()["alone"] for word in words) or sum(word.lower() in _words()["in-a-row"] for word in words) > 1:
            yield span


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    raw = yaml.load(_LIST.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {name: frozenset(str(word) for word in words) for name, words in raw.items()}
