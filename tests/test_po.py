"""gettext catalogues: which texts of them are replies, their places, and faults. polib is the second opinion on the values."""

from __future__ import annotations

from random import Random

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.formats import po
from replylint.formats.po_entries import Entry, entries
from replylint.model import Span
from tests.writers import PO_BITS, po_string

CATALOGUE = r'''# Mails of the shop
#, fuzzy
msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=UTF-8\n"

#. sent when the term is over
#: mails.py:12
msgid "mails.declined.subject"
msgstr "About the lamp that you would like to send back to us."

msgid "mails.declined.body"
msgstr ""
"<p>Dear {$name},</p>\n"
"<p>we can't take \"Luna\" back, since the term of 30 days is ov"
"er.</p>\n"

msgctxt "mail"
msgid "We're sorry, but we can't change an order that has left our store."
msgstr ""

#, fuzzy, python-format
#| msgid "old"
msgid "Your order %(number)s can't be cancelled any more, since it has left."
msgstr "Your order %(number)s is cancelled and you will get your money back."

msgid "One lamp cannot be delivered to the address that you gave."
msgid_plural "%d lamps cannot be delivered to the address that you gave."
msgstr[0] "The lamp can't be brought to the address that you gave us."
msgstr[1] "The %d lamps can't be brought to the address that you gave us."

msgid "Save"
msgstr "Save it"

#~ msgid "We can't do that any more, because nobody wants it these days."
#~ msgstr "We can't do that any more, because nobody wants it these days."
'''


def read(text: str) -> list[Draft | Failure]:
    return list(po.read(Source(text, "shop.po")))


def drafts(text: str) -> list[Draft]:
    found = [item for item in read(text) if isinstance(item, Draft)]
    assert len(found) == len(read(text)), read(text)
    return found


def under(draft: Draft, words: str) -> str:
    start = draft.given.index(words)
    place = draft.given_to_source(Span(start, start + len(words)))
    return draft.source.text[place.start : place.end]


def test_the_replies_of_a_catalogue() -> None:
    found = drafts(CATALOGUE)
    assert [(draft.id, draft.given[:32]) for draft in found] == [
        ("mails.declined.body", "<p>Dear {$name},</p>\n<p>we can't"),
        ("mail", "We're sorry, but we can't change"),
        ("your-order-number-s-can-t-be-cancelled-any", "Your order %(number)s can't be c"),
        ("one-lamp-cannot-be-delivered-to-the-address", "The lamp can't be brought to the"),
        ("one-lamp-cannot-be-delivered-to-the-address-2", "The %d lamps can't be brought to"),
    ]
    assert {draft.meta["left_out"] for draft in found} == {2}


def test_places() -> None:
    body = drafts(CATALOGUE)[0]
    assert under(body, 'take "Luna" back') == 'take \\"Luna\\" back'
    assert under(body, "is over") == 'is ov"\n"er'
    assert under(body, "</p>\n<p>we") == '</p>\\n"\n"<p>we'
    place = body.given_to_source(Span(body.given.index("we can't"), len(body.given)))
    assert body.source.position(place.start) == (16, 5)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends(end: str) -> None:
    body = drafts(CATALOGUE.replace("\n", end))[0]
    assert body.given == '<p>Dear {$name},</p>\n<p>we can\'t take "Luna" back, since the term of 30 days is over.</p>\n'
    assert under(body, "is over") == f'is ov"{end}"er'


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('msgid "a\nmsgstr ""\n', (1, 7), "not closed"),
        ('msgid "a"\nmsgstr "b" c\n', (2, 12), "expected a text in double quotes"),
        ('msgid "a"\n\nmsgid "b"\nmsgstr ""\n', (1, 1), "msgid without msgstr"),
        ('msgctxt "a"\nmsgstr ""\n', (1, 1), "msgctxt without msgid"),
        ('msgstr "a"\n', (1, 1), "msgstr without msgid"),
        ('\n  "a"\n"b"\n', (2, 3), "belongs to no keyword"),
        ("We can't.\nReally.\nNo.\n", (1, 1), "expected a keyword"),
        ('msgid "a"\nmsgstr "b"\nmsgfoo "c"\n"d"\n', (3, 1), "expected a keyword"),
        ('domain "x"\n', (1, 1), "expected a keyword"),
    ],
)
def test_a_fault_is_a_failure_and_the_others_go_on(text: str, place: tuple[int, int], message: str) -> None:
    reply = 'msgid "k"\nmsgstr "Sorry, we can\'t take it back, since the term is over."\n'
    failure, draft = read(f"{text}\n{reply}")
    assert isinstance(failure, Failure)
    assert message in failure.message
    assert failure.hint
    assert (failure.path, failure.line, failure.column) == ("shop.po", *place)
    assert isinstance(draft, Draft)
    assert under(draft, "can't") == "can't"


def test_entries_need_no_empty_line_between_them() -> None:
    text = 'msgid "a"\nmsgstr "b" "c"\n# note\nmsgctxt "x"\nmsgid "d"\nmsgstr "e"\nmsgid "f"\nmsgstr "g"\n#~ msgid "h"\n#~ msgstr "i"\nmsgid "j"\nmsgstr "k"'
    found = [entry for entry in entries(Source(text)) if isinstance(entry, Entry)]
    assert [(entry.text("msgctxt"), entry.text("msgid"), entry.text("msgstr")) for entry in found] == [("", "a", "bc"), ("x", "d", "e"), ("", "f", "g"), ("", "j", "k")]


def test_escapes_of_bytes() -> None:
    (entry,) = entries(Source('msgid "a"\nmsgstr "\\303\\xa9\\101\\q\\x"\n'))
    assert isinstance(entry, Entry)
    assert entry.text("msgstr") == "\u00e9A\\q\\x"
    assert [(piece.end, piece.origin_start, piece.origin_end) for piece in entry.texts["msgstr"].table.pieces] == [(2, 18, 30), (6, 30, 34)]


def test_a_file_of_faults_is_told_in_short() -> None:
    found = read('msgid "a\n' * 100)
    assert len(found) == 21
    assert isinstance(found[-1], Failure)
    assert "80 more faults" in found[-1].message


def test_an_empty_file_has_no_replies() -> None:
    assert read("") == []
    assert read("# nothing\n\n") == []


TEXTS = st.lists(st.sampled_from(PO_BITS), max_size=15).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, st.booleans()), max_size=4), st.randoms(use_true_random=False))
def test_values_are_those_of_polib(texts: list[tuple[str, str, str, bool]], random: Random) -> None:
    written = [
        ("#, fuzzy\n" if fuzzy else "") + f"msgctxt {po_string(context, random)}\nmsgid {po_string('k' + msgid, random)}\nmsgstr {po_string(msgstr, random)}\n"
        for context, msgid, msgstr, fuzzy in texts
    ]
    source = 'msgid ""\nmsgstr "Language: en\\n"\n\n' + "\n".join(written)
    ours = [entry for entry in entries(Source(source)) if isinstance(entry, Entry)][1:]
    theirs = list(polib.pofile(source))
    assert [(entry.text("msgctxt"), entry.text("msgid"), entry.text("msgstr"), "fuzzy" in entry.flags) for entry in ours] == [
        (entry.msgctxt or "", entry.msgid, entry.msgstr, entry.fuzzy) for entry in theirs
    ]
