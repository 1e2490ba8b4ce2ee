"""The rows of the guideline table for one draft: row, verdict, why."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from replylint.kinds import SET_ASIDE, UNSURE
from replylint.model import DraftReport, Level, Refusal, Verdict
from replylint.reporters import Paper
from replylint.reporters.cells import shown
from replylint.reporters.ink import Words

REFUSALS: Mapping[Refusal, str] = {"full": "refuses", "partial": "refuses in part", "none": "turns nothing down"}


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs of the report, for an output that has them and for one that has not."""

    level: Mapping[Level, str]
    dot: str
    arrow: str
    bar: str
    ellipsis: str


_FINE = Marks({"met": "✓", "weak": "~", "unmet": "✗", "na": "-"}, " · ", "→", "│", "…")
_ASCII = Marks({"met": "+", "weak": "~", "unmet": "x", "na": "-"}, " - ", "->", "|", "...")


def marks_for(paper: Paper) -> Marks:
    """Plain ASCII where the encoding of the output has no better."""
    return _FINE if paper.can_show("✓✗·→│…") else _ASCII


def said_of(report: DraftReport) -> str:
    """What a draft does, in a few words: refuses or not, or why it was not judged."""
    if report.note in SET_ASIDE or not report.is_judged:
        return shown(report.note)
    return "may refuse" if report.note == UNSURE else REFUSALS[report.refusal]


def scorecard(report: DraftReport, marks: Marks, width: int) -> Iterator[list[Words]]:
    """One line a row that applies; the rows that do not apply in one line at the end."""
    asked = [verdict for verdict in report.verdicts if verdict.level != "na"]
    column = max((len(verdict.row) for verdict in asked), default=0)
    for verdict in asked:
        yield from _row(verdict, column, marks, width)
    if report.note == UNSURE:
        yield [(f"  {report.note}", "quiet")]
    left = ", ".join(verdict.row for verdict in report.verdicts if verdict.level == "na")
    if left and report.is_judged:
        because = "it turns nothing down, so not asked here" if report.refusal == "none" else "not asked here"
        yield from ([(line, "quiet")] for line in textwrap.wrap(f"{because}: {left}", width, initial_indent="  ", subsequent_indent="    "))


def _row(verdict: Verdict, column: int, marks: Marks, width: int) -> Iterator[list[Words]]:
    told = verdict.score is None  # a level without a score is information: neither tick nor cross
    start: list[Words] = [
        (f"  {marks.dot.strip() if told else marks.level[verdict.level]} ", "quiet" if told else verdict.level),
        (f"{verdict.row:<{column}}  ", "strong"),
        (f"{verdict.level:<5}  ", "quiet" if told else verdict.level),
    ]
    indent = 4 + column + 2 + 7
    notes = textwrap.wrap(shown(verdict.note), max(width - indent, 30), break_long_words=False, break_on_hyphens=False) or [""]
    yield [*start, (notes[0], "")]
    yield from ([(" " * indent + line, "")] for line in notes[1:])
