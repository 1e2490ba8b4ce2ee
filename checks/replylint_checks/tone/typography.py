"""Shouting in capitals, rows of exclamation marks and piles of emoji: found by their form, wherever they stand in the body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from replylint.capitals import is_shouted
from replylint.checks import is_mentioned
from replylint.cues import Sentence
from replylint.model import Edit, Fix, Span
from replylint.moves.reply import Reply

_CAPITALS = re.compile(r"(?<![\w@#$%{<\[./-])[A-Z][A-Z']+(?:[ ,]+[A-Z][A-Z']+)*(?![\w}>\]/-]|\.\w)")
_CAPITAL_WORD = re.compile(r"[A-Z']+")
_CAPITALS_BEFORE = re.compile(r"\b[A-Z][A-Z']+$")
_CAPITALS_AFTER = re.compile(r"[ ,]+[A-Z][A-Z']+\b")
# What a reader sees as one picture: a sign with its colour of skin, its style and its flag's tags, and all that a joiner (U+200D) adds to it.
_PICTURE = r"[\U0001F300-\U0001F3FA\U0001F400-\U0001FAFF\u2600-\u27BF\u2B50\u2B55]"
_DRESS = r"[\uFE0F\U0001F3FB-\U0001F3FF\U000E0020-\U000E007F]*"
_JOINED = rf"(?:\u200D[^\w\s]{_DRESS})*"
_EMOJI = f"{_PICTURE}{_DRESS}{_JOINED}"
_SCORN = "\U0001F644\U0001F60F\U0001F612\U0001F926"  # rolled eyes, a smirk, an annoyed face, a hand before the face
_KEYWORDS = frozenset(["MUST", "SHALL", "SHOULD", "MAY"])  # of specifications; two of them in a sentence are talked of
# Before what the customer is to type, and before the next of several such words ("Reply STATUS to see it, or STOP to leave").
_TYPED = re.compile(r"\b(?:[Tt]ext|[Rr]eply|[Tt]ype|[Ss]end|[Ee]nter|[Pp]ress)(?: with)?\W{1,3}(?:[A-Z]{2,}\b[^.!?]*[,;](?: or| and)? )?$")
_LIST = Path(__file__).parent / "shouted.yaml"


def loud_spans(reply: Reply, *, emoji: int, marks: int) -> Iterator[Span]:
    """The loud places of the body. `emoji`, `marks`: how many in a row are fine."""
    row_of_marks = _row_of_marks(marks)
    row_of_emoji = re.compile(rf"(?:{_EMOJI}\s?){{{emoji + 1},}}|[{_SCORN}]{_DRESS}{_JOINED}")
    for sentence in reply.body:
        text = sentence.text
        for pattern in (row_of_marks, row_of_emoji):
            for match in pattern.finditer(text):
                span = Span(sentence.span.start + match.start(), sentence.span.start + len(match.group().rstrip()) + match.start())
                if not is_mentioned(sentence, span):
                    yield span
        if not _is_whole(sentence):
            yield from _shouted(sentence, reply)
    yield from _whole_sentences(reply)


def _whole_sentences(reply: Reply) -> Iterator[Span]:
    """Sentences that are shouted as a whole; those that follow each other in a paragraph are one place."""
    last: tuple[int, Span] | None = None
    for sentence in filter(_is_whole, reply.body):
        if last is not None and last[0] == sentence.block and not reply.draft.text[last[1].end : sentence.span.start].strip():
            last = sentence.block, Span(last[1].start, sentence.span.end)
            continue
        if last is not None:
            yield last[1]
        last = sentence.block, sentence.span
    if last is not None:
        yield last[1]


def _is_whole(sentence: Sentence) -> bool:
    """Whether a sentence is in capitals from its beginning to its full stop. A line without one may be a heading."""
    return sentence.text.endswith((".", "!", "?")) and not any(map(str.islower, sentence.text)) and is_shouted(sentence.text)


def quieter(reply: Reply, span: Span, *, marks: int) -> Fix | None:
    """The fix for what is loud within `span`: one mark for a row of them, small letters for shouted words. None where nothing can be mended so.

    A stretch of capitals is left alone when one of its words is no listed ordinary word: it may be a name, a code or an acronym.
    """
    edits: list[Edit] = []
    for sentence in reply.body:
        if not sentence.span.overlaps(span):
            continue
        for match in _row_of_marks(marks).finditer(sentence.text):
            row = match.group() if not sentence.text[match.end() :][:1].isalnum() else match.group().rstrip("1")
            begin = sentence.span.start + match.start()
            edits.append(Edit(Span(begin, begin + len(row)), "?" if "?" in row else "!"))
        for shouted in _shouted(sentence, reply):
            edits += _in_small_letters(reply, shouted)
    inside = sorted(edit for edit in edits if span.covers(edit.span))
    return Fix(tuple(inside), "write it without shouting") if inside else None


def _in_small_letters(reply: Reply, shouted: Span) -> list[Edit]:
    """Each word of a stretch of capitals as it is written in a sentence; nothing where one of them, or of its neighbours, is not known to be an ordinary word."""
    before, after = reply.draft.text[: shouted.start].rstrip(" ,"), reply.draft.text[shouted.end :]
    has_end = reply.text(shouted).endswith((".", "!", "?"))
    if _CAPITALS_BEFORE.search(before) or (not has_end and _CAPITALS_AFTER.match(after)):  # the parser took a shouted line for two sentences
        return []
    opens = not before or before[-1] in ".!?\n"
    words = [(match.group(), shouted.start + match.start()) for match in _CAPITAL_WORD.finditer(reply.text(shouted))]
    ordinary = frozenset().union(*_words().values())
    if not ordinary.issuperset(word.lower() for word, _ in words):
        return []
    edits = []
    for word, at in words:
        small = word.capitalize() if (opens and at == shouted.start) or word == "I" or word.startswith("I'") else word.lower()
        edits += [Edit(Span(at + part.start(), at + part.end()), small[part.start() : part.end()]) for part in re.finditer("[A-Z]+", word)]
    return [edit for edit in edits if reply.text(edit.span) != edit.replacement]


@lru_cache(maxsize=4)
def _row_of_marks(marks: int) -> re.Pattern[str]:
    return re.compile(rf"[!?]*!{{{marks + 1},}}[!?1]*")


def _shouted(sentence: Sentence, reply: Reply) -> Iterator[Span]:
    """Words in capitals that are ordinary words, or the whole sentence. Another line all in capitals without an exclamation mark is a heading."""
    text = sentence.text
    if _is_whole(sentence):
        yield sentence.span
        return
    known = _words()
    keywords = _KEYWORDS.intersection(_CAPITAL_WORD.findall(text))
    small = any(letter.islower() for letter in text)
    if not small and "!" not in text:
        return
    for match in _CAPITALS.finditer(text):
        words = _CAPITAL_WORD.findall(match.group())
        span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
        if any(slot.span.overlaps(span) for slot in reply.draft.placeholders) or is_mentioned(sentence, span):
            continue
        if (len(keywords) > 1 and keywords.issuperset(words)) or _TYPED.search(text[: match.start()]) or _is_value(text, match.start()):
            continue
        if any(word.lower() in known["alone"] for word in words) or sum(word.lower() in known["in-a-row"] for word in words) > 1:
            yield span


def _is_value(text: str, start: int) -> bool:
    """All from there on is the value of a field, in capitals as forms have it ("Proof of address: CANNOT BE READ"); one that exclaims shouts."""
    return text[:start].rstrip().endswith(":") and not any(map(str.islower, text[start:])) and "!" not in text[start:]


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    raw = yaml.load(_LIST.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {name: frozenset(str(word) for word in words) for name, words in raw.items()}
