"""The Reviewdog Diagnostic Format: review comments on the lines of a pull request. Its columns are bytes of UTF-8, not characters."""

from __future__ import annotations

from typing import Any

from replylint.draft import Source
from replylint.errors import Failure
from replylint.model import DraftReport, Finding, Span
from replylint.reporters import Paper, Summary
from replylint.reporters.characters import clean
from replylint.reporters.places import NO_PATH, in_order
from replylint.reporters.records import dumps


class RdjsonReporter:
    """One object, its diagnostics written as they come. A suggestion that can be taken with a click is there only for a rewrite that keeps the meaning."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._written = 0

    def begin(self) -> None:
        self._paper.out.write('{"source": {"name": "replylint"}, "diagnostics": [')

    def draft(self, report: DraftReport) -> None:
        for finding in in_order(report):
            self._write(self._diagnostic(report, finding))

    def failure(self, failure: Failure) -> None:
        start = {} if failure.line is None else {"range": {"start": {"line": failure.line}}}  # the column in bytes is not known
        text = f"{failure.message}\n{failure.hint}".strip()
        location = {"path": clean(failure.path or NO_PATH), **start}
        self._write({"message": clean(text), "location": location, "severity": "ERROR", "code": {"value": "could-not-judge"}})

    def end(self, summary: Summary) -> None:
        self._paper.out.write("\n]}\n" if self._written else "]}\n")

    def _diagnostic(self, report: DraftReport, finding: Finding) -> dict[str, Any]:
        source, rule = report.draft.source, finding.rule
        where = _range(source, finding.in_source(report.draft))
        diagnostic: dict[str, Any] = {
            "message": clean(f"{finding.message}\n{finding.suggestion}".strip()),
            "location": {"path": clean(source.path or NO_PATH), "range": where},
            "severity": rule.severity.name,
            "code": {"value": f"{rule.code} {rule.name}"},
        }
        fixes = [{"range": _range(source, Span(fix.start, fix.end)), "text": clean(fix.replacement)} for fix in self._paper.fixes(report, finding)]
        return {**diagnostic, "suggestions": fixes} if fixes else diagnostic

    def _write(self, diagnostic: dict[str, Any]) -> None:
        self._paper.out.write(("," if self._written else "") + "\n" + dumps(diagnostic))
        self._written += 1


def _range(source: Source, span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    """Line and column of a code point, the column in bytes of UTF-8 from 1."""
    line, column = source.position(offset)
    before = source.text[offset - column + 1 : offset]
    return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}
