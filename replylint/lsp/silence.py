"""Where in a document to write the suppression of one rule at one place, in the way of the format.

Ways are tried: a changed document is read again, and the first one in which the suppression holds for the finding and nothing else is read otherwise is
taken. Where the format has none that its reader would not see (plain text), there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from replylint.draft import Draft, Source
from replylint.errors import Failure, Skipped
from replylint.lsp.documents import Document
from replylint.lsp.judge import drafts_of
from replylint.model import Finding, Span
from replylint.runner import Linter
from replylint.settings import names_rule
from replylint.suppress_read import NO_REASON_YET, Suppression, read_suppressions

_NEVER = frozenset({"SUP001", "TPL001"})
_IN_MARKUP = frozenset({"markdown", "html"})
_LINE_END = re.compile(r"\r\n|\n|\r")
_INDENT = re.compile(r"[ \t>]*")


class Insertion(NamedTuple):
    """`text` is to stand at an offset of the document; `reason` is where in it the author's reason goes."""

    offset: int
    text: str

    @property
    def reason(self) -> Span:
        start = self.offset + self.text.index(NO_REASON_YET)
        return Span(start, start + len(NO_REASON_YET))


def insertion_for(document: Document, draft: Draft, finding: Finding, linter: Linter) -> Insertion | None:
    """How to silence a finding where it stands; None where its format has no way, and for rules that cannot be silenced."""
    if finding.rule.code in _NEVER:
        return None
    before = list(drafts_of(document, draft.source, linter))
    number = next((number for number, item in enumerate(before) if isinstance(item, Draft) and _same(item, draft)), None)
    if number is None:
        return None
    return next((way for way in _ways(document, draft, finding) if _holds(way, document, before, number, finding, linter)), None)


def _ways(document: Document, draft: Draft, finding: Finding) -> Iterator[Insertion]:
    code = finding.rule.code
    if document.format == "jsonl":
        yield from _in_record(draft, code)
    if not _is_markup(document, draft):
        return
    comment = f"<!-- replylint: ignore {code} -- {NO_REASON_YET} -->"
    own_line = list(_on_own_line(draft, finding, comment))
    in_line = [Insertion(draft.given_to_source(Span(end, end)).start, f" {comment}") for end in (_line_end(draft, finding), draft.to_given(finding.span).end)]
    yield from [*in_line, *own_line] if draft.region_at(finding.span.start) == "list_item" else [*own_line, *in_line]


def _is_markup(document: Document, draft: Draft) -> bool:
    """Whether a comment in the reply is seen by nobody who gets it: plain text has no comments."""
    from replylint.formats import html

    return (draft.given_pieces is None and document.format in _IN_MARKUP) or html.is_html(draft.given)


def _on_own_line(draft: Draft, finding: Finding, comment: str) -> Iterator[Insertion]:
    """Before the first line of the finding's block, with that line's indentation. Only where the reply is the file: elsewhere a line has its own marks."""
    if draft.given_pieces is not None:
        return
    block = draft.text.rfind("\n", 0, finding.span.start) + 1
    given = draft.given
    at = draft.to_given(Span(block, max(block + 1, min(finding.span.end, len(draft.text))))).start
    line = max(given.rfind("\n", 0, at), given.rfind("\r", 0, at)) + 1
    end = _LINE_END.search(given)
    indent = _INDENT.match(given, line)
    yield Insertion(line, f"{indent[0] if indent else ''}{comment}{end[0] if end else chr(10)}")


def _line_end(draft: Draft, finding: Finding) -> int:
    """The end of the line of the given text on which a finding ends."""
    end = draft.to_given(finding.span).end
    found = _LINE_END.search(draft.given, end)
    return found.start() if found else len(draft.given)


def _in_record(draft: Draft, code: str) -> Iterator[Insertion]:
    """In a line of JSON: an entry of its `ignore`, or that key."""
    from replylint.formats import json_tree
    from replylint.formats.tree import Map

    source = draft.source
    line = source.line_at(source.position(draft.to_source(Span(0, 0)).start)[0])
    text = source.text[line.start : line.end]
    try:
        record = json_tree.tree_of(text)
    except ValueError:
        return
    if not isinstance(record, Map):
        return
    ignore = record.get("ignore")
    entry = f'"{code}": "{NO_REASON_YET}"'
    if ignore is None:
        yield Insertion(line.start + text.index("{") + 1, f'"ignore": {{{entry}}}, ')
    elif isinstance(ignore, Map):
        yield Insertion(line.start + ignore.span.start + 1, entry + (", " if ignore.entries else ""))


def _holds(way: Insertion, document: Document, before: Sequence[Draft | Failure | Skipped], number: int, finding: Finding, linter: Linter) -> bool:
    old = before[number]
    text = document.text[: way.offset] + way.text + document.text[way.offset :]
    after = list(drafts_of(document, Source(text, document.path), linter))
    if not isinstance(old, Draft) or len(after) != len(before) or not all(_as_before(one, other) for one, other in zip(before, after)):
        return False
    draft = after[number]
    if not isinstance(draft, Draft):
        return False
    at = _same_word(old.text, finding.span.start, draft.text)
    said = [entry for entry in read_suppressions(draft) if isinstance(entry, Suppression) and names_rule(entry.words, finding.rule) and not entry.reason]
    return any(entry.where is None or entry.where.start <= at <= entry.where.end for entry in said)


def _same_word(old: str, at: int, new: str) -> int:
    """Where in a text that differs in its spaces only a character of the other stands."""
    left = sum(not sign.isspace() for sign in old[:at])
    for offset, sign in enumerate(new):
        if not sign.isspace():
            if left == 0:
                return offset
            left -= 1
    return len(new)


def _as_before(old: Draft | Failure | Skipped, new: Draft | Failure | Skipped) -> bool:
    if isinstance(old, Draft) and isinstance(new, Draft):
        kinds = [[region.kind for region in draft.regions] for draft in (old, new)]
        return (old.text.split(), old.id, old.title) == (new.text.split(), new.id, new.title) and kinds[0] == kinds[1]
    return type(old) is type(new)


def _same(one: Draft, other: Draft) -> bool:
    return (one.text, one.pieces, one.given_pieces, one.id) == (other.text, other.pieces, other.given_pieces, other.id)
