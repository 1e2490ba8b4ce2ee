"""E-mail files: which part is the reply, and the way from its characters back through the encodings."""

from __future__ import annotations

import base64
import email
import email.policy
import quopri
import random
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.formats import eml, parse
from replylint.model import Span
from replylint.sources import decode
from tests.test_positions import TEXTS

REPLY = "Hi Jo,\n\nUnfortunately we can\u2019t take the lamp back \U0001f642, since the 30 days are over.\n\nKind regards,\nMara\n"
HISTORY = "\nOn Mon, 3 May 2024 at 10:01, Jo <jo@home.example> wrote:\n> Can I send the lamp back?\n> It is broken.\n"


def read(text: str, path: str | None = None) -> Draft:
    (draft,) = parse(Source(text, path), "eml")
    assert isinstance(draft, Draft)
    return draft


def mail(body: str, cte: str, subtype: str = "plain", end: str = "\n", subject: str = "Your lamp") -> str:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Mara <help@lamps.example>", "jo@home.example", subject
    message["Date"] = "Mon, 06 May 2024 09:00:00 +0000"
    message.set_content(body, subtype=subtype, cte=cte)
    return message.as_bytes(policy=email.policy.default.clone(linesep=end, max_line_length=998 if cte == "8bit" else 78)).decode()


def regions(draft: Draft) -> list[tuple[str, str]]:
    return [(region.kind, draft.text[region.span.start : region.span.end]) for region in draft.regions]


def source_of(draft: Draft, words: str) -> str:
    start = draft.text.index(words)
    place = draft.to_source(Span(start, start + len(words)))
    return draft.source.text[place.start : place.end]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("cte", ["quoted-printable", "base64", "8bit"])
def test_a_reply_is_read_through_its_encoding(cte: str, end: str) -> None:
    draft = read(mail(REPLY + HISTORY, cte, end=end, subject="R\u00e9: your lamp"))
    assert draft.title == "R\u00e9: your lamp"
    assert (draft.meta["from"], draft.meta["to"]) == ("Mara <help@lamps.example>", "jo@home.example")
    assert str(draft.meta["date"]).endswith("06 May 2024 09:00:00 +0000")
    assert draft.text.startswith(REPLY.strip())
    assert [kind for kind, _ in regions(draft)] == ["signature", "quote"]
    assert draft.request == "Can I send the lamp back?\nIt is broken."
    written = {"8bit": "can\u2019t", "quoted-printable": "can=E2=80=99t", "base64": base64.b64encode(draft.given.encode()).decode()}[cte]
    said = source_of(draft, "can\u2019t")
    assert said == written if cte != "base64" else base64.b64decode(said + "===").decode("utf-8", "ignore").strip() == "can\u2019t" or len(said) <= 12


def test_the_plain_part_goes_before_the_html_and_attachments_are_no_reply() -> None:
    message = email.message_from_string(mail(REPLY, "quoted-printable"), policy=email.policy.default)
    message.add_alternative("<p>Other words</p>", subtype="html")
    message.add_attachment("We can't, says the attachment.", filename="note.txt")
    message.add_attachment(email.message_from_string(mail("An attached mail.", "7bit"), policy=email.policy.default))
    assert read(message.as_string()).text == REPLY.strip()


def test_html_alone_is_read_as_html() -> None:
    draft = read(mail("<html><head><title>x</title></head><body><p>Hi Jo,</p><p>our p<b>oli</b>cy&nbsp;says \u201cno\u201d.</p></body></html>", "quoted-printable", "html"))
    assert (draft.text, draft.title) == ("Hi Jo,\n\nour policy\xa0says \u201cno\u201d.", "Your lamp")
    assert source_of(draft, "\u201cno\u201d") == "=E2=80=9Cno=E2=80=9D"
    assert source_of(draft, "policy") == "p<b>oli</b>cy"


def test_a_soft_line_break_is_no_break() -> None:
    head = "From: a@b.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    draft = read(head + "We can=E2=\n=80=99t ta=\nke it = back=3D=ZZ.=  \n It is so=\n")
    assert draft.text == "We can\u2019t take it = back==ZZ. It is so"
    assert source_of(draft, "\u2019") == "=E2=\n=80=99"
    assert source_of(draft, "take") == "ta=\nke"


def test_other_character_sets() -> None:
    head = "From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: {}\n\n"
    assert read(head.format("quoted-printable") + "Caf=E9 is shut.").text == "Caf\xe9 is shut."
    assert read(head.format("base64") + base64.b64encode("Caf\xe9 is shut.".encode("latin-1")).decode()).text == "Caf\xe9 is shut."
    source = decode((head.format("8bit") + "Caf\xe9 is shut.").encode("latin-1"), "a.eml")
    assert isinstance(source, Source)
    assert read(source.text).text == "Caf\xe9 is shut."
    assert isinstance(decode("Caf\xe9 is shut.".encode("latin-1"), "a.txt"), Failure)


def test_the_branches_of_a_mail_lead_through_its_encoding() -> None:
    text = mail("Hi Jo,\n\n{% if a %}\nWe can\u2019t.\n{% else %}\nIt\u2019s sold.\n{% endif %}\n", "quoted-printable")
    first, second = (item for item in parse(Source(text), "eml") if isinstance(item, Draft))
    assert (first.text, second.text) == ("Hi Jo,\n\nWe can\u2019t.", "Hi Jo,\n\nIt\u2019s sold.")
    assert (source_of(first, "can\u2019t"), source_of(second, "It\u2019s")) == ("can=E2=80=99t", "It=E2=80=99s")


def test_signatures_and_histories_of_mail_programs() -> None:
    outlook = "Hi Jo,\nwe can't.\n\nBest,\nMara\n\n________________________________\nFrom: Jo <jo@home.example>\nSent: Monday\nTo: Help\nSubject: lamp\n\nCan I return the lamp?\n"
    draft = read(mail(outlook, "7bit"))
    assert [kind for kind, _ in regions(draft)] == ["signature", "quote"]
    assert draft.request == "Can I return the lamp?"
    phone = read(mail("We can't.\n\nSent from my iPhone\n", "7bit"))
    assert regions(phone) == [("signature", "Sent from my iPhone")]
    dashes = read(mail("We can't.\n\n-- \nMara, Lamps Ltd\n", "quoted-printable"))
    assert regions(dashes) == [("signature", "--\nMara, Lamps Ltd")]


@pytest.mark.parametrize(
    "body",
    [
        "We can't.\n\nOn 3 May 2024, Jo wrote:\n> No?\n>> I said no.\n> Why is it so late?\n",
        "> Can I send it?\n\nWe can't.\n\n> And the shade?\n\nNo.\n",
        "We can't.\n\nOn 3 May 2024, Jo wrote:\n> Hm?\n",
    ],
)
def test_the_request_is_taken_only_where_it_is_clear(body: str) -> None:
    assert read(mail(body, "7bit")).request is None


def test_headers_above_a_text_file_make_it_a_mail() -> None:
    whole = mail(REPLY, "quoted-printable")
    (draft,) = parse(Source(whole, "a.txt"), "plain")
    assert isinstance(draft, Draft)
    assert draft.text == REPLY.strip()
    assert not eml.is_mail("From: us\nSubject: Your lamp\n\nHi Jo,")
    assert not eml.is_mail("Content-Type: is a header\n\nHi Jo,")
    assert eml.is_mail("From jo@home.example Mon May  6\r\nReceived: from x\r\n by y\r\nFrom: a\r\n\r\nHi")


def test_a_mail_without_text_says_so() -> None:
    (item,) = parse(Source("From: a@b.example\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA", "a.eml"), "eml")
    assert isinstance(item, Failure)
    assert (item.path, item.message) == ("a.eml", "a mail without text")


@pytest.mark.parametrize("charset", ["x-nonsense", "utf-8"])
def test_a_mail_that_cannot_be_decoded_says_so(charset: str) -> None:
    head = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n"
    (item,) = parse(Source(f"{head}Hi Sam,\n\nwe can't refund the lamp. This is no base64 at all!!!\n", "a.eml"), "eml")
    assert isinstance(item, Failure)
    assert (item.message, item.path, item.line, item.column) == ("the text of the mail cannot be decoded", "a.eml", 5, 1)
    assert item.hint == f"it says that its encoding is base64 and its character set {charset}"
    words = base64.b64encode("Z\xfcrich: we can't refund the lamp, since it was worn.".encode("latin-1")).decode()
    assert read(head.replace("utf-8", "x-nonsense") + words).text.endswith("we can't refund the lamp, since it was worn.")


def test_broken_mime_is_read_as_far_as_it_goes() -> None:
    unclosed = "From: a\nContent-Type: multipart/mixed; boundary=b\n\nignored\n--b\nContent-Type: text/plain\n\nWe can't.\n"
    assert read(unclosed).text == "We can't."
    assert read("From: a\nContent-Type: multipart/mixed\n\nno boundary").text == "no boundary"
    assert read("From: a\nContent-Type: text/plain; charset=nonsense\nContent-Transfer-Encoding: rot13\n\nWe can't.").text == "We can't."
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(60))
    assert all(isinstance(item, (Draft, Failure)) for item in parse(Source("From: a\n" + nested + "\nx"), "eml"))


BODIES = st.lists(
    st.sampled_from(["We can\u2019t ", "lend ", "it. ", "\n", "\n\n", "\U0001f600", "caf\u00e9 ", "= ", "=3D", "policy ", "a" * 90, "\t", "\u4e2d", "Hi Jo,\n"]), max_size=25
).map("".join)


@settings(max_examples=200, deadline=None)
@given(BODIES, st.sampled_from(["quoted-printable", "base64"]), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_each_character_leads_to_what_was_written_for_it(body: str, cte: str, end: str, charset: str) -> None:
    data = body.encode(charset, "replace")
    said = data.decode(charset)
    encoded = (quopri.encodestring(data) if cte == "quoted-printable" else base64.encodebytes(data)).decode("ascii").replace("\n", end)
    if cte == "quoted-printable" and (charset == "utf-16" or end == "\r\n"):
        return  # line ends are not encoded there
    text = f"From: a@b.example{end}Content-Type: text/plain; charset={charset}{end}Content-Transfer-Encoding: {cte}{end}{end}{encoded}"
    for draft in parse(Source(text), "eml"):
        if not isinstance(draft, Draft):
            assert encoded == ""
            continue
        assert draft.given == said
        spans = [draft.given_to_source(Span(at, at + 1)) for at in range(len(said))]
        for at, span in enumerate(spans):
            written = text[span.start : span.end]
            if cte == "quoted-printable":
                assert quopri.decodestring(written.encode()).decode(charset) == said[at]
            else:
                assert said[at].encode(charset.replace("utf-16", "utf-16-le")) in base64.b64decode(_aligned(text, span, text.index(encoded)))
            assert at == 0 or (spans[at - 1].start <= span.start and spans[at - 1].end <= span.end)


def _aligned(text: str, span: Span, base: int) -> str:
    """The groups of four that a stretch of base64 lies in."""
    signs = [at for at in range(base, len(text)) if text[at] not in "\r\n"]
    first, last = signs.index(span.start), signs.index(span.end - 1)
    return "".join(text[at] for at in signs[first // 4 * 4 : (last // 4 + 1) * 4])


@pytest.mark.parametrize("name", ["Subject", "From", "Content-Type", "Content-Transfer-Encoding"])
def test_half_a_surrogate_pair_in_a_header_is_read_over(name: str) -> None:
    text = f"From: shop@lamps.example\nSubject: Lamp\n{name}: \ud83d\n\n{REPLY}"
    (item,) = parse(Source(text), "eml")
    assert isinstance(item, Draft)
    assert "take the lamp back" in item.text


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(["quoted-printable", "base64", "8bit"]), TEXTS)
def test_cut_and_broken_mails_are_read_or_refused(chance: random.Random, cte: str, noise: str) -> None:
    message = email.message_from_string(mail(REPLY + HISTORY, cte), policy=email.policy.default)
    message.add_alternative("<p>Hi <b>Jo</b></p>", subtype="html")
    text = message.as_string()
    text = text[: chance.randrange(len(text))] if chance.random() < 0.5 else text
    at = chance.randrange(len(text) + 1)
    text = text[:at] + noise + text[at + chance.randrange(30) :]
    for item in parse(Source(text), "eml"):
        if isinstance(item, Draft):
            item.text.encode("utf-8")
            for at in range(len(item.text)):
                place = item.to_source(Span(at, at + 1))
                assert 0 <= place.start <= place.end <= len(text)


THREADS = [
    REPLY + HISTORY,
    "We can't do that.\n\nMara\n\n-----Original Message-----\nFrom: Jo\nSent: Monday\nTo: Help\nSubject: x\n\nWhere is it?\n",
    "We are sold out.\n\nOn Mon, 3 May 2024 at 10:01, Jo Home\n<jo@home.example> wrote:\n\n> Where is it?\n> Thanks\n",
]


@pytest.mark.parametrize("thread", THREADS)
def test_the_same_is_quoted_as_by_another_reader(thread: str) -> None:
    """What mail-parser-reply takes for the latest reply is what we judge: it begins and ends where our quote begins."""
    reader = pytest.importorskip("mailparser_reply")
    theirs = reader.EmailReplyParser(languages=["en"]).read(text=thread).replies[0].full_body
    draft = read(mail(thread, "8bit"))
    quote = next(region.span.start for region in draft.regions if region.kind == "quote")
    assert draft.text[:quote].split() == theirs.split()
