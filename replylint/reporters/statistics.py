"""A run counted: findings by rule, rows by verdict, drafts by refusal. In an order that depends on nothing but the drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from replylint.model import DraftReport, Level, Refusal, Rule


class OfRule(NamedTuple):
    """How often a rule fired, in how many drafts, and in which share of those that were judged (0 to 1)."""

    rule: Rule
    findings: int
    drafts: int
    share: float


class OfRow(NamedTuple):
    """A row of the guideline table: how many drafts were scored on it, their mean (0 to 1, None for none), and its verdicts by level."""

    row: str
    scored: int
    mean: float | None
    levels: Mapping[Level, int]


class OfRefusal(NamedTuple):
    """Drafts that refuse in one way, and the mean of their scores (0 to 100, None where none has one)."""

    refusal: Refusal
    drafts: int
    mean: float | None


class Statistics:
    """Counts drafts while they go by; holds nothing of them."""

    def __init__(self) -> None:
        self.drafts = 0
        self._rules: dict[str, Rule] = {}
        self._findings: Counter[str] = Counter()
        self._drafts_of: Counter[str] = Counter()
        self._levels: dict[str, Counter[Level]] = {}
        self._scores: dict[str, tuple[int, float]] = {}
        self._refusals: dict[Refusal, tuple[int, int, int]] = {}

    def add(self, report: DraftReport) -> None:
        """Counts a draft."""
        self.drafts += 1
        for finding in report.findings:
            known = self._rules.setdefault(finding.rule.code, finding.rule)
            if finding.rule.severity.rank > known.severity.rank:  # it may differ from path to path; the worst is shown
                self._rules[finding.rule.code] = finding.rule
        self._findings.update(finding.rule.code for finding in report.findings)
        self._drafts_of.update({finding.rule.code for finding in report.findings})
        for verdict in report.verdicts:
            self._levels.setdefault(verdict.row, Counter())[verdict.level] += 1
            number, total = self._scores.get(verdict.row, (0, 0.0))
            self._scores[verdict.row] = (number, total) if verdict.score is None else (number + 1, total + verdict.score)
        drafts, scored, total_score = self._refusals.get(report.refusal, (0, 0, 0))
        self._refusals[report.refusal] = (drafts + 1, scored + (report.score is not None), total_score + (report.score or 0))

    def rules(self) -> list[OfRule]:
        """The rules that fired, the most frequent first."""
        ordered = sorted(self._rules.values(), key=lambda rule: (-self._findings[rule.code], rule.code))
        return [OfRule(rule, self._findings[rule.code], self._drafts_of[rule.code], self._drafts_of[rule.code] / self.drafts) for rule in ordered]

    def rows(self) -> list[OfRow]:
        """The rows in the order of the guideline table."""
        return [OfRow(row, number, total / number if number else None, dict(self._levels[row])) for row, (number, total) in self._scores.items()]

    def refusals(self) -> list[OfRefusal]:
        """Drafts that refuse, that refuse in part and that turn nothing down, each kind also where there are none."""
        kinds: tuple[Refusal, ...] = ("full", "partial", "none")
        counted = ((kind, *self._refusals.get(kind, (0, 0, 0))) for kind in kinds)
        return [OfRefusal(kind, drafts, total / scored if scored else None) for kind, drafts, scored, total in counted]
