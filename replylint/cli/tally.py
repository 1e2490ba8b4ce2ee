"""Counts a run while it goes by, and works out its exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from replylint.asked import HasSettings
from replylint.errors import Skipped
from replylint.fixing import is_fixable
from replylint.kinds import SET_ASIDE
from replylint.model import DraftReport, Refusal, Severity
from replylint.reporters import Summary
from replylint.reporters.cells import shown
from replylint.reporters.places import name_of


class Tally:
    """`fail_on` and `min_score` of the command line go before those of the configuration of a draft's path. `status` leaves out what failed.

    `excuses`: whether a draft may score low, since all that was found in it is known.
    """

    def __init__(self, fail_on: str | None, min_score: int | None, excuses: Callable[[DraftReport], bool] = lambda report: False) -> None:
        self._fail_on = fail_on
        self._excuses = excuses
        self._min_score = min_score
        self._drafts = 0
        self._refusals: Counter[Refusal] = Counter()
        self._findings: Counter[Severity] = Counter()
        self._notes: Counter[str] = Counter()
        self._fixable = 0
        self.failed = 0
        self.status = 0

    def add(self, report: DraftReport, linter: HasSettings | None) -> None:
        """Counts a draft."""
        self._drafts += 1
        self._refusals[report.refusal] += 1
        self._notes.update([report.note] if report.note in SET_ASIDE else [])
        self._findings.update(finding.rule.severity for finding in report.findings)
        self._fixable += sum(is_fixable(report.draft, finding) for finding in report.findings)
        if self.fails(report, linter):
            self.status = 1

    def fails(self, report: DraftReport, linter: HasSettings | None) -> bool:
        """Whether a draft gives the run the status 1."""
        settings = None if linter is None else linter.settings_for(report.draft.source.path)
        fail_on = settings.fail_on if settings is not None else Severity.WARNING
        if self._fail_on is not None:
            fail_on = None if self._fail_on == "never" else Severity(self._fail_on)
        worst = max((finding.rule.severity.rank for finding in report.findings), default=-1)
        return (fail_on is not None and worst >= fail_on.rank) or bool(self.low(report, linter))

    def low(self, report: DraftReport, linter: HasSettings | None) -> str:
        """A line about a draft whose score is under what is asked; empty for the others."""
        settings = None if linter is None else linter.settings_for(report.draft.source.path)
        option, least = "--min-score", self._min_score
        if least is None and settings is not None:
            option, least = "min-score", settings.min_score
        if least is None or report.score is None or report.score >= least or self._excuses(report):
            return ""
        return f"{shown(name_of(report.draft) or '<input>')}: score {report.score} is under {option} {least}"

    @property
    def found(self) -> int:
        """How many findings there are so far."""
        return sum(self._findings.values())

    def summary(self, files: int, skipped: Sequence[Skipped], fixed: int = 0, known: int = 0) -> Summary:
        """The run in figures."""
        return Summary(
            self._drafts,
            dict(self._refusals),
            dict(self._findings),
            files,
            len(skipped),
            self.failed,
            set_aside=dict(self._notes),
            skipped_files=tuple(skipped),
            fixable=self._fixable,
            fixed=fixed,
            known=known,
        )
