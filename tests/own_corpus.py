"""The first part of the project's own corpus, as the shipped tool judges it: once a test run."""

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

FIRST = Path(__file__).parent / "corpus" / "first.jsonl"


@lru_cache(maxsize=1)
def first_part() -> tuple[tuple[dict[str, Any], DraftReport], ...]:
    """Each reply's labels with the report on it. Raises RuntimeError where a reply could not be judged."""
    rows = [json.loads(line) for line in FIRST.read_text("utf-8").splitlines()]
    reports = list(Linter().run(replace(plain.read(Source(row["text"])), request=row["request"] or None) for row in rows))
    failed = [report for report in reports if not isinstance(report, DraftReport)]
    if failed:
        raise RuntimeError(f"not judged: {failed}")
    return tuple(zip(rows, (report for report in reports if isinstance(report, DraftReport)), strict=True))
