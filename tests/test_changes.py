"""`--diff`: replies that are not as in a commit, in repositories of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from replylint.cli import main

SAM = "## No refund\n\nHi Sam,\n\nWe can't refund the tandem. You should have read the terms.\n"
KIM = "## No exchange\n\nHi Kim,\n\nWe can't exchange the helmet. You should have read the chart.\n"
LEE = "## No delivery\n\nHi Lee,\n\nWe can't deliver on Sunday. You should have read the page.\n"
MAIL = "Hi Rosa,\n\nWe can't move your lesson to Sunday. You should have checked the calendar.\n"


def git(*words: str, cwd: Path | None = None) -> str:
    names = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *names, *words], check=True, capture_output=True, text=True, cwd=cwd).stdout


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = tmp_path / "repository"
    top.mkdir()
    monkeypatch.chdir(top)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    git("init", "-q", "-b", "main")
    (top / "shop.md").write_text(f"# Macros\n\n{SAM}\n{KIM}\n{LEE}", "utf-8")
    (top / "mail.txt").write_text(MAIL, "utf-8")
    (top / "größe «1» \"x\".txt").write_text(MAIL, "utf-8")
    git("add", "-A")
    git("commit", "-qm", "one")
    return top


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def changed(*arguments: str, ref: str = "HEAD") -> list[str]:
    result = run(*(arguments or (".",)), "--diff", ref, "--select", "TON003", "--format", "unix")
    assert result.exit_code in (0, 1), result.stderr
    return [line.rpartition(": TON003")[0] for line in result.stdout.splitlines()]


def test_nothing_changed(here: Path) -> None:
    assert changed() == []
    assert run(".", "--diff", "HEAD").exit_code == 0


def test_only_the_reply_that_was_edited(here: Path) -> None:
    (here / "shop.md").write_text(f"# Macros\n\n{SAM}\n{KIM.replace('the helmet', 'that helmet')}\n{LEE}", "utf-8")
    assert changed() == ["shop.md:13:32"]


def test_an_edited_heading_changes_its_reply(here: Path) -> None:
    (here / "shop.md").write_text(f"# Macros\n\n{SAM}\n{KIM.replace('No exchange', 'Never an exchange')}\n{LEE}", "utf-8")
    assert changed() == ["shop.md:13:31"]


def test_an_edited_suppression_changes_its_reply(here: Path) -> None:
    edited = KIM.replace("We can't", "<!-- replylint: ignore ALT001 -- in person only -->\nWe can't")
    (here / "shop.md").write_text(f"# Macros\n\n{SAM}\n{edited}\n{LEE}", "utf-8")
    assert changed() == ["shop.md:14:31"]


def test_lines_above_and_another_order_change_no_reply(here: Path) -> None:
    (here / "shop.md").write_text(f"# Macros\n\nRead before use.\n\n{LEE}\n{SAM}\n{KIM}", "utf-8")
    assert changed() == []


def test_a_second_copy_is_new(here: Path) -> None:
    (here / "shop.md").write_text(f"# Macros\n\n{SAM}\n{KIM}\n{LEE}\n{SAM}", "utf-8")
    assert changed() == ["shop.md:25:29"]


def test_a_renamed_file_has_the_replies_that_it_had(here: Path) -> None:
    git("mv", "shop.md", "bicycles and more.md")
    assert changed() == []
    (here / "bicycles and more.md").write_text(f"# Macros\n\n{SAM}\n{KIM}\n{LEE.replace('Sunday', 'Monday')}", "utf-8")
    assert changed() == ["bicycles and more.md:19:29"]


def test_names_with_spaces_quotes_and_other_letters(here: Path) -> None:
    name = "größe «1» \"x\".txt"
    (here / name).write_text(MAIL.replace("Sunday", "Monday"), "utf-8")
    assert changed() == [f"{name}:3:38"]


def test_new_files_are_new_tracked_or_not_and_deleted_ones_are_gone(here: Path) -> None:
    (here / "new.txt").write_text(MAIL, "utf-8")
    (here / "added.txt").write_text(MAIL + "\nBye\n", "utf-8")
    git("add", "added.txt")
    (here / "mail.txt").unlink()
    assert changed() == ["added.txt:3:38", "new.txt:3:38"]


def test_it_counts_from_where_the_branch_began(here: Path) -> None:
    git("checkout", "-qb", "work")
    (here / "mine.txt").write_text(MAIL.replace("Sunday", "Friday"), "utf-8")
    git("add", "-A")
    git("commit", "-qm", "mine")
    git("checkout", "-q", "main")
    (here / "mail.txt").write_text(MAIL.replace("Sunday", "Monday"), "utf-8")
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "work")
    assert changed(ref="main") == ["mine.txt:3:38"]


def test_from_a_folder_and_by_a_whole_path(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "below").mkdir()
    (here / "below" / "b.txt").write_text(MAIL, "utf-8")
    git("add", "-A")
    git("commit", "-qm", "two")
    (here / "below" / "b.txt").write_text(MAIL.replace("Sunday", "Monday"), "utf-8")
    monkeypatch.chdir(here / "below")
    assert changed() == ["b.txt:3:38"]
    assert changed(str(here)) == [f"{here}/below/b.txt:3:38"]


def test_standard_input_is_compared_with_the_file_that_it_is_called(here: Path) -> None:
    command = ["check", "-", "--diff", "HEAD", "--select", "TON003", "--format", "unix", "--stdin-filename", "mail.txt"]
    assert CliRunner().invoke(main, command, input=MAIL.replace("Sunday", "Monday")).stdout.startswith("mail.txt:3:38: TON003")
    assert CliRunner().invoke(main, command, input=MAIL).stdout == ""


def test_submodules_have_a_history_of_their_own(here: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git("init", "-q", cwd=other)
    (other / "theirs.txt").write_text(MAIL, "utf-8")
    git("add", "-A", cwd=other)
    git("commit", "-qm", "one", cwd=other)
    git("submodule", "add", "-q", str(other), "vendor")
    git("commit", "-qm", "submodule")
    (here / "vendor" / "theirs.txt").write_text(MAIL.replace("Sunday", "Monday"), "utf-8")
    assert changed() == []


def test_a_repository_without_a_commit(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fresh").mkdir()
    monkeypatch.chdir(tmp_path / "fresh")
    git("init", "-q")
    result = run(".", "--diff", "HEAD")
    assert (result.exit_code, "git knows no such commit" in result.stderr) == (2, True)


@pytest.mark.parametrize("ref, words", [("nowhere", "--diff nowhere: git knows no such commit"), ("", "expected a commit"), ("--output=x", "expected a commit")])
def test_a_wrong_ref_gives_status_2(here: Path, ref: str, words: str) -> None:
    result = run(".", f"--diff={ref}")
    assert result.exit_code == 2 and words in result.stderr and "Traceback" not in result.stderr
    assert not (here / "x").exists()


def test_a_shallow_clone_is_told_what_it_lacks(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("checkout", "-qb", "work")
    (here / "mail.txt").write_text(MAIL.replace("Sunday", "Monday"), "utf-8")
    git("commit", "-qam", "mine")
    git("checkout", "-q", "main")
    (here / "shop.md").write_text(SAM, "utf-8")
    git("commit", "-qam", "theirs")
    git("clone", "-q", "--depth", "1", "--no-single-branch", "-b", "work", f"file://{here}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    result = run(".", "--diff", "origin/main")
    assert result.exit_code == 2 and "no commit in common" in result.stderr and "fetch-depth: 0" in result.stderr
    missing = run(".", "--diff", "HEAD~1")
    assert missing.exit_code == 2 and "fetch-depth: 0" in missing.stderr


def test_outside_of_a_repository_and_without_git(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path / "nothing"))
        result = run(".", "--diff", "HEAD")
        assert result.exit_code == 2 and "git is not installed" in result.stderr
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "plain").mkdir()
    monkeypatch.chdir(tmp_path / "plain")
    result = run(".", "--diff", "HEAD")
    assert result.exit_code == 2 and "not a git repository" in result.stderr


def test_the_output_is_the_same_with_the_cache(here: Path) -> None:
    (here / "shop.md").write_text(f"# Macros\n\n{SAM}\n{KIM.replace('the helmet', 'that helmet')}\n{LEE}", "utf-8")
    without = run(".", "--diff", "HEAD", "--no-cache").stdout
    assert [run(".", "--diff", "HEAD").stdout for _ in range(3)] == [without] * 3
    assert len(run(".").stdout) > len(without)
    git("commit", "-qam", "now it is as it was")
    assert run(".", "--diff", "HEAD").stdout != without
