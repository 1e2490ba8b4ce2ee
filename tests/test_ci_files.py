"""The hooks, the action and the snippets of the documentation fit the program that they run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from replylint.cli import main
from replylint.cli.check import check
from replylint.formats import SUFFIXES

ROOT = Path(__file__).parent.parent
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
SNIPPETS = (ROOT / "docs" / "ci-snippets.md").read_text("utf-8")
OPTIONS = {name for parameter in check.params for name in parameter.opts}

LOUD = "Thanks for asking about Sunday, Ann. We are closed then, sorry; the hall is free on Monday. Sorry again. Shall I book it for you?\n"


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_is_whole_and_takes_every_file_that_is_read_by_its_suffix(hook: dict[str, Any]) -> None:
    assert {"id", "name", "description", "entry", "language", "files"} <= set(hook)
    assert hook["language"] == "python" and hook["require_serial"] is True
    assert [suffix for suffix in SUFFIXES if not re.search(hook["files"], f"replies/a{suffix}")] == []
    assert not re.search(hook["files"], "replies/a.py") and not re.search(hook["files"], "md")


@pytest.mark.parametrize(("hook", "status", "after"), [("replylint", 1, LOUD), ("replylint-fix", 0, LOUD.replace("Sorry again. ", ""))])
def test_a_hook_runs_on_the_files_that_it_is_given(hook: str, status: int, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "replylint.yaml").write_text("exclude: [old.md]\n")
    for name in ("a.md", "old.md"):
        (tmp_path / name).write_text(LOUD)
    program, *arguments = shlex.split(next(one["entry"] for one in HOOKS if one["id"] == hook))
    result = CliRunner().invoke(main, [*arguments, "a.md", "old.md"])
    assert program == "replylint"
    assert result.exit_code == status, result.output
    assert "old.md" not in result.output
    assert ((tmp_path / "a.md").read_text(), (tmp_path / "old.md").read_text()) == (after, LOUD)


def test_the_action_uses_the_inputs_that_it_has() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    assert all(one["description"] for one in ACTION["inputs"].values())
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "an input inside of a script could be run"
        assert ("run" in step) == ("shell" in step)


@pytest.fixture
def stand_in(tmp_path: Path) -> dict[str, str]:
    """An environment in which `replylint` writes down its arguments, one a line, and ends with $END."""
    program = tmp_path / "bin" / "replylint"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor word; do echo "$word"; done >> "$CALLS"; echo == >> "$CALLS"\n'
                       'while [ $# -gt 0 ]; do [ "$1" = --output ] && echo {} > "$2"; shift; done\nexit "${END:-0}"\n')
    program.chmod(0o755)
    return {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "CALLS": str(tmp_path / "calls"), "GITHUB_OUTPUT": str(tmp_path / "output")}


def called(environment: dict[str, str], tmp_path: Path, **inputs: str) -> tuple[list[list[str]], str]:
    done = subprocess.run(["bash", str(ROOT / ".ci" / "action")], env={**environment, **inputs}, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    calls = Path(environment["CALLS"]).read_text().split("==\n")[:-1]
    return [call.splitlines() for call in calls], Path(environment["GITHUB_OUTPUT"]).read_text()


def test_the_script_of_the_action_passes_words_as_they_are(stand_in: dict[str, str], tmp_path: Path) -> None:
    calls, output = called(stand_in, tmp_path, PATHS="saved replies\r\n$(touch x)\n", ARGS="--profile=chat\n--ignore\nPOS001, THX001\n", FAIL_ON="error", END="1")
    assert calls == [["check", "--profile=chat", "--ignore", "POS001, THX001", "--fail-on", "error", "--format", "github", "--", "saved replies", "$(touch x)"]]
    assert output == "status=1\n"
    assert not (tmp_path / "x").exists()


def test_the_script_of_the_action_without_inputs(stand_in: dict[str, str], tmp_path: Path) -> None:
    assert called(stand_in, tmp_path, PATHS=".", ARGS="", FAIL_ON="", BASELINE="", SARIF="") == ([["check", "--format", "github", "--", "."]], "status=0\n")


def test_the_script_of_the_action_writes_sarif_and_keeps_the_status(stand_in: dict[str, str], tmp_path: Path) -> None:
    calls, output = called(stand_in, tmp_path, SARIF="out.sarif", BASELINE="known.json", END="1")
    assert calls == [["check", "--baseline", "known.json", "--format", "github", "--", "."],
                     ["check", "--baseline", "known.json", "--format", "sarif", "--output", "out.sarif", "--", "."]]
    assert output == "status=1\n"


def test_the_snippets_are_yaml_and_name_what_is_there() -> None:
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", SNIPPETS, re.DOTALL)]
    precommit = next(block for block in blocks if "repos" in block)
    assert {hook["id"] for hook in precommit["repos"][0]["hooks"]} == {hook["id"] for hook in HOOKS}
    workflow = next(block for block in blocks if "jobs" in block)
    step = workflow["jobs"]["replylint"]["steps"][-1]
    assert set(step["with"]) <= set(ACTION["inputs"])
    table = set(re.findall(r"^\| `([\w-]+)` \|", SNIPPETS, re.MULTILINE))
    assert table == set(ACTION["inputs"])


def test_the_options_that_are_used_are_there() -> None:
    pending = {"--baseline"} - OPTIONS  # comes with the baseline
    used = set(re.findall(r"--[a-z][\w-]+", "".join((ROOT / ".ci" / "action").read_text("utf-8").split("\n#")[-1:])))
    hooks = {word for hook in HOOKS for word in shlex.split(hook["entry"]) if word.startswith("--")}
    assert (used | hooks) - OPTIONS - pending == set()
