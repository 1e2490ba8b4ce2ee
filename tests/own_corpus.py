"""Parts of the project's own corpus, as the shipped tool judges them: once a test run."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from replylint.draft import Source
from replylint.formats import plain
from replylint.model import DraftReport
from replylint.runner import Linter

CORPUS = Path(__file__).parent / "corpus"
Judged = tuple[tuple[dict[str, Any], DraftReport], ...]


def first_part() -> Judged:
    """Each reply of the first part, which the weights were trained on."""
    return judged("first.jsonl")


def kept_back() -> Judged:
    """Each reply that no training has seen."""
    return judged("kept_back.jsonl")


@lru_cache(maxsize=2)
def judged(name: str) -> Judged:
    """Each reply's labels with the report on it. Raises RuntimeError where a reply could not be judged."""
    rows = [json.loads(line) for line in (CORPUS / name).read_text("utf-8").splitlines()]
    reports = list(Linter().run(replace(plain.read(Source(row["text"])), request=row["request"] or None) for row in rows))
    failed = [report for report in reports if not isinstance(report, DraftReport)]
    if failed:
        raise RuntimeError(f"not judged: {failed}")
    return tuple(zip(rows, (report for report in reports if isinstance(report, DraftReport)), strict=True))
