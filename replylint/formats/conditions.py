"""What a template's tests say about each other: `x == "a"` leaves no room for `x == "b"`, and `not x` none for `x`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_COMPARED = re.compile(r"(?P<subject>[^=!<>&|]+?)\s*(?P<sign>===?|!==?|\bis not\b|\bis\b|\bne\b|\beq\b)\s*(?P<value>[^=!<>&|]+)")
_PREFIXED = re.compile(r"\(?(?P<sign>eq|ne)\s+(?P<subject>[^\s()]+)\s+(?P<value>\"[^\"]*\"|'[^']*'|[^\s()]+)\)?")
_NOT = re.compile(r"(?:not\b|!(?!=))\s*")
_MOST = 400


class Test(NamedTuple):
    """A test: that `subject` is `value` (None: that there is one). `positive` is False for the contrary."""

    subject: str
    value: str | None
    positive: bool


def test_of(text: str, negated: bool = False) -> Test:
    """A test as it is written. One with `and` or `or` is a word of its own, that says nothing of its parts."""
    inner = _bare(re.sub(r"\s+", " ", text[:_MOST]).strip())
    positive = not negated
    while match := _NOT.match(inner):
        if re.search(r"\b(?:and|or)\b|&&|\|\|", inner):
            break
        positive = not positive
        inner = _bare(inner[match.end() :].strip())
    if re.search(r"\b(?:and|or)\b|&&|\|\|", inner):
        return Test(inner, None, positive)
    compared = _PREFIXED.fullmatch(inner) or _COMPARED.fullmatch(inner)
    if compared is None:
        return Test(inner, None, positive)
    differs = compared["sign"] in {"!=", "!==", "is not", "ne"}
    return Test(compared["subject"].strip(), compared["value"].strip().strip("\"'"), positive != differs)


def _bare(text: str) -> str:
    while text.startswith("(") and text.endswith(")") and text.count("(") == text.count(")") and ")" not in text[1 : text.rfind("(") + 1]:
        text = text[1:-1].strip()
    return text


class Facts:
    """What is known to be so while a template is walked through."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str | None], bool] = {}
        self._values: dict[str, str] = {}

    def holds(self, test: Test | None) -> bool | None:
        """Whether a test holds; None where nothing is known. No test (an else, a loop) always may."""
        if test is None:
            return None
        known = self._known.get((test.subject, test.value))
        if known is None and test.value is not None and test.subject in self._values:
            known = self._values[test.subject] == test.value
        return None if known is None else known == test.positive

    def learn(self, test: Test | None, holds: bool) -> None:
        """Takes a test as decided."""
        if test is None:
            return
        so = holds == test.positive
        self._known[test.subject, test.value] = so
        if so and test.value is not None:
            self._values[test.subject] = test.value

    def learn_branch(self, tests: Sequence[Test | None], number: int) -> None:
        """Takes it as decided that a condition's branch `number` is the one that is chosen."""
        for before in tests[:number]:
            self.learn(before, False)
        self.learn(tests[number], True)
