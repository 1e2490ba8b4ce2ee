"""gettext catalogues (.po, .pot): the replies among their entries. A catalogue also holds the words of a user interface, which are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from replylint.draft import Draft, PieceWriter, Source
from replylint.errors import Failure
from replylint.formats import body
from replylint.formats.po_entries import Entry, entries

_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:\u2026][\"'\u201d\u2019)\]*_]*(?:\s|$)")
_LEAST_WORDS = 8  # a shorter sentence in a catalogue is a button, a heading or an error beside a field
_NOT_SLUG = re.compile(r"[^\w.]+")
_SLUG_WORDS = 8
# What a key such as "emails.declined.subject" ends with when it is about a reply and not the reply.
_ABOUT = re.compile(r"[._-](?:subject|title|heading|name|label|description|tooltip|placeholder|help|hint)$", re.IGNORECASE)


class _Reply(NamedTuple):
    text: PieceWriter
    id: str
    title: str | None


def read(source: Source) -> Iterator[Draft | Failure]:
    """The replies of a catalogue in order: of an entry its translation, where there is one that is in use, else the text to translate.

    `Draft.title` is the context (msgctxt), or the msgid where that is a key. "left_out" in `Draft.meta` says how many entries of the catalogue read like no
    reply. The header and obsolete entries are neither; each form of a plural is a draft.
    """
    found: list[_Reply | Failure] = []
    left_out = 0
    for entry in entries(source):
        if isinstance(entry, Failure):
            found.append(entry)
        elif entry.text("msgid") or "msgctxt" in entry.texts:
            replies = _replies(entry)
            found += replies
            left_out += not replies
    taken: Counter[str] = Counter()
    for item in found:
        if isinstance(item, Failure):
            yield item
        else:
            taken[item.id] += 1
            name = item.id if taken[item.id] == 1 else f"{item.id}-{taken[item.id]}"
            yield from body.read(source, item.text.text, given_pieces=item.text.table, id=name, title=item.title, meta={"left_out": left_out})


def _replies(entry: Entry) -> list[_Reply]:
    msgid, context = entry.text("msgid"), entry.text("msgctxt")
    is_key = " " not in msgid.strip() and "\n" not in msgid.strip()
    if any(_ABOUT.search(key) for key in ([msgid] if is_key else []) + [context]):
        return []
    title = context or (msgid if is_key else None)
    name = title or " ".join(_WORD.findall(msgid)[:_SLUG_WORDS]).lower()
    slug = _NOT_SLUG.sub("-", name).strip("-") or "entry"
    chosen = {writer.text: writer for writer in _shown(entry) if _reads_like_a_reply(writer.text)}
    return [_Reply(writer, slug, title) for writer in chosen.values()]


def _shown(entry: Entry) -> list[PieceWriter]:
    """What users are shown: the translation, unless it is only a guess (fuzzy), which programs pass over."""
    translated = [writer for keyword, writer in entry.texts.items() if keyword.startswith("msgstr") and writer.text.strip()]
    if translated and "fuzzy" not in entry.flags:
        return translated
    return [entry.texts[keyword] for keyword in ("msgid", "msgid_plural") if keyword in entry.texts]


def _reads_like_a_reply(text: str) -> bool:
    """A whole sentence of some length."""
    prose = _TAG.sub(" ", text)
    return len(_WORD.findall(prose)) >= _LEAST_WORDS and _SENTENCE_END.search(prose) is not None
