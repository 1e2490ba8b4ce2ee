"""Text that is shouted in capitals. The parser, which was trained on newspapers, takes its words for names, so it reads them small; the checks see it as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replylint.draft import Draft
from replylint.language import FUNCTION_WORDS
from replylint.model import Span

_TWO_WORDS = re.compile(r"[A-Z]['\u2019]?[A-Z]*[^\w\n]{1,3}[A-Z]['\u2019]?[A-Z]")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=[^\s.!?])[^.!?\n]+)*[.!?]*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_LEAST_WORDS, _LEAST_LETTERS, _SHARE = 3, 12, 0.8
_NO_BODY = frozenset({"quote", "signature", "heading", "subject"})
# One of these tells a sentence from a row of codes and acronyms.
_ORDINARY = FUNCTION_WORDS | {"no", "cannot", "can't", "won't", "don't", "sorry", "so", "all", "who", "why", "again", "must", "never", "only"}


def is_shouted(text: str) -> bool:
    """Whether a sentence is written in capitals: three words or more, an ordinary one among them, and hardly a small letter."""
    words = [word for word in _WORD.findall(text) if word.isupper()]
    return len(words) >= _LEAST_WORDS and _holds_ordinary(words) and _share(text) > _SHARE


def read_small(draft: Draft, text: str) -> str:
    """`text`, which has the places of `Draft.text`, with its shouted sentences in small letters; nearly always it comes back as it is.

    Every sentence in capitals is read so where the whole body is, else only one that is shouted by itself. Its first letter, and "I", stay; so do headings,
    slots and words that have a small letter.
    """
    if _TWO_WORDS.search(text) is None:
        return text
    slots = [slot.span for slot in draft.placeholders]
    sentences = [Span(*match.span()) for match in _SENTENCE.finditer(text) if draft.region_at(match.start()) not in _NO_BODY]
    own = {span: _without(text, span, slots) for span in sentences}
    body = "\n".join(own.values())
    everywhere = sum(map(str.isalpha, body)) >= _LEAST_LETTERS and _share(body) > _SHARE and _holds_ordinary(_WORD.findall(body))
    characters = list(text)
    for span, words in own.items():
        if is_shouted(words) or (everywhere and _share(words) > _SHARE):
            for word in _capital_words(text, span, slots):
                for at in range(word.start, word.end):
                    small = text[at].lower()
                    characters[at] = small if len(small) == 1 else text[at]  # a capital whose small letter is two characters would move all places
    return "".join(characters)


def _capital_words(text: str, sentence: Span, slots: list[Span]) -> Iterator[Span]:
    """What of a sentence's words in capitals becomes small."""
    for number, match in enumerate(_WORD.finditer(text, sentence.start, sentence.end)):
        word = Span(*match.span())
        if match.group().isupper() and not any(slot.overlaps(word) for slot in slots):
            is_i = match.group() == "I" or (match.group()[1:2] in ("'", "\u2019") and match.group()[0] == "I")
            yield Span(word.start + (number == 0 or is_i), word.end)


def _without(text: str, span: Span, slots: list[Span]) -> str:
    """A stretch without the slots in it."""
    kept, at = [], span.start
    for slot in slots:
        if slot.overlaps(span):
            kept.append(text[at : max(at, slot.start)])
            at = max(at, slot.end)
    return " ".join([*kept, text[at : span.end]])


def _holds_ordinary(words: list[str]) -> bool:
    return any(word.lower().replace("\u2019", "'") in _ORDINARY for word in words)


def _share(text: str) -> float:
    """How much of the letters are capitals."""
    letters = [char for char in text if char.isalpha()]
    return sum(map(str.isupper, letters)) / len(letters) if letters else 0.0
