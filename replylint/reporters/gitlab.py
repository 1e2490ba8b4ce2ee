"""GitLab's Code Quality report: what the merge request widget compares between two branches."""

from __future__ import annotations

from typing import Any

from replylint.errors import Failure
from replylint.fingerprint import Fingerprints, digest
from replylint.model import DraftReport, Severity
from replylint.reporters import Paper, Summary
from replylint.reporters.characters import clean
from replylint.reporters.checkout import Checkout
from replylint.reporters.places import place_of_finding
from replylint.reporters.records import dumps

NOT_JUDGED = "could-not-judge"
_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


class GitlabReporter:
    """One array, written as it comes. What could not be judged is in it: left out, the widget would show its old findings as mended."""

    def __init__(self, paper: Paper, checkout: Checkout) -> None:
        self._out = paper.out
        self._checkout = checkout
        self._known = Fingerprints()
        self._written = 0
        self._failures: dict[str, int] = {}

    def begin(self) -> None:
        self._out.write("[")

    def draft(self, report: DraftReport) -> None:
        for finding, known_by in self._known.of(report):
            rule, place = finding.rule, place_of_finding(report.draft, finding)
            text = f"{finding.message} {finding.suggestion}".strip()
            path = self._checkout.path(place.path)
            lines = {"begin": place.line, "end": place.end_line}
            self._write(text, f"{rule.code} {rule.name}", digest(path, known_by), _SEVERITIES[rule.severity], path, lines)

    def failure(self, failure: Failure) -> None:
        path = self._checkout.path(failure.path)
        first = digest(NOT_JUDGED, path, failure.message)
        nth = self._failures[first] = self._failures.get(first, -1) + 1
        known_by = digest(first, str(nth)) if nth else first
        self._write(f"{failure.message}. {failure.hint}".strip(), NOT_JUDGED, known_by, "blocker", path, {"begin": failure.line or 1})

    def end(self, summary: Summary) -> None:
        self._out.write("\n]\n" if self._written else "]\n")

    def _write(self, description: str, name: str, known_by: str, severity: str, path: str, lines: dict[str, int]) -> None:
        issue: dict[str, Any] = {
            "description": clean(description),
            "check_name": name,
            "fingerprint": known_by,
            "severity": severity,
            "location": {"path": clean(path), "lines": lines},
        }
        self._out.write(("," if self._written else "") + "\n" + dumps(issue))
        self._written += 1
