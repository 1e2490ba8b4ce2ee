"""What a finding is known by: the same words of the same reply, wherever they stand."""

from __future__ import annotations

import re

import pytest

from replylint.draft import Draft
from replylint.fingerprint import Fingerprints, fingerprint
from replylint.model import Finding, Rule, Span
from tests.reports import BLAME, BLUNT, draft_of, found, report_of

REPLY = "We can't take the kettle back. You should have read the box."


def of(text: str, words: str = "can't", rule: Rule = BLUNT, path: str | None = "kettle.txt", **more: str) -> str:
    draft = draft_of(text, path, **more)
    return fingerprint(report_of(draft), found(draft, rule, words))


def test_it_is_32_hexadecimal_digits() -> None:
    assert re.fullmatch("[0-9a-f]{32}", of(REPLY))


@pytest.mark.parametrize(
    "text",
    [
        f"Hi Maya,\n\nThanks for your letter.\n\n{REPLY}",
        f"{REPLY} Best wishes",
        REPLY.replace("can't", "can\u2019t"),
        REPLY.replace("We can't", "WE CAN'T"),
    ],
)
def test_text_around_it_and_the_form_of_its_signs_change_nothing(text: str) -> None:
    words = "".join(re.findall("(?i)can.t", text))
    assert of(text, words) == of(REPLY)


def test_a_hard_wrap_changes_nothing() -> None:
    assert of("We can't\n  take it", "can't\n  take") == of("We can't take it", "can't take") == of("We can't\r\ntake it", "can't\r\ntake")


def test_a_file_may_be_renamed() -> None:
    assert of(REPLY, path="a.txt") == of(REPLY, path="b/c.txt") == of(REPLY, path=None)


@pytest.mark.parametrize("other", [of(REPLY, rule=BLAME), of(REPLY, "take"), of(REPLY, title="Kettle"), of(REPLY, id="t1")])
def test_another_rule_other_words_or_another_reply_are_another_finding(other: str) -> None:
    assert other != of(REPLY)


def test_the_title_goes_before_the_id() -> None:
    assert of(REPLY, title="Kettle", id="3") == of(REPLY, title="Kettle", id="4") != of(REPLY, id="3")


def test_parts_do_not_run_into_each_other() -> None:
    assert of("ab c", "b c", title="a") != of("ab c", "c", title="a b")


def test_half_a_surrogate_pair_has_one_too() -> None:
    assert of("We can't \ud83d", "can't \ud83d") != of("We can't", "can't")


def twice(path: str, text: str = "We can't, we can't.") -> tuple[Draft, tuple[Finding, Finding]]:
    draft = draft_of(text, path)
    return draft, tuple(Finding(BLUNT, Span(at, at + 5), "", "") for at in (13, 3))  # type: ignore[return-value]


def test_the_same_words_twice_are_counted_in_order_of_place() -> None:
    draft, findings = twice("a.txt")
    pairs = list(Fingerprints().of(report_of(draft, *findings)))
    assert [finding.span.start for finding, _ in pairs] == [3, 13]
    assert [print_ for _, print_ in pairs] == [fingerprint(report_of(draft), findings[1], nth) for nth in (0, 1)]


def test_drafts_of_one_file_are_counted_together_and_each_file_begins_anew() -> None:
    known = Fingerprints()
    prints = [print_ for path in ("a.txt", "a.txt", "b.txt") for draft, findings in [twice(path)] for _, print_ in known.of(report_of(draft, *findings))]
    assert len(set(prints[:4])) == 4
    assert prints[4:] == prints[:2]
