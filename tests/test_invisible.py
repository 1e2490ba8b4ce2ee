"""Characters that nobody sees hide no word from the parser, and every place still leads back to the very characters of the file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import replylint
from replylint.draft import Draft, Source
from replylint.formats import parse
from replylint.formats.invisible import edges
from replylint.model import Span

PLAIN = "Hi Sam,\n\nWe can't refund the ticket, it is against our policy.\n\nBest,\nMia\n"
UNSEEN = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad", "\x00", "\x7f", "\u034f", "\u200e", "\u202e", "\u2063"]
WOMAN = "\U0001f469\U0001f3fd\u200d\U0001f4bb"
HEART = "\u2764\ufe0f\u200d\U0001f525"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"


def read(text: str, name: str = "plain") -> Draft:
    (draft,) = (item for item in parse(Source(text), name) if isinstance(item, Draft))
    return draft


@pytest.mark.parametrize("char", UNSEEN, ids=lambda char: f"U+{ord(char):04X}")
@pytest.mark.parametrize("name", ["plain", "markdown"])
def test_what_nobody_sees_is_not_read(char: str, name: str) -> None:
    text = f"{char}We can{char}'t re{char}{char}fund{char} the {char}ticket.{char}\n{char}\nSorry."
    draft = read(text, name)
    assert draft.text == "We can't refund the ticket.\n\nSorry."
    at = draft.text.index("refund")
    place = draft.to_source(Span(at, at + 6))
    assert text[place.start : place.end] == f"re{char}{char}fund"
    assert replylint.lint(text).drafts[0].refusal == "full"


@pytest.mark.parametrize("sign", ["`", "\u00b4", "\u2032", "\u2019", "\u02bc", "\u02b9", "\uff07", "\u201b"], ids=lambda sign: f"U+{ord(sign):04X}")
def test_what_stands_for_an_apostrophe_is_read_as_one(sign: str) -> None:
    text = PLAIN.replace("'", sign)
    report, plain = replylint.lint(text).drafts[0], replylint.lint(PLAIN).drafts[0]
    assert report.draft.text == text.rstrip("\n"), "only the parser reads it otherwise"
    assert (report.refusal, report.score, [(one.rule.code, one.span) for one in report.findings]) == (
        plain.refusal, plain.score, [(one.rule.code, one.span) for one in plain.findings],
    )  # fmt: skip


@pytest.mark.parametrize("text", ["It is 5\u2032 long, 3\u2032 wide.", "Run `make` or ``make all``, then a `b.", "the boys\u00b4 room"])
def test_such_a_sign_that_stands_elsewhere_stays(text: str) -> None:
    from replylint.nlp import as_parsed

    draft = read(text)
    assert as_parsed(draft) == draft.text


@pytest.mark.parametrize("kept", [WOMAN, HEART, PERSIAN, "\U0001f3f3\ufe0f\u200d\U0001f308", "\u0915\u094d\u200d\u0937"])
def test_what_is_joined_stays_whole(kept: str) -> None:
    assert read(f"Thanks {kept} it is done.").text == f"Thanks {kept} it is done."
    assert read(f"Thanks {kept}\u200d it is{kept}\u200ddone.").text == f"Thanks {kept} it is{kept}done."


@pytest.mark.parametrize("name", ["&shy;", "&#8203;", "&zwnj;", "&#x2060;"])
def test_written_as_a_reference_of_html(name: str) -> None:
    text = f"<p>We can{name}not re{name}fund it.</p><p>{name}</p><p>Sorry.</p>"
    draft = read(text, "html")
    assert draft.text == "We cannot refund it.\n\nSorry."
    place = draft.to_source(Span(3, 9))
    assert text[place.start : place.end] == f"can{name}not"
    assert read(f"We can{name}not refund it.", "markdown").text == "We cannot refund it."


def test_a_text_of_nothing_that_is_seen_is_empty() -> None:
    report = replylint.lint(" \u200b\n\xad\u2060 \n\ufeff")
    assert (report.drafts[0].draft.text, report.drafts[0].note) == ("", "nothing to read")


def test_a_finding_stands_on_the_words_of_the_file() -> None:
    text = json.dumps({"id": "1", "text": "We can\u200b't re\xadfund it. You sho\u200buld have che\u2060cked."})
    (report,) = (replylint.Linter().run(parse(Source(text, "a.jsonl"), "jsonl")))
    (blame,) = (finding for finding in report.findings if finding.rule.code == "TON003")  # type: ignore[union-attr]
    place = report.draft.to_source(blame.span)  # type: ignore[union-attr]
    assert json.loads(f'"{text[place.start : place.end]}"') == "You sho\u200buld have che\u2060cked"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*UNSEEN, *"ab' \n", WOMAN, PERSIAN, "no", "\ud83d"]), max_size=30).map("".join))
def test_every_character_that_is_read_is_one_of_the_text(text: str) -> None:
    draft = read(text)
    assert not set(draft.text) & set("\u200b\u2060\ufeff\xad\x00\x7f")
    for at, char in enumerate(draft.text):
        place = draft.to_given(Span(at, at + 1))
        assert char in "\n \ufffd" or text[place.start : place.end] == char


@given(st.text(st.sampled_from(["a", " ", "\u200b", "\u200d", "\t"]), max_size=9))
def test_edges(line: str) -> None:
    start, end = edges(line)
    assert line[start:end] == line.strip(" \t\u200b\u200d")
