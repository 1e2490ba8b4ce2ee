"""Whether a text is English: the rules and the model know no other language, and findings on one would be noise."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_LEAST_LETTERS = 40  # shorter texts are guessed wrongly
_ENGLISH_SHARE = 0.2  # every fifth word a function word: no other language reaches it

# The commonest English function words that are not as common in another language of Latin script.
_FUNCTION_WORDS = frozenset(
    (
        "the and to of is you your we our this that it for with are be have has not will can on if or as by from please was but at would my they any been i'm "
        "don't it's an there how what when which their thank thanks"
    ).split()
)


def is_english(text: str) -> bool:
    """True for English and for texts too short to tell. Function words decide; a text with few of them is left to a language identifier."""
    words = [word.lower().replace("\u2019", "'") for word in _LETTERS.findall(text)]
    if sum(len(word) for word in words) < _LEAST_LETTERS:
        return True
    share = sum(word in _FUNCTION_WORDS for word in words) / len(words)
    if share >= _ENGLISH_SHARE:
        return True
    return _identified(text) == "en"


def _identified(text: str) -> str:
    import py3langid

    language, _ = py3langid.classify(text)
    return str(language)
