"""E-mail: a file as mail programs save it. The text part is the reply (the HTML part where there is no other); what it answers stays a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.formats import body, mime
from replylint.formats.body import Markup
from replylint.model import Span

_MAIL_HEADER = re.compile(r"^(?:message-id|mime-version|received|content-type|content-transfer-encoding|return-path)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_PEOPLE_HEADER = re.compile(r"^(?:from|to|subject)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_MBOX = re.compile(r"From \S[^\r\n]{0,200}(?:\r\n|\r|\n)")
_KEPT = ("from", "to", "date")
_INTRODUCTION = re.compile(r"(?:On\b.{4,250}\bwrote:|-{2,}[^\n]{0,60}-{2,}|_{5,}|(?:From|Sent|Date|To|Cc|Subject):.*)", re.DOTALL)
_LEAST_WORDS = 4
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_NO_TEXT = 10  # a letter in ten; a reply with a few accents lost can still be read


def is_mail(text: str) -> bool:
    """Whether a text begins with the headers of a mail as programs write them; a "From:" and a "Subject:" above a draft are not enough."""
    head = text[_start(text) :][:20_000]
    head = head[: mime.headers_end(head, 0, len(head))]
    return _MAIL_HEADER.search(head) is not None and _PEOPLE_HEADER.search(head) is not None


def read(source: Source) -> Iterator[Draft | Failure]:
    """The reply in a mail. Its subject is the title; sender and date are in `meta`. A mail without text is a Failure."""
    text = source.text
    start = _start(text)
    top = mime.headers_of(text[start : mime.headers_end(text, start, len(text))])
    part = _chosen(list(mime.parts_of(text, start, len(text))))
    if part is None:
        yield Failure("a mail without text", source.path, 1, 1, "it holds only attachments, or a kind of text that is not read")
        return
    if part.end - part.start > mime.LONGEST_BASE64 and (mime.header(part.headers, "content-transfer-encoding") or "").lower() == "base64":
        line, column = source.position(part.start)
        yield Failure("the text of the mail is too long", source.path, line, column, f"up to {mime.LONGEST_BASE64:,} characters of base64 are read")
        return
    given, pieces = mime.decoded(text, part)
    if _is_garbled(given):
        line, column = source.position(part.start)
        encoding = mime.header(part.headers, "content-transfer-encoding") or "none"
        said = f"it says that its encoding is {encoding} and its character set {mime.charset(part.headers)}"
        yield Failure("the text of the mail cannot be decoded", source.path, line, column, said)
        return
    meta: dict[str, object] = {name: value for name in _KEPT if (value := mime.header(top, name))}
    subject = mime.header(top, "subject")
    markup: Markup = "html" if part.type == "text/html" else "plain"
    for draft in body.read(source, given, given_pieces=pieces, markup=markup, title=subject, meta=meta):
        yield replace(draft, request=_answered(draft))


def _is_garbled(given: str) -> bool:
    """Whether decoding gave more than a few characters that no text has."""
    return _NO_TEXT * len(_NOT_TEXT.findall(given)) > len(given)


def _start(text: str) -> int:
    """Where the headers begin: behind empty lines, and the line that a mailbox puts in front."""
    at = len(text) - len(text.lstrip("\r\n"))
    mailbox = _MBOX.match(text, at)
    return mailbox.end() if mailbox else at


def _chosen(parts: Sequence[mime.Part]) -> mime.Part | None:
    """The first part in plain text that says anything, else the first in HTML."""
    plain = [part for part in parts if part.type in {"text/plain", "text/markdown", "text/enriched"} and part.start < part.end]
    return next(iter([*plain, *(part for part in parts if part.type == "text/html" and part.start < part.end)]), None)


def _answered(draft: Draft) -> str | None:
    """The customer's words, where the mail quotes them and nothing else: one quote, not itself with a quote in it."""
    quotes = [region for region in draft.regions if region.kind == "quote"]
    if len(quotes) != 1 or draft.text[: quotes[0].span.start].strip() == "":
        return None
    span = quotes[0].span
    place = draft.to_given(Span(span.start, span.end))
    if re.search(r"^[ \t]*>[ \t]?>", draft.given[place.start : place.end], re.MULTILINE):
        return None
    lines = draft.text[span.start : span.end].split("\n")
    kept = [line for line in lines if not _INTRODUCTION.fullmatch(line.strip())]
    if any(_INTRODUCTION.fullmatch(line.strip()) for line in lines[len(lines) - len(kept) + 1 :]):
        return None  # an earlier mail below the one that is answered
    words = "\n".join(kept).strip()
    return words if len(words.split()) >= _LEAST_WORDS else None
