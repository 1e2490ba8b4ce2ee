"""What the checks offer as a fix, word for word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from replylint import lint
from replylint.fixing import apply, changes_in_given
from replylint.model import Finding
from replylint.plain_words import as_written


def fixes(text: str, code: str) -> Iterator[tuple[Finding, str]]:
    (report,) = lint(text, config={"select": [code]}).drafts
    for finding in report.findings:
        yield finding, "" if finding.fix is None else apply(text, changes_in_given(report.draft, finding.fix))


def fixed(text: str, code: str) -> list[str]:
    """The text after each fix of a rule, made alone; empty for a finding that brings none."""
    return [after for _, after in fixes(text, code)]


NO = "We can't refund it, because it was worn. "


@pytest.mark.parametrize(("words", "after"), [
    ("Please utilize the form.", "Please use the form."),
    ("Utilizing the form helps us.", "Using the form helps us."),
    ("We write prior  to Monday.", "We write before Monday."),
    ("IN ORDER TO return it, write to us.", "TO return it, write to us."),
])  # fmt: skip
def test_a_stiff_word_becomes_the_plain_one_in_its_case(words: str, after: str) -> None:
    assert fixed(NO + words, "JRG003") == [NO + after]


@pytest.mark.parametrize(("words", "after"), [
    ("We can send an ex gratia payment.", "We can send a goodwill payment."),
    ("An extant order is not touched.", "An existing order is not touched."),
    ("The consignee signs for it.", "The recipient signs for it."),
    ("It was mis-sorted on Monday.", "It was sent the wrong way on Monday."),
    ("It is a force majeure event.", ""),
    ("It is an Ex Gratia Payment.", ""),
])  # fmt: skip
def test_a_term_with_one_plain_word_is_replaced_with_its_article(words: str, after: str) -> None:
    assert fixed(NO + words, "JRG001") == [after and NO + after]


def test_words_are_compared_as_they_are_written() -> None:
    assert as_written("Non - Cancellable\n  order") == as_written("non-cancellable order") == "non-cancellable order"


@pytest.mark.parametrize(("words", "after"), [
    ("I am so, so sorry about it.", "I am sorry about it."),
    ("So very, very sorry about it.", "Sorry about it."),
    ("We are sooo sorry.", "We are sorry."),
    ("We sincerely and deeply apologise for it.", "We apologise for it."),
    ("Please accept our deepest and most sincere apologies.", "Please accept our apologies."),
    ("I am truly sorry, really sorry, about it.", ""),
    ("I'm sorry about the bay, like really, really sorry.", ""),
    ("We can't apologise enough for it.", ""),
])  # fmt: skip
def test_a_heap_before_sorry_goes(words: str, after: str) -> None:
    assert fixed(NO + words, "APO001") == [after and NO + after]


@pytest.mark.parametrize(("words", "after"), [
    ("Sorry again!", True),
    ("We\u2019re truly sorry for any inconvenience this may have caused you.", True),
    ("Once again, please accept our sincere apologies.", True),
    ("Sorry again for the delay.", False),
    ("We apologise for the trouble that the courier has caused.", False),
    ("Sorry again, and Monday is free.", False),
    ("We are sorry for the 3 days.", False),
    ("Sorry again, {{name}}!", False),
])  # fmt: skip
def test_a_further_apology_goes_only_when_it_says_nothing_else(words: str, after: bool) -> None:
    first = "I'm sorry, we can't refund it, because it was worn. "
    assert fixed(f"{first}{words} Shall I send a label?", "APO001") == [f"{first}Shall I send a label?" if after else ""]


@pytest.mark.parametrize(("words", "after"), [
    ("PLEASE write to us.", "Please write to us."),
    ("You can NOT EVER do this.", "You can not ever do this."),
    ("I HAVE TO WAIT, and I'M SO sorry.", "I have to wait, and I'm so sorry."),
    ("Write to us!!!", "Write to us!"),
    ("Really?!!!", "Really?"),
    ("Write to us!!!11", "Write to us!"),
    ("See you!!!10 days are left.", "See you!10 days are left."),
    ("That is NEVER ZEPHYR again.", ""),
    ("\U0001f600\U0001f600\U0001f600 bye.", ""),
])  # fmt: skip
def test_shouting_is_made_quiet_where_its_words_are_ordinary(words: str, after: str) -> None:
    assert fixed(NO + words, "TON004") == [after and NO + after]
