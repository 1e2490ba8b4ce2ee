"""`replylint.lint_paths`: which files it reads and under which configuration; `lint` looks for none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import replylint
from tests.known_replies import NO, YES, codes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name, text in (("no.txt", NO), ("yes.txt", YES)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_paths(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "in.jsonl").write_text('{"id": "a", "text": "We can\'t."}\n{"id": "b"}\n')
    report = replylint.lint_paths([folder / "no.txt", "yes.txt", os.fspath(folder / "sub"), "nowhere.md"])
    assert [one.draft.source.path for one in report.drafts] == [str(folder / "no.txt"), "yes.txt", str(folder / "sub" / "in.jsonl")]
    assert [failure.path for failure in report.failures] == [str(folder / "sub" / "in.jsonl"), "nowhere.md"]
    assert report.exit_status() == 2


def test_one_path_needs_no_list(folder: Path) -> None:
    for path in ("no.txt", folder / "no.txt"):
        assert [Path(one.draft.source.path or "").name for one in replylint.lint_paths(path).drafts] == ["no.txt"]


def test_no_configuration_is_looked_for(folder: Path) -> None:
    (folder / "replylint.yaml").write_text("ignore: [TON003]\n")
    assert "TON003" in codes(replylint.lint(NO))


def test_each_path_has_the_configuration_above_it(folder: Path) -> None:
    (folder / "team").mkdir()
    (folder / "team" / "no.txt").write_text(NO)
    (folder / "team" / "replylint.yaml").write_text("ignore: [TON003]\n")
    report = replylint.lint_paths([folder / "no.txt", folder / "team"])
    assert [[finding.rule.code for finding in one.findings].count("TON003") for one in report.drafts] == [1, 0]
    named = replylint.lint_paths([folder / "no.txt", folder / "team"], config={})
    assert [[finding.rule.code for finding in one.findings].count("TON003") for one in named.drafts] == [1, 1]


def test_a_faulty_configuration_and_a_missing_model_cost_only_their_own_folders(folder: Path) -> None:
    for name, text in (("faulty", "profil: chat\n"), ("bare", "model: en_no_such_pipeline\n"), ("well", "profile: chat\n")):
        (folder / name).mkdir()
        (folder / name / "no.txt").write_text(NO)
        (folder / name / "replylint.yaml").write_text(text)
    report = replylint.lint_paths(["faulty", "bare", "well", "no.txt"])
    assert [one.draft.source.path for one in report.drafts] == ["well/no.txt", "no.txt"]
    assert [failure.line for failure in report.failures] == [1, None]
    assert "en_no_such_pipeline" in report.failures[1].message


def test_excluded_files_are_not_walked_into(folder: Path) -> None:
    (folder / "replylint.yaml").write_text("exclude: [old/]\n")
    (folder / "old").mkdir()
    (folder / "old" / "no.txt").write_text(NO)
    assert [one.draft.source.path for one in replylint.lint_paths(["."]).drafts] == ["no.txt", "yes.txt"]
