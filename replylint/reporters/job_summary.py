"""The page that GitHub shows for a job: what was found by rule, where the replies are weak, and every reply with its score."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from replylint.errors import Failure
from replylint.model import DraftReport
from replylint.reporters.cells import shown
from replylint.reporters.characters import clean
from replylint.reporters.checkout import Checkout
from replylint.reporters.places import first_line
from replylint.reporters.scorecard import said_of
from replylint.reporters.statistics import Statistics

MOST_BYTES = 1024 * 1024  # what is longer GitHub drops whole
MOST_DRAFTS = 1_000
_MOST_FAILURES = 100
_ROOM_FOR_A_NOTE = 300
_LONGEST_NAME = 120
_MARKUP = re.compile(r"([\\`*_\[\]#|~>$:@])")


class SummaryFull(Exception):
    """The job's page has no room left."""


class _Line(NamedTuple):
    """A reply in the table; sorted by score, then as it came."""

    score: int
    number: int
    cells: tuple[str, ...]


class JobSummary:
    """Holds a line a draft, and none of its text."""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout
        self._counted = Statistics()
        self._lines: list[_Line] = []
        self._failures: list[str] = []

    def add(self, report: DraftReport) -> None:
        """Counts a draft."""
        self._counted.add(report)
        draft = report.draft
        line = first_line(draft)
        place = f"{self._checkout.path(draft.source.path)}{f':{line}' if line > 1 else ''}"
        name = _short(draft.title or draft.id or "")
        found = Counter(finding.rule.code for finding in report.findings)
        codes = ", ".join(code if number == 1 else f"{code} ×{number}" for code, number in sorted(found.items()))
        said = said_of(report)
        score = "" if report.score is None else str(report.score)
        cells = (cell(place) + (f"<br>{cell(name)}" if name and name != draft.source.path else ""), cell(said), score, cell(codes))
        self._lines.append(_Line(101 if report.score is None else report.score, len(self._lines), cells))

    def fail(self, failure: Failure) -> None:
        """Notes what could not be judged."""
        self._failures.append(cell(_short(str(failure).partition("\n")[0], 400)))

    def append_to(self, path: str, figures: str) -> None:
        """Writes the page behind what other steps wrote. Raises OSError, and SummaryFull when there is no room for it."""
        with open(path, "a", encoding="utf-8", newline="\n") as file:
            room = MOST_BYTES - os.fstat(file.fileno()).st_size
            page = self._page(figures, room)
            if len(page) > room:
                raise SummaryFull(f"{path} has only {room:,} bytes left of {MOST_BYTES:,}")
            file.write(page.decode("utf-8"))

    def _page(self, figures: str, room: int) -> bytes:
        """The page in at most so many bytes, if the lines of the table can be left out."""
        head = "".join(f"{line}\n" for line in self._head(figures)).encode()
        used, kept = len(head) + _ROOM_FOR_A_NOTE, bytearray(head)
        for number, line in enumerate(sorted(self._lines)):
            text = f"| {' | '.join(line.cells)} |\n".encode()
            if number == MOST_DRAFTS or used + len(text) > room:
                kept += f"\n… and {len(self._lines) - number:,} more, none of a lower score.\n".encode()
                break
            kept += text
            used += len(text)
        return bytes(kept)

    def _head(self, figures: str) -> Iterator[str]:
        yield from ("## replylint", "", cell(figures), "")
        if self._failures:
            yield from ("### Could not be judged", "", *(f"- {text}" for text in self._failures[:_MOST_FAILURES]))
            if len(self._failures) > _MOST_FAILURES:
                yield f"- … and {len(self._failures) - _MOST_FAILURES:,} more"
            yield ""
        rules = [
            (f"`{rule.code}` {cell(rule.name)}", rule.severity.value, str(findings), str(drafts), f"{share:.0%}") for rule, findings, drafts, share in self._counted.rules()
        ]
        if rules:
            yield from ("### Findings by rule", "", *_table(("rule", "severity", "findings", "replies", "share of replies"), rules, 3), "")
        rows = [(cell(row.replace("_", " ")), f"{100 * mean:.0f}", str(scored)) for row, scored, mean, _ in self._counted.rows() if mean is not None]
        if rows:
            yield from ("### Rows of the guideline table", "", *_table(("row", "mean score", "replies asked"), rows, 2), "")
        if self._lines:
            yield from ("### Replies, the weakest first", "", *_table(("reply", "", "score", "findings"), [], 0))


def cell(text: str) -> str:
    """Text for a page in Markdown that shows as it is: no markup, no mention, no line end. Spaces at the ends are lost."""
    plain = " ".join(clean(shown(text)).split())
    return _MARKUP.sub(r"\\\1", plain.replace("&", "&amp;").replace("<", "&lt;"))


def _short(text: str, most: int = _LONGEST_NAME) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _table(head: Sequence[str], lines: Sequence[Sequence[str]], numbers: int) -> Iterator[str]:
    """A table whose last `numbers` columns are set to the right."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('---:' if at >= len(head) - numbers else '---' for at in range(len(head)))}|"
    yield from (f"| {' | '.join(line)} |" for line in lines)
