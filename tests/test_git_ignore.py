"""What git ignores is not walked: the same answers as git's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from replylint import lint_paths
from replylint.cli import main
from replylint.sources import find

FILES = ("a.md", "b.md", "drafts/c.md", "drafts/keep.md", "drafts/deep/d.md", "build/e.md", "out/build/f.md", "out/g.md", "notes.txt", "x y.md")


def files(tmp_path: Path, *names: str, text: str = "Thank you for your order, it is on its way.\n") -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    subprocess.run(["git", "init", "-q"], check=True)
    files(tmp_path, *FILES)
    return tmp_path


def walked(*paths: str) -> list[str]:
    return sorted(item.as_posix() if isinstance(item, Path) else f"! {item.path}" for item in find(list(paths) or ["."], gitignore=lambda folder: True))


def kept_by_git() -> list[str]:
    done = subprocess.run(["git", "ls-files", "-z", "--others", "--exclude-standard"], capture_output=True, text=True, check=True)
    return sorted(name for name in done.stdout.split("\0") if name.endswith((".md", ".txt")))


@pytest.mark.parametrize("ignore", [
    {".gitignore": "b.md\n"},
    {".gitignore": "build/\n*.txt\n"},
    {".gitignore": "/build\n"},
    {".gitignore": "drafts/*\n!drafts/keep.md\n"},
    {".gitignore": "*.md\n", "drafts/.gitignore": "!*.md\ndeep\n"},
    {".gitignore": "drafts/\n", "drafts/.gitignore": "!keep.md\n"},
    {".gitignore": "# notes.txt\n\n!\n\\#x\n**/deep/\nx\\ y.md\n"},
    {".gitignore": "out/**/f.md\r\na.md\r\n"},
    {".gitignore": "\ufeffa.md\nb.md\n"},
    {".git/info/exclude": "a.md\n", ".gitignore": "!a.md\nb.md\n"},
    {"out/.gitignore": "/g.md\n/f.md\n"},
])  # fmt: skip
def test_the_walk_finds_what_git_keeps(repository: Path, ignore: dict[str, str]) -> None:
    for name, text in ignore.items():
        (repository / name).parent.mkdir(exist_ok=True)
        (repository / name).write_bytes(text.encode())
    assert walked() == kept_by_git()


def test_files_above_hold_for_a_folder_that_is_named(repository: Path) -> None:
    (repository / ".gitignore").write_text("deep\nkeep.md\n/out/g.md\n")
    assert walked("drafts", "out") == ["drafts/c.md", "out/build/f.md"]


def test_what_is_named_is_read_whether_ignored_or_not(repository: Path) -> None:
    (repository / ".gitignore").write_text("out\nb.md\n*.txt\n")
    (repository / "out" / ".gitignore").write_text("g.md\n")
    assert walked("b.md", "out", "out/build") == ["b.md", "out/build/f.md"]


def test_a_repository_inside_has_its_own_say(repository: Path) -> None:
    subprocess.run(["git", "init", "-q", "out"], check=True)
    (repository / ".gitignore").write_text("g.md\nd.md\n")
    (repository / "out" / ".gitignore").write_text("f.md\n")
    assert walked("out", "drafts") == ["drafts/c.md", "drafts/keep.md", "out/g.md"]


def test_outside_of_a_repository_nothing_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files(tmp_path, "a.md", "b.md")
    (tmp_path / ".gitignore").write_text("*.md\n")
    assert walked() == ["a.md", "b.md"]


def test_check_leaves_out_what_git_ignores_unless_told_otherwise(repository: Path) -> None:
    (repository / ".gitignore").write_text("*.md\n")

    def read(*arguments: str) -> str:
        return CliRunner().invoke(main, ["check", "drafts", *arguments]).output

    assert "no drafts found in drafts" in read()
    assert "git ignores what is there; --no-gitignore reads it all the same" in read()
    assert "3 drafts in 3 files" in read("--no-gitignore")
    (repository / "replylint.yaml").write_text("respect-gitignore: false\n")
    assert "3 drafts in 3 files" in read()
    assert len(lint_paths("drafts").drafts) == 3
    (repository / "replylint.yaml").unlink()
    assert lint_paths("drafts").drafts == ()


def test_a_folder_that_the_configuration_leaves_out_is_told_so(repository: Path) -> None:
    (repository / "replylint.yaml").write_text("exclude: [drafts/**]\n")
    (repository / ".gitignore").write_text("drafts/b.md\n")
    told = CliRunner().invoke(main, ["check", "drafts"]).stderr
    assert "no drafts found in drafts" in told
    assert told.splitlines()[-1].strip() == "`exclude` in the configuration leaves out what is there"
    (repository / "none").mkdir()
    assert "name the file itself" in CliRunner().invoke(main, ["check", "none"]).stderr


def test_named_files_are_excluded_only_when_asked(repository: Path) -> None:
    (repository / "replylint.yaml").write_text("exclude: [drafts/keep.md, out]\n")
    named = ["check", "a.md", "drafts/keep.md", "out/g.md"]
    assert "3 drafts in 3 files" in CliRunner().invoke(main, named).output
    forced = CliRunner().invoke(main, [*named, "out", "--force-exclude"])
    assert "1 draft in 1 file" in forced.output and forced.exit_code == 0
    assert CliRunner().invoke(main, ["check", "drafts/keep.md", "--force-exclude"]).exit_code == 0
