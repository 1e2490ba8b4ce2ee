"""Drafts that are not judged: no words, no English, no body, too long; and short or odd English, which is."""

from __future__ import annotations

import json

import pytest

from replylint.config import Config
from replylint.draft import Source
from replylint.errors import Failure
from replylint.formats import jsonl
from replylint.language import is_english
from replylint.model import DraftReport
from replylint.runner import NOT_ENGLISH, NOTHING_TO_READ, ONLY_SLOTS, Linter
from tests.short_drafts import COFFEE, TEA, draft, page, reports

# No reply in English


@pytest.mark.parametrize(("text", "note"), [
    ("", NOTHING_TO_READ),
    (" \n\t\u00a0\n", NOTHING_TO_READ),
    ("\U0001f642\U0001f642 \U0001f44b\U0001f3fd", NOTHING_TO_READ),
    ("--- 12:30 ---", NOTHING_TO_READ),
    ("{{reason}}\n\n{{signature}}", ONLY_SLOTS),
    ("[Name], {{ ticket.id }}!", ONLY_SLOTS),
    ("Leider k\u00f6nnen wir Ihnen den Betrag nicht erstatten, weil die Frist am Montag abgelaufen ist.", NOT_ENGLISH),
    ("Nous ne pouvons malheureusement pas rembourser votre billet, car le d\u00e9lai est pass\u00e9 depuis lundi.", NOT_ENGLISH),
    ("Lamentablemente no podemos devolverle el dinero porque el plazo termin\u00f3 el lunes pasado.", NOT_ENGLISH),
    ("К сожалению, мы не можем вернуть деньги за билет, потому что срок истёк.", NOT_ENGLISH),
])  # fmt: skip
def test_what_is_no_reply_in_english_gets_a_note_and_no_findings(text: str, note: str) -> None:
    (report,) = reports(Linter().run([draft(text)]))
    assert (report.note, report.refusal, report.score, report.findings, report.moves) == (note, "none", None, (), ())
    assert {(verdict.level, verdict.score, verdict.note) for verdict in report.verdicts} == {("na", None, note)}


@pytest.mark.parametrize("text", [
    "No refunds on sale items. Store credit only. Exchange possible within thirty days with receipt.",
    "Nope, sold out.",
    "R\u00f6sti, cr\u00e8me br\u00fbl\u00e9e and K\u00e4sesp\u00e4tzle are off the menu until May, so we can't serve them to you.",
])  # fmt: skip
def test_short_and_odd_english_is_read(text: str) -> None:
    (report,) = reports(Linter().run([draft(text)]))
    assert report.note not in (NOT_ENGLISH, NOTHING_TO_READ)


@pytest.mark.parametrize("text", [
    "Booked! Nell, Saturday 11 am. Is there anything I should tell her?",
    "Today's seats have all gone. I've still got 11 seats on tomorrow's 7:15.",
    "Breakfast isn't included, you'd pay 8 euros extra.",
])  # fmt: skip
def test_a_short_english_message_is_known_without_the_language_identifier(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("replylint.language._identified", lambda text: "asked")
    assert is_english(text)


@pytest.mark.parametrize("text", [
    "Wir haben morgen leider no Plätze frei, aber gern am Tag darauf.",
    "Desværre kan vi ikke refundere det, men vi er her for at hjælpe dig.",
    "Helaas kunnen wij dit niet terugbetalen, maar u krijgt van ons een tegoedbon.",
    "No podemos devolver el dinero, pero si quiere le damos un vale de compra.",
    "Vi kan tyvärr inte betala tillbaka det, men du får gärna ett presentkort av oss.",
])  # fmt: skip
def test_other_languages_are_left_to_the_language_identifier(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("replylint.language._identified", lambda text: "asked")
    assert not is_english(text)


# Too long


def test_a_draft_that_is_too_long_is_a_failure_at_its_place() -> None:
    lines = [{"id": "a", "text": TEA}, {"id": "b", "text": "We can't. " * 30}, {"id": "c", "text": COFFEE}]
    source = Source("".join(json.dumps(line) + "\n" for line in lines), "in.jsonl")
    first, failure, last = Linter(Config.from_mapping({"max-length": 200})).run(jsonl.read(source))
    assert isinstance(first, DraftReport) and isinstance(last, DraftReport) and isinstance(failure, Failure)
    assert (first.draft.id, last.draft.id) == ("a", "c")
    assert (failure.path, failure.line, failure.column) == ("in.jsonl", 2, 22)
    assert "the limit is 200" in failure.message
    assert "max-length" in failure.hint


def test_the_limit_itself_is_not_too_long() -> None:
    assert len(reports(Linter(Config.from_mapping({"max-length": len(TEA)})).run([draft(TEA)]))) == 1
    (failure,) = Linter(Config.from_mapping({"max-length": len(TEA) - 1})).run([draft(TEA)])
    assert isinstance(failure, Failure)


# A page without a body


@pytest.mark.parametrize(("text", "note"), [
    ("> Hi, we asked you for a refund of the kettle.\n> Please send it.\n", NOTHING_TO_READ),
    ("# Your refund\n\n## The reason for it\n", NOTHING_TO_READ),
    ("# Your refund\n\n> The tea is sold out.\n\n> The coffee is sold out.\n", NOTHING_TO_READ),
    ("# Your refund\n\n{{body}}\n", ONLY_SLOTS),
])
def test_a_page_without_a_body_is_not_judged(text: str, note: str) -> None:
    (report,) = reports(Linter().run(page(text)))
    assert (report.note, report.score, report.findings) == (note, None, ())


def test_a_page_whose_only_body_is_a_quote_is_read() -> None:
    (report,) = reports(Linter().run(page(f"# The tea\n\n> {TEA}\n")))
    assert report.note != NOTHING_TO_READ
    assert report.refusal == "full"
