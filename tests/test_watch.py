"""`replylint watch`: a report for every save, whatever goes wrong with one."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from replylint.cli import main
from replylint.cli.check import CheckOptions
from replylint.cli.watch import Watched, changes_under, follow

GOOD = "Your refund is on its way to you. Thank you for your patience!\n"
BLAMING = "We can't move your lesson to Sunday because the studio is closed then. You should have checked the calendar.\n"
END = "watching {}; Ctrl-C ends"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.txt").write_text(GOOD)
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "b.txt").write_text(GOOD)
    return tmp_path


def reports(capsys: pytest.CaptureFixture[str], *steps: Callable[[], object] | Collection[str], paths: tuple[str, ...] = (".",)) -> list[str]:
    """What is printed for each batch of changes: steps that do something, and the batches, in order."""
    shown: list[str] = []
    cleared: list[int] = []

    def changes() -> Iterator[Collection[str]]:
        for step in steps:
            if callable(step):
                step()
                continue
            yield step
            out = capsys.readouterr()
            shown.append(out.out + out.err)

    follow(changes(), Watched(CheckOptions(paths=paths, fail_on="never", quiet=True, select=("TON003",))), clear=lambda: cleared.append(1))
    assert len(cleared) == sum(bool(text) for text in shown)
    return shown


def test_first_all_is_reported_then_what_changed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = str(here / "a.txt"), str(here / "drafts" / "b.txt")
    first, second, third = reports(capsys, [], lambda: Path(b).write_text(BLAMING), [b], [a])
    assert first == third == END.format(".") + "\n"
    assert second.splitlines()[0].startswith("drafts/b.txt:1:72: TON003 blame")


def test_what_is_not_ours_is_passed_over(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "replylint.yaml").write_text("exclude: [drafts]\n")
    (here / ".gitignore").write_text("ignored.txt\n")
    for name in ("ignored.txt", "code.py"):
        (here / name).write_text(BLAMING)
    others = [str(here / name) for name in ("ignored.txt", "code.py", "drafts/b.txt", "gone.txt")]
    assert reports(capsys, others) == [""]
    assert reports(capsys, [str(here / "drafts" / "b.txt")], paths=("a.txt",)) == [""]


def test_a_configuration_that_changes_has_all_reported_anew(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.txt").write_text(BLAMING)
    config = here / "replylint.yaml"
    first, second, third, fourth = reports(capsys, [], lambda: config.write_text("rules: {TON003: error}\n"), [str(config)],
                                           lambda: config.write_text("rulez: {}\n"), [str(config)], config.unlink, [str(config)])
    assert "blame warning" in first and "blame error" in second
    assert "replylint.yaml:1:1: rulez: unknown key" in third
    assert fourth == first


def test_a_bad_file_ends_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = here / "a.txt"
    _, second, third = reports(capsys, [], lambda: a.write_bytes(b"caf\xe9 \xff"), [str(a)], lambda: a.write_text(BLAMING), [str(a)])
    assert "a.txt:1:4: is not UTF-8 text" in second
    assert "TON003" in third


def test_a_fault_of_ours_ends_nothing(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    real = Watched.report
    monkeypatch.setattr(Watched, "report", lambda self, paths: (_ for _ in ()).throw(RuntimeError("odd")) if paths == ["a.txt"] else real(self, paths))
    first, second, third = reports(capsys, [], [str(here / "a.txt")], [])
    assert "RuntimeError: odd" in second and "Traceback" not in second
    assert first == third


def test_a_file_saved_through_a_link_is_ours(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "link.txt").symlink_to("drafts/b.txt")
    (shown,) = reports(capsys, [str(here / "drafts" / "b.txt")], paths=("link.txt",))
    assert shown == END.format("link.txt") + "\n"


def test_without_the_extra_it_says_what_to_install(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = CliRunner().invoke(main, ["watch"])
    assert result.exit_code == 2
    assert result.stderr == "replylint: watch needs the package watchfiles\n  pip install 'replylint[watch]'\n"


def test_a_path_that_is_not_there_is_an_error(here: Path) -> None:
    result = CliRunner().invoke(main, ["watch", "nowhere", "a.txt"])
    assert result.exit_code == 2
    assert result.stderr.startswith("nowhere: no such file or directory")


def test_ctrl_c_ends_with_0(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(paths: object) -> Iterator[Collection[str]]:
        yield []
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["replylint.cli.watch"], "changes_under", pressed)  # the package's own `watch` is the command
    result = CliRunner().invoke(main, ["watch", "a.txt"])
    assert result.exit_code == 0
    assert "a.txt · turns nothing down" in result.stdout and result.stderr == ""


def test_the_first_batch_is_empty_and_comes_before_any_change(here: Path) -> None:
    pytest.importorskip("watchfiles")
    batches = changes_under(["a.txt"])
    assert next(batches) == set()
    (here / "new.txt").write_text(GOOD)
    os.replace(here / "new.txt", here / "a.txt")  # as editors save
    assert str(here / "a.txt") in next(batches)


@pytest.mark.skipif(os.name != "posix", reason="another way to press Ctrl-C")
def test_for_real(here: Path) -> None:
    pytest.importorskip("watchfiles")
    lines: queue.Queue[str] = queue.Queue()
    process = subprocess.Popen([sys.executable, "-m", "replylint", "watch", "-q", "a.txt"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    stdout = process.stdout
    threading.Thread(target=lambda: [lines.put(line) for line in stdout], daemon=True).start()
    try:
        assert lines.get(timeout=60) == END.format("a.txt") + "\n"
        (here / "a.txt").write_text(BLAMING)
        seen = [lines.get(timeout=60)]
        while not seen[-1].startswith("watching"):
            seen.append(lines.get(timeout=60))
        assert any("a.txt:1:72: TON003 blame" in line for line in seen)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
