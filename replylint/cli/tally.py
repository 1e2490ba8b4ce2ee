"""Counts a run while it goes by, and works out its exit status."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from replylint.model import DraftReport, Refusal, Severity
from replylint.reporters import Summary

if TYPE_CHECKING:
    from replylint.runner import Linter


class Tally:
    """`fail_on` and `min_score` of the command line go before those of the configuration of a draft's path. `status` leaves out what failed."""

    def __init__(self, fail_on: str | None, min_score: int | None) -> None:
        self._fail_on = fail_on
        self._min_score = min_score
        self._drafts = 0
        self._refusals: Counter[Refusal] = Counter()
        self._findings: Counter[Severity] = Counter()
        self.failed = 0
        self.status = 0

    def add(self, report: DraftReport, linter: Linter | None) -> None:
        """Counts a draft."""
        self._drafts += 1
        self._refusals[report.refusal] += 1
        self._findings.update(finding.rule.severity for finding in report.findings)
        if self._fails(report, linter):
            self.status = 1

    def _fails(self, report: DraftReport, linter: Linter | None) -> bool:
        settings = None if linter is None else linter.settings_for(report.draft.source.path)
        fail_on = settings.fail_on if settings is not None else Severity.WARNING
        if self._fail_on is not None:
            fail_on = None if self._fail_on == "never" else Severity(self._fail_on)
        least = self._min_score if self._min_score is not None or settings is None else settings.min_score
        worst = max((finding.rule.severity.rank for finding in report.findings), default=-1)
        return (fail_on is not None and worst >= fail_on.rank) or (least is not None and report.score is not None and report.score < least)

    def summary(self, files: int, skipped: int) -> Summary:
        """The run in figures."""
        return Summary(self._drafts, dict(self._refusals), dict(self._findings), files, skipped, self.failed)
