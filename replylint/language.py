"""Whether a text is English: the rules and the model know no other language, and findings on one would be noise."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_LEAST_LETTERS = 40  # shorter texts are guessed wrongly
_ENGLISH_SHARE = 0.2  # every fifth word a function word: no other language reaches it

# The commonest English function words that are not as common in another language of Latin script.
FUNCTION_WORDS = frozenset(
    (
        "the and to of is you your we our this that it for with are be have has not will can on if or as by from please was but at would my they any been i'm "
        "don't it's an there how what when which their thank thanks"
    ).split()
)
# Words of short messages that no other language writes like that; with the function words of which the same holds, they are asked where the first list
# decides nothing: a language identifier costs half a second and 80 MB, as much as everything else.
_OTHER_WORDS = frozenset(
    (
        "about again anything because before booked can't cannot could couldn't day days did didn't do does doesn't each every free from get gone got haven't "
        "he's here i'll i'm i've isn't its just know like more need only other out right she should some something "
        "take tell than that's then there's these they're those through today tomorrow tonight until us wasn't we'd we'll we're we've week were where who "
        "why won't work wouldn't yesterday you'd you'll you're you've yours"
    ).split()
)
_ALSO_ELSEWHERE = frozenset("an as at been by for has i is my of on or was we will".split())
_ONLY_ENGLISH = (FUNCTION_WORDS | _OTHER_WORDS) - _ALSO_ELSEWHERE
_ONLY_ENGLISH_SHARE = 0.15


def is_english(text: str) -> bool:
    """True for English and for texts too short to tell. Function words decide; a text with few of them is left to a language identifier."""
    words = [word.lower().replace("\u2019", "'") for word in _LETTERS.findall(text)]
    if sum(len(word) for word in words) < _LEAST_LETTERS:
        return True
    share = sum(word in FUNCTION_WORDS for word in words) / len(words)
    if share >= _ENGLISH_SHARE:
        return True
    if sum(word in _ONLY_ENGLISH for word in words) / len(words) >= _ONLY_ENGLISH_SHARE:
        return True
    return _identified(text) == "en"


def _identified(text: str) -> str:
    import py3langid

    language, _ = py3langid.classify(text)
    return str(language)
