"""The program's command line, in this process and in one of its own, and a folder for it with one reply that is faulted and one that is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from replylint.cli import main
from tests.known_replies import NO as BLAMING
from tests.known_replies import YES as APPROVING


def two_replies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of a test, with bad.txt and good.txt. A module makes a fixture of it: `here = pytest.fixture(two_replies)`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()  # no configuration is looked for above
    (tmp_path / "bad.txt").write_text(BLAMING, "utf-8")
    (tmp_path / "good.txt").write_text(APPROVING, "utf-8")
    return tmp_path


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


def codes(result: Result) -> list[str]:
    return [finding["code"] for line in result.stdout.splitlines() for finding in json.loads(line)["findings"]]


def of_process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "replylint", *arguments], capture_output=True, check=False, **more)
