"""Finds acronyms by their form, and tells whether people know them and whether the draft explains them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from replylint.cues import Sentence
from replylint.model import Span
from replylint.moves.reply import Reply

# Two to six capitals ("RMA", "T&M", "SLAs"), or a small letter between two ("SoF"). Not a part of a code, a handle, an address or a name.
_ACRONYM = re.compile(
    r"(?<![\w@#$%{<\[.`'\u2019-])(?:[A-Z](?:[A-Z]|&[A-Z]){1,5}s?|[A-Z][a-z][A-Z])"
    r"(?![\w\u2019'}>\]`]|[.-]?\d|\.[a-z]|-[A-Z]| [A-Z][a-z]|[ /]?[:#]? ?[\w-]*\d)"
)
_CAPITALS = re.compile(r"\b[A-Z]{5,}\b")  # beside it, an acronym is a part of a title or shouted
_NUMERAL = re.compile(r"[IVX]+")
# What the customer is to type or press, and what follows a figure (a unit).
_TYPED = re.compile(
    r"(?:\d\s?|\b(?:reply|type|text|send|press|click|tap|enter|keyword|word|code|button|choose|select|say|quote)(?: with| in| the word)?\W{1,4})$",
    re.IGNORECASE,
)
_EXPLAINS_NEXT = re.compile(
    r"\s*\((?!\d)[^)]{5,}\)|,? (?:which |that )?(?:means|stands for|is short for|i\.e\.|that is)\b|, (?:the|our|a|an|who|which) [a-z]",
    re.IGNORECASE,
)
_KNOWS = Path(__file__).parent / "acronyms.yaml"


def acronyms_of(sentence: Sentence, reply: Reply) -> Iterator[tuple[str, Span]]:
    """The acronyms of a sentence with their places. In a line that is mostly capitals they are no sign."""
    text = sentence.text
    if _ACRONYM.search(text) is None:
        return
    if len(sentence.tokens) < 6 and not any(token.tag_.startswith(("VB", "MD")) for token in sentence.tokens):
        return  # a line such as "Claims desk, XYZ"
    if sum(letter.isupper() for letter in text) > 0.5 * sum(letter.isalpha() for letter in text):
        return
    for match in _ACRONYM.finditer(text):
        span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
        beside = text[max(0, match.start() - 14) : match.start()] + " " + text[match.end() : match.end() + 14]
        if _NUMERAL.fullmatch(match.group()) or _CAPITALS.search(beside) or _TYPED.search(text[: match.start()]):
            continue
        if not any(slot.span.overlaps(span) for slot in reply.draft.placeholders):
            yield match.group(), span


def is_known(acronym: str) -> bool:
    """Most people know it, or it is an ordinary word in capitals."""
    known, plain = _known()
    stem = acronym[:-1] if acronym.endswith("s") else acronym
    return stem.upper() in known or acronym.lower() in plain


def is_explained(acronym: str, span: Span, text: str) -> bool:
    """The draft says what it means: "RMA (return number)", "the return number (RMA)", or the words that it is made of."""
    if _EXPLAINS_NEXT.match(text, span.end) or (text[: span.start].endswith("(") and text[span.end : span.end + 1] in (")", ",")):
        return True
    initials = "".join(letter for letter in acronym.removesuffix("s") if letter.isalpha()).lower()
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if word not in ("of", "the", "and", "for")]
    starts = "".join(word[0] for word in words)
    places = (match.start() for match in re.finditer(f"(?={initials})", starts)) if len(initials) > 2 else ()
    return any(all(len(word) > 3 for word in words[place : place + len(initials)]) for place in places)


@lru_cache(maxsize=1)
def _known() -> tuple[frozenset[str], frozenset[str]]:
    raw = yaml.load(_KNOWS.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return frozenset(str(word).upper() for words in raw["known"].values() for word in words), frozenset(str(word) for word in raw["plain"])
