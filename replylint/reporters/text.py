"""The report that people read: a scorecard a draft, its findings with the words underlined, and the run in one line.

A draft in which nothing was found takes one line, so that a long list stays short; when it is the only draft of the run, its scorecard is shown.
"""

from __future__ import annotations

from replylint.errors import Failure
from replylint.fixing import is_fixable
from replylint.kinds import SET_ASIDE
from replylint.model import DraftReport, Finding, Severity
from replylint.reporters import Paper, Summary
from replylint.reporters.cells import shown
from replylint.reporters.findings import FIXABLE, finding_lines
from replylint.reporters.ink import Words, ink_for
from replylint.reporters.places import NO_PATH, first_line, in_order, place_of_finding
from replylint.reporters.scorecard import Marks, marks_for, said_of, scorecard

_MOST_NAMED = 5


class TextReporter:
    """With `quiet`: every finding on one line and nothing else."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._ink = ink_for(paper.out, paper.color)
        self._marks: Marks = marks_for(paper)
        self._waiting: DraftReport | None = None
        self._drafts = 0
        self._gap = False

    def begin(self) -> None:
        """Nothing stands before the first draft."""

    def draft(self, report: DraftReport) -> None:
        if self._paper.quiet:
            for finding in in_order(report):
                self._ink.line(_compact(report, finding))
            return
        self._drafts += 1
        if self._drafts == 1 and not report.findings:  # shown in full if no other follows
            self._waiting = report
            return
        self._flush_waiting()
        self._show(report, whole=bool(report.findings))

    def failure(self, failure: Failure) -> None:
        """Failures are on standard error only."""

    def end(self, summary: Summary) -> None:
        if self._paper.quiet:
            return
        if self._waiting is not None:
            self._show(self._waiting, whole=True)
        if self._drafts:
            self._ink.line([])
        self._ink.line(in_figures(summary, self._marks))
        if summary.fixed:
            self._ink.line([(f"{counted(summary.fixed, 'finding')} fixed", "met")])
        if summary.fixable:
            self._ink.line([(f"{counted(summary.fixable, 'finding')} can be fixed with --fix", "better")])
        if self._paper.hint and sum(summary.found(severity) for severity in Severity):
            self._ink.line([(self._paper.hint, "quiet")])

    def _flush_waiting(self) -> None:
        if self._waiting is not None:
            self._show(self._waiting, whole=False)
            self._waiting = None

    def _show(self, report: DraftReport, *, whole: bool) -> None:
        """A draft in full, or in a line. A draft in full has an empty line on either side."""
        if self._gap or (whole and self._drafts > 1):
            self._ink.line([])
        self._gap = whole
        self._ink.line(self._header(report, whole=whole))
        if not whole:
            return
        for number, line in enumerate(scorecard(report, self._marks, self._paper.width)):
            if number == 0:
                self._ink.line([])
            self._ink.line(line)
        before = None
        for finding in in_order(report):
            self._ink.line([])
            for line in finding_lines(report, finding, self._marks, self._paper.width, with_excerpt=finding.in_given(report.draft) != before):
                self._ink.line(line)
            before = finding.in_given(report.draft)

    def _header(self, report: DraftReport, *, whole: bool) -> list[Words]:
        line: list[Words] = [] if whole else [(f"{self._marks.level['met']} ", "met")] if _all_met(report) else [(f"{self._marks.level['na']} ", "quiet")]
        line += [(part, "strong") for part in _name(report)]
        line += [(self._marks.dot, "quiet"), (said_of(report), "")]
        if report.score is not None:
            line += [(self._marks.dot, "quiet"), (f"{report.score}/100", "strong")]
        below = [verdict.row for verdict in report.verdicts if verdict.level in ("weak", "unmet") and verdict.score is not None]
        if not whole and below:
            line += [(self._marks.dot, "quiet"), (f"could be better: {', '.join(below)}", "quiet")]
        return line


def _all_met(report: DraftReport) -> bool:
    return report.is_judged and report.note not in SET_ASIDE and all(verdict.level in ("met", "na") or verdict.score is None for verdict in report.verdicts)


def _name(report: DraftReport) -> list[str]:
    """Path with the line where the draft starts, unless that is the first; then its id and title, and the branch of the template that it is for."""
    draft = report.draft
    line = first_line(draft)
    parts = [shown(draft.source.path or NO_PATH) + (f":{line}" if line > 1 else "")]
    if draft.id is not None and draft.id != draft.source.path:
        parts.append(f" {shown(draft.id)}")
    if draft.title:
        parts.append(f' "{shown(draft.title)}"')
    if "variant" in draft.meta:
        parts.append(f" ({shown(str(draft.meta['variant']))})")
    return parts


def _compact(report: DraftReport, finding: Finding) -> list[Words]:
    rule = finding.rule
    place = str(place_of_finding(report.draft, finding))
    mark: Words = (f"{FIXABLE} ", "better") if is_fixable(report.draft, finding) else ("", "")
    return [(f"{place}:", "place"), (f" {rule.code} ", rule.severity.value), mark, (f"{rule.name} ", "strong"), (f"{rule.severity}: {shown(finding.message)}", "")]


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def in_figures(summary: Summary, marks: Marks) -> list[Words]:
    """The run in one line."""
    refusals = summary.refusing("full") + summary.refusing("partial")
    partly = f" ({summary.refusing('partial')} in part)" if summary.refusing("partial") else ""
    judged = f"{counted(summary.drafts, 'draft')} in {counted(summary.files - summary.skipped, 'file')}, {counted(refusals, 'refusal')}{partly}"
    line: list[Words] = [(judged, ""), (marks.dot, "quiet")]
    found = [(severity, summary.found(severity)) for severity in Severity if summary.found(severity)]
    if not found:
        line.append(("nothing found", "met" if summary.drafts else ""))
    for number, (severity, count) in enumerate(found):
        words = counted(count, "info", "info") if severity is Severity.INFO else counted(count, severity.value)
        line += [(", " if number else "", ""), (words, severity.value)]
    aside = [f"{count} {one if count == 1 else many}" for note, (one, many) in SET_ASIDE.items() if (count := (summary.set_aside or {}).get(note, 0))]
    if aside:
        line += [(marks.dot, "quiet"), (", ".join(aside), "")]
    if summary.known:
        line += [(marks.dot, "quiet"), (f"{summary.known:,} known, not shown", "")]
    if summary.skipped:
        line += [(marks.dot, "quiet"), (_skipped(summary), "")]
    if summary.failed:
        line += [(marks.dot, "quiet"), (f"{summary.failed} could not be judged", "error")]
    return line


def _skipped(summary: Summary) -> str:
    """What was not judged: "2 of 14 files skipped: package.json (no replies recognised), …"."""
    named = [f"{shown(skipped.path or NO_PATH)} ({skipped.why})" for skipped in summary.skipped_files[:_MOST_NAMED]]
    names = f": {', '.join(named)}" if named else ""
    more = f" and {summary.skipped - len(named)} more (--format json lists them)" if 0 < len(named) < summary.skipped else ""
    return f"{summary.skipped} of {counted(summary.files, 'file')} skipped{names}{more}"
