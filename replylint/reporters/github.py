"""Workflow commands of GitHub Actions, which become annotations on the lines of a pull request, and a job summary in Markdown.

GitHub shows ten annotations of each level a step and drops the others in silence; so the worst are written, and how many were not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from replylint.errors import Failure
from replylint.model import DraftReport, Finding, Severity
from replylint.reporters import Paper, Summary
from replylint.reporters.cells import shown
from replylint.reporters.characters import clean
from replylint.reporters.checkout import Checkout
from replylint.reporters.job_summary import JobSummary, SummaryFull
from replylint.reporters.places import place_of_finding
from replylint.reporters.scorecard import marks_for
from replylint.reporters.text import counted, in_figures
from replylint.reporters.worst import Worst

MOST_OF_A_LEVEL = 10
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


class GithubReporter:
    """Holds the annotations that will be shown, ten of each level, and a line a draft for the summary. `job_summary` is the file that GitHub gives for it."""

    def __init__(self, paper: Paper, checkout: Checkout, job_summary: str | None = None) -> None:
        self._paper = paper
        self._checkout = checkout
        self._summary_file = job_summary
        self._summary = JobSummary(checkout)
        self._failures: list[str] = []
        self._not_shown: Counter[str] = Counter()
        self._worst: dict[Severity, Worst[str]] = {severity: Worst(MOST_OF_A_LEVEL) for severity in Severity}

    def begin(self) -> None:
        """The worst are known at the end."""

    def draft(self, report: DraftReport) -> None:
        self._summary.add(report)
        for finding in report.findings:
            self._worst[finding.rule.severity].add(report, finding, partial(self._annotation, report, finding))

    def failure(self, failure: Failure) -> None:
        self._summary.fail(failure)
        if len(self._failures) == MOST_OF_A_LEVEL:
            self._not_shown["failure"] += 1
            return
        place: dict[str, object] = {} if failure.path is None else {"file": self._checkout.path(failure.path)}
        if failure.path is not None and failure.line is not None:
            place |= {"line": failure.line, "col": failure.column or 1}
        self._failures.append(command("error", {**place, "title": "could not be judged"}, _lines(failure.message, failure.hint)))

    def end(self, summary: Summary) -> None:
        write = self._paper.out.write
        for line in self._annotations():
            write(line + "\n")
        left = [counted(self._not_shown[name], name, "info" if name == "info" else "") for name in ("failure", *map(str, Severity)) if self._not_shown[name]]
        if left:
            write(f"Not shown as annotations, of which GitHub takes {MOST_OF_A_LEVEL} of a level: {', '.join(left)}.\n")
        figures = "".join(text for text, _ in in_figures(summary, marks_for(self._paper)))
        write(figures + "\n")
        if self._summary_file is not None:
            self._write_summary(self._summary_file, figures)

    def _annotations(self) -> Iterator[str]:
        """What GitHub will show, and no more; counts the others. Failures take the room of errors, since they are of that level, too."""
        yield from self._failures
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO):
            room = MOST_OF_A_LEVEL - (len(self._failures) if severity is Severity.ERROR else 0)
            lines = list(self._worst[severity])[:room]
            self._not_shown[severity.value] = self._worst[severity].seen - len(lines)
            yield from lines

    def _write_summary(self, path: str, figures: str) -> None:
        try:
            self._summary.append_to(path, figures)
        except (OSError, SummaryFull) as error:  # the annotations are whole without it
            self._paper.out.write(command("warning", {"title": "replylint"}, f"The job summary could not be written: {error}") + "\n")

    def _annotation(self, report: DraftReport, finding: Finding) -> str:
        rule, place = finding.rule, place_of_finding(report.draft, finding)
        where: dict[str, object] = {}
        if place.path is not None:
            where = {"file": self._checkout.path(place.path), "line": place.line, "endLine": place.end_line}
            if place.line == place.end_line:  # columns of several lines are refused
                where |= {"col": place.column, "endColumn": place.end_column}
        return command(COMMANDS[rule.severity], {**where, "title": f"{rule.code} {rule.name}"}, _lines(finding.message, finding.suggestion))


def command(name: str, properties: dict[str, object], message: str) -> str:
    """A workflow command on one line, whatever its texts hold."""
    told = ",".join(f"{key}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}" for key, value in properties.items())
    return f"::{name} {told}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _lines(*texts: str) -> str:
    return "\n".join(shown(text) for text in texts if text)
