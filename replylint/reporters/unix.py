"""`path:line:column: CODE message`, one line a finding: what editors, `grep` and problem matchers read."""

from __future__ import annotations

from replylint.errors import Failure
from replylint.model import DraftReport
from replylint.reporters import Paper, Summary
from replylint.reporters.cells import shown
from replylint.reporters.places import in_order, place_of_finding


class UnixReporter:
    """Findings only, each on one line; nothing else goes to the output."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper

    def begin(self) -> None:
        """Nothing stands before the findings."""

    def draft(self, report: DraftReport) -> None:
        for finding in in_order(report):
            self._paper.out.write(f"{place_of_finding(report.draft, finding)}: {finding.rule.code} {shown(finding.message)}\n")

    def failure(self, failure: Failure) -> None:
        """Failures are on standard error only."""

    def end(self, summary: Summary) -> None:
        """Nothing stands behind the findings."""
