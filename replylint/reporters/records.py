"""The machine contract: one object a draft, as `replylint schema` describes it. `json` is one document with all of them, `jsonl` one line each.

Written in ASCII with escapes, so that no encoding of a pipe and no half of a surrogate pair in a draft can break it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from replylint.draft import Draft
from replylint.errors import Failure
from replylint.fixing import Unfixable, changes_in_given
from replylint.model import DraftReport, Finding, Fix, Severity, Span
from replylint.reporters import Paper, Summary
from replylint.reporters.places import Place, first_line, in_order, name_of, place_of, place_of_finding

SCHEMA = 1


def record(report: DraftReport) -> dict[str, Any]:
    """The output object of one draft. `start` and `end` count in the text that was given, lines and columns in the source."""
    draft = report.draft
    return {
        "schema": SCHEMA,
        "id": name_of(draft),
        "path": draft.source.path,
        "line": first_line(draft),
        "refusal": report.refusal,
        "score": report.score,
        "note": report.note,
        "moves": [
            {"kind": move.kind.value, **_given(draft, move.span), "flags": sorted(move.flags)}
            for move in sorted(report.moves, key=lambda move: (move.span, move.kind.value))
        ],
        "rows": {verdict.row: {"verdict": verdict.level, "score": verdict.score, "note": verdict.note} for verdict in report.verdicts},
        "findings": [_finding(draft, finding) for finding in in_order(report)],
    }


def failure_record(failure: Failure) -> dict[str, Any]:
    """The output object of something that could not be judged."""
    return {"path": failure.path, "line": failure.line, "column": failure.column, "message": failure.message, "hint": failure.hint}


def summary_record(summary: Summary) -> dict[str, Any]:
    """The figures of a run."""
    return {
        "drafts": summary.drafts,
        "refusals": {"full": summary.refusing("full"), "partial": summary.refusing("partial"), "none": summary.refusing("none")},
        "findings": {severity.value: summary.found(severity) for severity in Severity},
        "files": {"read": summary.files, "skipped": summary.skipped},
        "skipped_files": [{"path": skipped.path, "why": skipped.why} for skipped in summary.skipped_files],
        "failures": summary.failed,
    }


def _finding(draft: Draft, finding: Finding) -> dict[str, Any]:
    rule = finding.rule
    return {
        "code": rule.code,
        "name": rule.name,
        "row": rule.row,
        "severity": rule.severity.value,
        **_stretch(finding.in_given(draft)),
        "path": draft.source.path,
        **_lines(place_of_finding(draft, finding)),
        "message": finding.message,
        "suggestion": finding.suggestion,
        "related": [{**_given(draft, span), **_lines(place_of(draft, span))} for span in finding.related],
        "fix": _fix(draft, finding.fix),
    }


def _fix(draft: Draft, fix: Fix | None) -> dict[str, Any] | None:
    """The edits in the text that was given; None also where markup or a slot stands in their way."""
    if fix is None:
        return None
    try:
        changes = changes_in_given(draft, fix)
    except Unfixable:
        return None
    return {"title": fix.title, "edits": [change._asdict() for change in changes]}


def _given(draft: Draft, span: Span) -> dict[str, int]:
    return _stretch(draft.to_given(span))


def _stretch(given: Span) -> dict[str, int]:
    return {"start": given.start, "end": given.end}


def _lines(place: Place) -> dict[str, int]:
    return {"line": place.line, "column": place.column, "end_line": place.end_line, "end_column": place.end_column}


def dumps(value: Mapping[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


class JsonLinesReporter:
    """One object a draft, in the order of the drafts. A draft that could not be judged has no line: what failed is on standard error only."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper

    def begin(self) -> None:
        """Nothing stands before the records."""

    def draft(self, report: DraftReport) -> None:
        self._paper.out.write(dumps(record(report)) + "\n")

    def failure(self, failure: Failure) -> None:
        """Failures are on standard error only, so that every line is a record of the same kind."""

    def end(self, summary: Summary) -> None:
        """Nothing stands behind the records."""


class JsonReporter:
    """One document: the drafts' objects, one a line, then what failed and the figures of the run."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._drafts = 0
        self._failures: list[Failure] = []

    def begin(self) -> None:
        self._paper.out.write(f'{{"schema": {SCHEMA}, "drafts": [')

    def draft(self, report: DraftReport) -> None:
        self._paper.out.write(("," if self._drafts else "") + "\n" + dumps(record(report)))
        self._drafts += 1

    def failure(self, failure: Failure) -> None:
        self._failures.append(failure)

    def end(self, summary: Summary) -> None:
        failures = ",".join("\n" + dumps(failure_record(failure)) for failure in self._failures)
        self._paper.out.write(f'],\n"failures": [{failures}],\n"summary": {dumps(summary_record(summary))}}}\n')
