"""The report as one HTML page without any outside resource: to read, to filter, to send on. Its parts are in the folder `page`."""

from __future__ import annotations

import base64
import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from replylint import __version__
from replylint.errors import Failure
from replylint.model import DraftReport, Finding, Severity, Verdict
from replylint.reporters import Paper, Summary
from replylint.reporters.characters import clean
from replylint.reporters.guide import Guide
from replylint.reporters.places import NO_PATH, first_line, in_order, place_of, place_of_finding
from replylint.reporters.scorecard import REFUSALS, marks_for, said_of
from replylint.reporters.statistics import Statistics
from replylint.reporters.text import in_figures
from replylint.reporters.underlined import segments

_FOLDER = Path(__file__).parent / "page"
_OPEN = 3  # so many replies, the weakest, are shown whole when the page is opened
_WORST_FIRST = sorted(Severity, key=lambda severity: -severity.rank)


class _Reply(NamedTuple):
    """A reply as it will be written; sorted by score, those without one last, then as it came."""

    score: int
    number: int
    html: str


class HtmlReporter:
    """Holds every reply as a piece of the page, since the weakest come first."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._counted = Statistics()
        self._replies: list[_Reply] = []
        self._failures: list[Failure] = []

    def begin(self) -> None:
        """The weakest reply is known at the end."""

    def draft(self, report: DraftReport) -> None:
        self._counted.add(report)
        number = len(self._replies) + 1
        html = self._templates.get_template("reply.html.j2").render(reply=_reply(report, number, self._guide))
        self._replies.append(_Reply(101 if report.score is None else report.score, number, html))

    def failure(self, failure: Failure) -> None:
        self._failures.append(failure)

    def end(self, summary: Summary) -> None:
        script = (_FOLDER / "report.js").read_text("utf-8")
        page = self._templates.get_template("report.html.j2").generate(
            version=__version__,
            figures="".join(text for text, _ in in_figures(summary, marks_for(self._paper))),
            style=(_FOLDER / "report.css").read_text("utf-8"),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            failures=self._failures,
            no_path=NO_PATH,
            rows=[_row_in_all(row, mean, scored, self._guide) for row, scored, mean, _ in self._counted.rows() if mean is not None],
            rules=self._counted.rules(),
            refusals=[(REFUSALS[kind], drafts, mean) for kind, drafts, mean in self._counted.refusals()],
            severities=[severity.value for severity in _WORST_FIRST],
            drafts=len(self._replies),
            findings=sum(rule.findings for rule in self._counted.rules()),
            open=_OPEN,
            replies=sorted(self._replies),
        )
        for part in page:
            self._paper.out.write(clean(part).encode("ascii", "xmlcharrefreplace").decode("ascii"))

    @cached_property
    def _guide(self) -> Guide:
        return self._paper.guide()

    @cached_property
    def _templates(self) -> Any:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        return Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _reply(report: DraftReport, number: int, guide: Guide) -> dict[str, Any]:
    """What the template shows of a reply."""
    draft, findings = report.draft, in_order(report)
    line = first_line(draft)
    return {
        "number": number,
        "name": draft.title or draft.id or draft.source.path or NO_PATH,
        "place": (draft.source.path or NO_PATH) + (f":{line}" if line > 1 else ""),
        "score": report.score,
        "said": said_of(report),
        "rows": [_row(verdict, guide) for verdict in report.verdicts if verdict.level != "na"],
        "left": [guide.title(verdict.row) for verdict in report.verdicts if verdict.level == "na"],
        "findings": [_finding(report, finding, at) for at, finding in enumerate(findings, 1)],
        "segments": [
            {
                "text": segment.text,
                "kind": segment.kind,
                "on": segment.findings,
                "severity": max((findings[at - 1].rule.severity for at in segment.findings), key=lambda one: one.rank).value if segment.findings else "",
                "ends": segment.ends,
            }
            for segment in segments(draft, findings)
        ],
    }


def _row(verdict: Verdict, guide: Guide) -> dict[str, Any]:
    percent = None if verdict.score is None else round(100 * verdict.score)
    return {"title": guide.title(verdict.row), "level": verdict.level, "percent": percent, "note": verdict.note}


def _row_in_all(row: str, mean: float, scored: int, guide: Guide) -> dict[str, Any]:
    question = guide.rows[row].question if row in guide.rows else ""
    return {"title": guide.title(row), "percent": round(100 * mean), "drafts": scored, "question": question}


def _finding(report: DraftReport, finding: Finding, number: int) -> dict[str, Any]:
    rule = finding.rule
    return {
        "number": number,
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "place": str(place_of_finding(report.draft, finding)),
        "related": [
            {"place": f"{place.line}:{place.column}", "words": report.draft.text[span.start : span.end]}
            for span in finding.related
            for place in [place_of(report.draft, span)]
        ],
    }
