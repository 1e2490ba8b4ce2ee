"""A sentence in capitals says what it says in small letters: the parser reads it small, and every place stays where it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import replylint
from replylint.capitals import is_shouted
from replylint.draft import Draft, Source
from replylint.formats import parse
from replylint.nlp import as_parsed

SHOUTED = ["WE ", "CAN'T ", "\u0130", "\u00df", "\u1e9e ", "REFUND ", "IT", ". ", "!", "\n", "\n\n", "you ", "{{name}} ", "I ", "\u00c9T\u00c9 "]


def read(text: str) -> Draft:
    (draft,) = (item for item in parse(Source(text), "plain") if isinstance(item, Draft))
    return draft


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("WE CAN'T REFUND IT.", "We can't refund it."),
        ("HI SAM,\n\nI'M SORRY, BUT I CAN\u2019T DO THAT. NO REFUNDS.", "Hi sam,\n\nI'm sorry, but I can't do that. No refunds."),
        ("Hi Sam,\n\nWE CANNOT REFUND YOU. The rest stays.", "Hi Sam,\n\nWe cannot refund you. The rest stays."),
        ("DEAR {{first_name}}, YOUR ORDER 17 IS NOT REFUNDABLE.", "Dear Customer, your order 17 is not refundable."),
        ("WE DON'T SERVE THE \u0130STANBUL STRASSE ANY MORE.", "We don't serve the \u0130stanbul strasse any more."),
    ],
)
def test_what_is_shouted_is_read_small(text: str, parsed: str) -> None:
    draft = read(text)
    assert as_parsed(draft) == parsed
    assert len(parsed) == len(draft.text)


@pytest.mark.parametrize(
    "text",
    [
        "REJECTED. The patch breaks the build.",
        "REJECTED: WONTFIX",
        "Reply YES or NO to keep it.",
        "Your IBAN, BIC, VAT ID and DE123 are on the form.",
        "IBAN, BIC, VAT ID.",
        "Please do NOT send it before MONDAY NOON.",
        "RETURNS AND WHAT THEY COST\n\nYou have fourteen days for a return.",
        "> WE WANT OUR MONEY BACK.\n\nYou will have it by Friday.",
    ],
)
def test_the_rest_stays_as_it_is(text: str) -> None:
    draft = read(text)
    assert as_parsed(draft) == draft.text


@pytest.mark.parametrize(
    "text",
    ["We can't refund it.", "Hi Sam,\n\nwe cannot refund your order, because it is too late.", "Sorry, but we do not offer refunds on used shoes. You can swap them until Friday."],
)
def test_it_means_the_same_in_capitals(text: str) -> None:
    loud, calm = replylint.lint(text.upper()).drafts[0], replylint.lint(text).drafts[0]
    assert loud.refusal == calm.refusal != "none"
    assert {finding.rule.code for finding in loud.findings} - {finding.rule.code for finding in calm.findings} == {"TON004"}
    assert {(move.kind, move.span) for move in loud.moves} == {(move.kind, move.span) for move in calm.moves}


def test_shouting_is_mended_where_every_word_is_an_ordinary_one() -> None:
    sure, unsure = replylint.lint("SORRY BUT NO REFUNDS. READ THE TERMS.").drafts[0], replylint.lint("WE CANNOT REFUND THE TROMBONE.").drafts[0]
    (finding,) = (one for one in sure.findings if one.rule.code == "TON004")
    assert finding.fix is not None
    text = sure.draft.text
    for edit in reversed(finding.fix.edits):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    assert text == "Sorry but no refunds. Read the terms."
    assert [one.fix for one in unsure.findings if one.rule.code == "TON004"] == [None]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SHOUTED), max_size=25).map("".join))
def test_no_place_moves(text: str) -> None:
    draft = read(text)
    parsed = as_parsed(draft)
    assert len(parsed) == len(draft.text)
    assert all(small in (char, char.lower()) for small, char in zip(parsed, draft.text))


@pytest.mark.parametrize(("text", "shouted"), [("WE CANNOT DO IT", True), ("CANNOT DO", False), ("ISO 9001 TUV GS", False), ("We CANNOT do IT", False), ("", False)])
def test_what_is_shouted(text: str, shouted: bool) -> None:
    assert is_shouted(text) is shouted
