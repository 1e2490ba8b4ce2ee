"""The score over each draft, and the scorecard behind it."""

from __future__ import annotations

from typing import Any

from lsprotocol.types import CodeLens, Command

from replylint.lsp.judge import Judged
from replylint.lsp.positions import Sheet
from replylint.model import DraftReport, Level, Span
from replylint.reporters.cells import shown
from replylint.reporters.records import failure_record, record
from replylint.reporters.scorecard import said_of

SCORE = "replylint.score"
_MARKS: dict[Level, str] = {"met": "✓", "weak": "~", "unmet": "✗", "na": "-"}


def lenses_of(judged: Judged, sheet: Sheet) -> list[CodeLens]:
    """One for each draft, at the line where it starts; `replylint.score` shows its scorecard."""
    return [
        CodeLens(
            range=sheet.range(Span(at, at)),
            command=Command(headline(report), SCORE, arguments=[{"uri": judged.document.uri, "draft": number, "show": True}]),
        )
        for number, report in enumerate(judged.reports)
        for at in [report.draft.to_source(Span(0, 0)).start]
    ]


def headline(report: DraftReport) -> str:
    """A draft in a line: its score, whether it refuses, and the rows that are not met."""
    if not report.is_judged:
        return f"replylint: {shown(report.note)}"
    parts = [] if report.score is None else [f"{report.score}/100"]
    parts.append(shown(report.note) if report.score is None and report.note else said_of(report))
    for level in ("unmet", "weak"):
        rows = [verdict.row.replace("_", " ") for verdict in report.verdicts if verdict.level == level and verdict.score is not None]
        if rows:
            parts.append(f"{_MARKS[level]} {', '.join(rows)}")
    return f"replylint: {' · '.join(parts)}"


def scorecard_text(report: DraftReport) -> str:
    """The verdicts of a draft, one row a line."""
    name = shown(report.draft.title or report.draft.id or "")
    lines = [headline(report) + (f" ({name})" if name else "")]
    for verdict in report.verdicts:
        if verdict.level != "na":
            lines.append(f"{_MARKS[verdict.level]} {verdict.row.replace('_', ' ')}: {verdict.level}" + (f", {shown(verdict.note)}" if verdict.note else ""))
    return "\n".join(lines)


def scores(judged: Judged, draft: int | None) -> dict[str, Any]:
    """The answer of `replylint.score`: the objects of `check --format jsonl`, with title, first line and headline. `draft`: only that one, from 0."""
    chosen = judged.reports if draft is None else judged.reports[draft : draft + 1]
    return {
        "uri": judged.document.uri,
        "version": judged.document.version,
        "drafts": [{**record(one), "title": one.draft.title, "headline": headline(one), "scorecard": scorecard_text(one)} for one in chosen],
        "failures": [failure_record(failure) for failure in judged.failures],
    }
