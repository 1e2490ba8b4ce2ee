"""JUnit's XML, which every build server reads: a test case a draft, failed where the draft makes the run fail."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

from replylint.errors import Failure
from replylint.model import DraftReport
from replylint.reporters import Paper, Summary
from replylint.reporters.characters import xml_attribute, xml_text
from replylint.reporters.places import NO_PATH, first_line, in_order, place_of_finding
from replylint.reporters.text import counted


class JunitReporter:
    """The cases are held until the end, since their numbers stand before them."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._cases: list[str] = []
        self._kinds: Counter[str] = Counter()
        self._path: str | None = ""
        self._names: Counter[str] = Counter()

    def begin(self) -> None:
        """Nothing stands before the numbers."""

    def draft(self, report: DraftReport) -> None:
        kind, inside = "", ""
        if self._paper.fails(report):
            kind = "failures"
            inside = f"<failure message={xml_attribute(_in_short(report))} type={xml_attribute(_worst(report))}>{xml_text(_details(report))}</failure>"
        elif report.findings:
            inside = f"<system-out>{xml_text(_details(report))}</system-out>"
        elif not report.is_judged:
            kind, inside = "skipped", f"<skipped message={xml_attribute(report.note)}/>"
        self._case(report.draft.source.path, self._name(report), first_line(report.draft), inside, kind)

    def failure(self, failure: Failure) -> None:
        inside = f'<error message={xml_attribute(failure.message)} type="could-not-judge">{xml_text(str(failure))}</error>'
        self._case(failure.path, "could not be judged" + (f" (line {failure.line})" if failure.line else ""), failure.line or 1, inside, "errors")

    def end(self, summary: Summary) -> None:
        numbers = f'tests="{len(self._cases)}" ' + " ".join(f'{kind}="{self._kinds[kind]}"' for kind in ("failures", "errors", "skipped"))
        totals = f'tests="{len(self._cases)}" failures="{self._kinds["failures"]}" errors="{self._kinds["errors"]}"'
        write = self._paper.out.write
        write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="replylint" {totals}>\n  <testsuite name="replylint" {numbers}>\n')
        for case in self._cases:
            write(case)
        write("  </testsuite>\n</testsuites>\n")

    def _case(self, path: str | None, name: str, line: int, inside: str, kind: str) -> None:
        where = xml_attribute(path or NO_PATH)
        self._kinds[kind] += 1
        self._cases.append(f'    <testcase classname={where} name={xml_attribute(name)} file={where} line="{line}">{inside}</testcase>\n')

    def _name(self, report: DraftReport) -> str:
        """The draft's title or id, else the file's name; told apart by a number where a file has it twice."""
        draft = report.draft
        if draft.source.path != self._path:
            self._path = draft.source.path
            self._names.clear()
        name = draft.title or draft.id or PurePath(draft.source.path or NO_PATH).name
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name} ({self._names[name]})"


def _in_short(report: DraftReport) -> str:
    codes = ", ".join(dict.fromkeys(finding.rule.code for finding in in_order(report)))
    score = "" if report.score is None else f", {report.score}/100"
    return counted(len(report.findings), "finding") + (f": {codes}" if codes else "") + score


def _worst(report: DraftReport) -> str:
    """The worst severity; a draft without findings fails by its score."""
    return max((finding.rule.severity for finding in report.findings), key=lambda severity: severity.rank).value if report.findings else "score"


def _details(report: DraftReport) -> str:
    lines: list[str] = []
    for finding in in_order(report):
        lines.append(f"{place_of_finding(report.draft, finding)}: {finding.rule.code} {finding.rule.name} {finding.rule.severity}")
        lines += [f"  {text}" for text in (finding.message, finding.suggestion) if text]
    return "\n".join(["", *lines, ""])
