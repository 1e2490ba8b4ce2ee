"""Writes what was found: one module a format. Reporters only read; everything they print is in the values they are given.

A reporter is told `begin`, then `draft` and `failure` as they come, then `end`; it writes at once, so that a long run shows its results as it goes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TextIO

from replylint.errors import Failure, Skipped
from replylint.fixing import Change, changes_in_source, is_fixable
from replylint.model import DraftReport, Finding, Refusal, Severity
from replylint.reporters.guide import Guide


def _has_a_warning(report: DraftReport) -> bool:
    return any(finding.rule.severity.rank >= Severity.WARNING.rank for finding in report.findings)


def _fixes_in_source(report: DraftReport, finding: Finding) -> Sequence[Change]:
    """The safe fix of a finding as changes of its file; none where it cannot be carried there."""
    return changes_in_source(report.draft, finding.fix) if finding.fix is not None and is_fixable(report.draft, finding) else ()


@dataclass(frozen=True, slots=True)
class Paper:
    """What a reporter writes on. `width` is in terminal cells; `color` asks for a terminal's colours; `quiet` for findings and nothing else.

    `hint` is a last line for a reader who wants to know more ("" for none), `statistics` asks for the table of findings by rule at the end.
    `guide` knows the rules of the run and is asked when the report is whole; `fails` tells whether a draft makes the run fail; `fixes` are the safe
    rewrites for a finding.
    """

    out: TextIO
    quiet: bool = False
    color: bool = False
    width: int = 100
    hint: str = ""
    statistics: bool = False
    guide: Callable[[], Guide] = Guide
    fails: Callable[[DraftReport], bool] = _has_a_warning
    fixes: Callable[[DraftReport, Finding], Sequence[Change]] = _fixes_in_source

    def can_show(self, text: str) -> bool:
        """Whether the encoding of the output has the characters of `text`."""
        try:
            text.encode(getattr(self.out, "encoding", None) or "utf-8")
        except (UnicodeEncodeError, LookupError):
            return False
        return True


@dataclass(frozen=True)
class Summary:
    """A run in figures. `files` counts all that were opened, also those `skipped` because they hold nothing to judge (`skipped_files` says which and
    why); `failed` counts what could not be judged, files or single drafts.

    `set_aside` counts, by the note that they got, drafts that were not judged as whole replies: fragments, internal notes, other languages.
    `fixable`: findings that `--fix` can mend; `fixed`: those that it did.
    `known` counts the findings of the baseline, which are not reported.
    """

    drafts: int = 0
    refusals: Mapping[Refusal, int] | None = None
    findings: Mapping[Severity, int] | None = None
    files: int = 0
    skipped: int = 0
    failed: int = 0
    set_aside: Mapping[str, int] | None = None
    skipped_files: tuple[Skipped, ...] = ()
    fixable: int = 0
    fixed: int = 0
    known: int = 0

    def refusing(self, kind: Refusal) -> int:
        """How many drafts refuse in that way."""
        return (self.refusals or {}).get(kind, 0)

    def found(self, severity: Severity) -> int:
        """How many findings have that severity."""
        return (self.findings or {}).get(severity, 0)


class Reporter(Protocol):
    """One format of output."""

    def begin(self) -> None: ...

    def draft(self, report: DraftReport) -> None: ...

    def failure(self, failure: Failure) -> None:
        """Something could not be judged. The command line prints it on standard error whatever the format; only a format with a place for it does more."""
        ...

    def end(self, summary: Summary) -> None: ...


def _text(paper: Paper) -> Reporter:
    from replylint.reporters.statistics_table import StatisticsReporter
    from replylint.reporters.text import TextReporter

    return StatisticsReporter(paper, TextReporter(paper)) if paper.statistics else TextReporter(paper)


def _json(paper: Paper) -> Reporter:
    from replylint.reporters.records import JsonReporter

    return JsonReporter(paper)


def _jsonl(paper: Paper) -> Reporter:
    from replylint.reporters.records import JsonLinesReporter

    return JsonLinesReporter(paper)


def _unix(paper: Paper) -> Reporter:
    from replylint.reporters.unix import UnixReporter

    return UnixReporter(paper)


def _github(paper: Paper) -> Reporter:
    from replylint.reporters.checkout import Checkout
    from replylint.reporters.github import GithubReporter

    return GithubReporter(paper, Checkout.found(), os.environ.get("GITHUB_STEP_SUMMARY") or None)


def _sarif(paper: Paper) -> Reporter:
    from replylint.reporters.checkout import Checkout
    from replylint.reporters.sarif import SarifReporter

    return SarifReporter(paper, Checkout.found())


def _gitlab(paper: Paper) -> Reporter:
    from replylint.reporters.checkout import Checkout
    from replylint.reporters.gitlab import GitlabReporter

    return GitlabReporter(paper, Checkout.found())


def _junit(paper: Paper) -> Reporter:
    from replylint.reporters.junit import JunitReporter

    return JunitReporter(paper)


def _checkstyle(paper: Paper) -> Reporter:
    from replylint.reporters.checkstyle import CheckstyleReporter

    return CheckstyleReporter(paper)


def _rdjson(paper: Paper) -> Reporter:
    from replylint.reporters.rdjson import RdjsonReporter

    return RdjsonReporter(paper)


def _html(paper: Paper) -> Reporter:
    from replylint.reporters.html import HtmlReporter

    return HtmlReporter(paper)


def _prompt(paper: Paper) -> Reporter:
    from replylint.reporters.prompt import PromptReporter

    return PromptReporter(paper)


REPORTERS: Mapping[str, Callable[[Paper], Reporter]] = {
    "text": _text,
    "json": _json,
    "jsonl": _jsonl,
    "unix": _unix,
    "github": _github,
    "sarif": _sarif,
    "gitlab": _gitlab,
    "junit": _junit,
    "checkstyle": _checkstyle,
    "rdjson": _rdjson,
    "html": _html,
    "prompt": _prompt,
}
