"""What a finding is known by from one run to the next: the reply and the words, and never the line, so that text added above it changes nothing."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from replylint.draft import Draft
from replylint.model import DraftReport, Finding, Span

VERSION = "v1"  # changes when the same finding would get another fingerprint
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_SPACE = re.compile(r"\s+")


def fingerprint(report: DraftReport, finding: Finding, nth: int = 0) -> str:
    """32 hexadecimal digits of the rule, the reply and the words that are underlined, and of nothing that depends on where the reply stands.

    `nth` tells apart what is the same in all of these: 0 for the first in its file, 1 for the second. The path is no part of it, so that a file may
    be renamed; whoever keeps findings of several files adds it.
    """
    parts = (VERSION, finding.rule.code, reply_key(report.draft), words_key(report.draft, finding.span), str(nth))
    return digest(*parts)


def reply_key(draft: Draft) -> str:
    """What a reply goes by in its file: its title, which stays when others are put before it, else its id; "" for a file that is one reply."""
    return _normal(draft.title or draft.id or "")


def words_key(draft: Draft, span: Span) -> str:
    """The words of a span without what an editor changes: case, line ends, spaces, the form of quotes. Markup is no part of `Draft.text`."""
    return _normal(draft.text[span.start : span.end])


def digest(*parts: str) -> str:
    """32 hexadecimal digits that stand for some texts in their order."""
    whole = "\0".join(parts).encode("utf-8", "surrogatepass")  # a draft may hold half of a surrogate pair
    return hashlib.sha256(whole).hexdigest()[:32]


class Fingerprints:
    """Counts the findings of a run while it goes by, so that no two of one file have the same fingerprint. The drafts of a file come together."""

    def __init__(self) -> None:
        self._path: str | None = None
        self._seen: Counter[str] = Counter()

    def of(self, report: DraftReport) -> Iterator[tuple[Finding, str]]:
        """The findings of a draft, by place and code, each with its fingerprint."""
        if report.draft.source.path != self._path:
            self._path = report.draft.source.path
            self._seen.clear()
        for finding in sorted(report.findings, key=lambda finding: (finding.span, finding.rule.code)):
            first = fingerprint(report, finding)
            nth = self._seen[first]
            self._seen[first] += 1
            yield finding, fingerprint(report, finding, nth) if nth else first


def _normal(text: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text).translate(_QUOTES)).strip().casefold()
