"""Short drafts for the runner, and what is read off its results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.formats import markdown, plain
from replylint.model import DraftReport

TEA = "The tea is sold out, so we can't send it."
COFFEE = "The coffee is on its way to you."


def draft(text: str, path: str | None = None, request: str | None = None) -> Draft:
    return replace(plain.read(Source(text, path)), request=request)


def page(text: str, path: str = "macros.md") -> list[Draft]:
    return [item for item in markdown.read(Source(text, path)) if isinstance(item, Draft)]


def reports(results: Iterable[DraftReport | Failure]) -> list[DraftReport]:
    kept = list(results)
    assert [item for item in kept if isinstance(item, Failure)] == []
    return [item for item in kept if isinstance(item, DraftReport)]


def codes(report: DraftReport) -> list[str]:
    return [finding.rule.code for finding in report.findings]
