"""gettext catalogues (.po, .pot): the replies among their entries. A catalogue also holds the words of a user interface, which are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replylint.draft import Draft, PieceWriter, Source
from replylint.errors import Failure
from replylint.formats import body
from replylint.formats import shape_words as words
from replylint.formats.candidates import Candidate, replies_among
from replylint.formats.po_entries import Entry, entries
from replylint.formats.shapes import unique_id

_NAME_WORDS = 8
# What a key such as "emails.declined.subject" ends with when it is about a reply and not the reply.
_ABOUT = re.compile(r"[._-](?:subject|title|heading|name|label|description|tooltip|placeholder|help|hint)$", re.IGNORECASE)


def read(source: Source) -> Iterator[Draft | Failure]:
    """The replies of a catalogue in order: of an entry its translation, where there is one that is in use, else the text to translate.

    `Draft.title` is the context (msgctxt), or the msgid where that is a key. "left_out" in `Draft.meta` says how many texts of the catalogue read like no
    reply. The header and obsolete entries are neither; each form of a plural is a draft. Faults come first.
    """
    found: list[Candidate] = []
    for entry in entries(source):
        if isinstance(entry, Failure):
            yield entry
        elif entry.text("msgid") or "msgctxt" in entry.texts:  # else it is the header
            found += _candidates(entry, words.CONTEXT.search(source.path or "") is not None)
    replies = replies_among(found)
    taken: dict[str, int] = {}
    for reply in replies:
        title = " / ".join(reply.names) or None
        name = unique_id(reply.id, taken, keep=title is not None)
        yield from body.read(source, reply.text, given_pieces=reply.pieces, id=name, title=title, meta={"left_out": len(found) - len(replies)})


def _candidates(entry: Entry, named: bool) -> Iterator[Candidate]:
    msgid, context = entry.text("msgid"), entry.text("msgctxt")
    is_key = not re.search(r"\s", msgid.strip())
    keys = [key for key in (context, msgid if is_key else "") if key]
    named = named or any(words.CONTEXT.search(key) for key in keys)
    is_about = any(_ABOUT.search(key) for key in keys)
    name = keys[0] if keys else " ".join(words.WORD.findall(msgid)[:_NAME_WORDS])
    for text, writer in {writer.text: writer for writer in _shown(entry)}.items():
        yield Candidate("" if is_about else text, writer.table, "loose", ("po",), tuple(keys[:1]), name, named=named)


def _shown(entry: Entry) -> list[PieceWriter]:
    """What users are shown: the translation, unless it is only a guess (fuzzy), which programs pass over."""
    translated = [writer for keyword, writer in entry.texts.items() if keyword.startswith("msgstr") and writer.text.strip()]
    if translated and "fuzzy" not in entry.flags:
        return translated
    return [entry.texts[keyword] for keyword in ("msgid", "msgid_plural") if keyword in entry.texts]
