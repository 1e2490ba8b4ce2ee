"""Runs of `check` that keep their results: what they print, which texts they parse, and where the results are."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from replylint.cache import store as stores
from tests import command_line
from tests.command_line import APPROVING, BLAMING, two_replies

MACROS = (
    "---\nreplylint: {ignore: {ALT001: the desk adds it}}\n---\n\n# Refusals\n\n## No refund\n\nHi {{ name }},\n\nWe **can't** refund the\ntandem \U0001f6b2, sorry.\n\n"
    "<!-- replylint: ignore TON003 -- agreed -->\nYou should have read the terms.\n\n## No exchange\n\n> Can I swap it?\n\nWe can\u2019t exchange it. That is our policy.\n"
)
RECORDS = json.dumps({"id": "a", "text": BLAMING, "request": "Could I come on \u201cSunday\u201d?"}) + "\n" + json.dumps({"id": "b", "text": APPROVING, "mood": [1, None]}) + "\n"


def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of a test, with files of several formats. A module makes a fixture of it: `here = pytest.fixture(filled)`."""
    two_replies(tmp_path, monkeypatch)
    (tmp_path / "macros.md").write_text(MACROS, "utf-8")
    (tmp_path / "records.jsonl").write_text(RECORDS, "utf-8")
    (tmp_path / "empty.txt").write_text("\n", "utf-8")
    return tmp_path


def parsed_texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that go through the parser from now on. A fixture: `parses = pytest.fixture(parsed_texts)`."""
    from replylint import nlp

    seen: list[str] = []
    real = nlp.pipe

    def counting(drafts: Any, model: str = nlp.DEFAULT_MODEL) -> Any:
        drafts = list(drafts)
        seen.extend(draft.text for draft in drafts)
        return real(drafts, model)

    monkeypatch.setattr(nlp, "pipe", counting)
    return seen


def run(*arguments: str, stdin: str | None = None) -> Result:
    return command_line.run("check", *arguments, stdin=stdin)


def said(result: Result) -> tuple[str, str, int]:
    return result.stdout, result.stderr, result.exit_code


def folder() -> Path:
    return Path(os.environ["REPLYLINT_CACHE_DIR"])


def file() -> Path:
    return folder() / stores.FILE
