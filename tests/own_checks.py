"""Checks made for a test: they look for words, so that what the runner does with verdicts and findings is seen apart from the shipped rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from replylint import registry
from replylint.checks import Check, RowInfo
from replylint.model import Finding, Level, Rule, Scope, Severity, Span, Verdict
from replylint.moves.reply import Reply
from replylint.registry import Registry

SCORES: Mapping[Level, float] = {"met": 1.0, "weak": 0.5, "unmet": 0.0}


@dataclass
class WordCheck:
    """Finds a word; the verdict is `level` where it stands and met elsewhere. A draft with the word "crash" in it makes `crashing` ones raise."""

    row: str
    code: str
    word: str
    level: Level = "unmet"
    weight: float = 1.0
    package: str = "own-checks"
    crashing: bool = False
    scope: Scope = "any"
    name: str = ""
    options_seen: list[Mapping[str, object]] = field(default_factory=list)

    @property
    def info(self) -> RowInfo:
        return RowInfo(self.row, self.row.title(), f"Is there no {self.word}?", self.weight, self.scope, ("a test",), self.package)

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (Rule(self.code, self.name or f"no-{self.word}", self.row, Severity.WARNING, f"There is {self.word}.", "Take it out.", options={"most": 1}),)

    def check(self, reply: Reply, options: Mapping[str, Mapping[str, object]]) -> Verdict:
        self.options_seen.append(options.get(self.code, {}))
        if self.crashing and "crash" in reply.draft.text:
            raise RuntimeError("it broke")
        if self.scope == "refusal" and reply.refusal == "none":
            return Verdict(self.row, "na", None)
        spans = [Span(*match.span()) for match in re.finditer(rf"\b{self.word}\b", reply.draft.text)]
        level: Level = self.level if spans else "met"
        found = tuple(Finding(self.rules[0], span, self.rules[0].message, "Take it out.") for span in spans)
        return Verdict(self.row, level, SCORES[level], "", found)


def with_checks(monkeypatch: pytest.MonkeyPatch, *checks: Check, profiles: bool = True) -> None:
    """Only these checks are installed; the shipped profiles stay."""
    shipped = registry.load().profiles if profiles else {}
    monkeypatch.setattr(registry, "load", lambda directories=(): Registry(checks, shipped))


def crashing(monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    """Three checks are installed, and the one in the middle, for cake, crashes."""
    cake = WordCheck("cake", "CAK001", "cake", crashing=True, package="the-bakery", **more)
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"), cake, WordCheck("milk", "MLK001", "milk"))
