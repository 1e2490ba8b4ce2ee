"""Several processes give what one gives, in the same order; one that dies costs the file that it died of. And the bar that shows how far a run is."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from replylint.cli.progress import Bar, may_show

ROOT = Path(__file__).parent.parent
TEXTS = (
    "Hi Rosa,\n\nWe can't move lesson {} to Sunday because the studio is closed then. You should have checked the calendar.\n",
    "Hi Sam,\n\nYour refund {} is on its way to you. Thank you for your patience!\n",
    "Hi Kim,\n\nThank you for asking about helmet {}. We are sorry, we can't exchange it, since it was worn. You can have it repaired here.\n",
)
DYING = """
import os
from replylint.checks import RowInfo
from replylint.model import Rule, Severity, Verdict

class Check:
    info = RowInfo("tea", "Tea", "Is there tea?", 1.0, "any", ("a test",), "tea-house")
    rules = (Rule("TEA001", "no-tea", "tea", Severity.INFO, "m", "s"),)

    def check(self, reply, options):
        if "arsenic" in reply.draft.text:
            os._exit(7)
        if "mould" in reply.draft.text:
            raise ValueError("not today")
        return Verdict("tea", "met", 1.0)

def get_checks():
    return [Check()]
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "mail").mkdir()
    for number in range(75):  # three windows
        (tmp_path / "mail" / f"m{number:02}.txt").write_text(TEXTS[number % 3].format(number), "utf-8")
    return tmp_path


def environment(site: Path | None = None) -> dict[str, str]:
    search = [str(ROOT), str(ROOT / "checks"), *([str(site)] if site else []), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in search if part)}


def run(folder: Path, *arguments: str, site: Path | None = None) -> tuple[str, str, int]:
    command = [sys.executable, "-m", "replylint", "check", "mail", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment(site))
    return done.stdout, done.stderr, done.returncode


def plug_in(folder: Path) -> Path:
    site = folder / "site"
    info = site / "dying-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dying\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[replylint.checks]\ndying = dying\n")
    (site / "dying.py").write_text(DYING)
    return site


def test_two_processes_print_what_one_prints_and_fill_the_same_cache(here: Path) -> None:
    one = run(here, "--no-cache", "--jobs", "1")
    assert one[2] == 1 and "75 drafts in 75 files" in one[0]
    assert run(here, "--jobs", "2") == one
    (here / "mail" / "m40.txt").write_text(TEXTS[0].format("forty"), "utf-8")
    assert run(here, "-q", "--jobs", "2") == run(here, "-q", "--no-cache", "-j1")


def test_settings_and_failures_are_the_same_in_each_process(here: Path) -> None:
    (here / "mail" / "m10.txt").write_bytes(b"caf\xe9")
    (here / "mail" / "r.jsonl").write_text('{"id": "a", "text": "We can\'t."}\n{\n{"id": "b", "text": "Sorry, no."}\n', "utf-8")
    (here / "replylint.yaml").write_text("profile: chat\noverrides: [{files: ['m2*'], ignore: [TON003]}]\n")
    arguments = ("--format", "json", "--request", "Could I come on Sunday?", "--ignore", "ALT", "--preview", "--no-cache")
    one = run(here, *arguments)
    assert one[2] == 2 and "m10.txt" in one[1] and "r.jsonl:2" in one[1]
    assert run(here, *arguments, "--jobs", "2") == one


def test_a_missing_model_is_told_once(here: Path) -> None:
    (here / "replylint.yaml").write_text("model: en_no_such_pipeline\n")
    _, told, status = run(here, "--jobs", "2")
    assert (told.count("is not installed"), status) == (1, 2)


def test_a_process_that_dies_costs_its_file_only(here: Path) -> None:
    site = plug_in(here)
    (here / "mail" / "m33.txt").write_text("Hi Ann,\n\nThe tea with arsenic is sold out.\n", "utf-8")
    (here / "mail" / "m70.txt").write_text("Hi Ann,\n\nThe tea with mould is sold out.\n", "utf-8")
    right = run(here, "--no-cache", "--format", "jsonl", "--jobs", "2", site=site)
    assert right[2] == 2
    assert right[0].count("\n") == 74 and '"mail/m33.txt"' not in right[0]
    assert "mail/m33.txt: the process that judged this file ended without an answer" in right[1]
    assert "mail/m70.txt:3:1: the check 'tea' of tea-house crashed" in right[1]
    assert right[1].count("mail/") == 2
    assert run(here, "--format", "jsonl", "--jobs", "2", site=site) == right
    assert run(here, "--format", "jsonl", "--jobs", "2", site=site) == right


def alive(group: int) -> list[str]:
    """The processes of a group, those left out that have ended and that nobody has asked for yet."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, of = path.read_text().rpartition(")")[2].split()[:3]
            if int(of) == group and state != "Z":
                found.append(path.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc to look for processes in")
def test_an_interrupt_ends_all_processes(here: Path) -> None:
    for number in range(75, 900):
        (here / "mail" / f"m{number}.txt").write_text(TEXTS[number % 3].format(number), "utf-8")
    command = [sys.executable, "-m", "replylint", "check", "mail", "--format", "jsonl", "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=here, env=environment(), start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith('{"schema"')  # all are at work
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate()
    assert (told, process.returncode) == ("interrupted\n", 130)
    deadline = time.monotonic() + 30
    while alive(process.pid) and time.monotonic() < deadline:
        continue
    assert alive(process.pid) == []


@pytest.mark.parametrize("value", ["-1", "0", "many", "1.5", "", "100000"])
def test_jobs_is_a_number(here: Path, value: str) -> None:
    _, told, status = run(here, f"--jobs={value}")
    assert status == 2 and "not a number of processes" in told


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)
    yield Terminal()


def test_the_bar_is_for_a_terminal_that_somebody_watches(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    assert may_show(quiet=False)
    assert not may_show(quiet=True)
    with monkeypatch.context() as there:
        there.setenv("CI", "true")
        assert not may_show(quiet=False)
    with monkeypatch.context() as there:
        there.setenv("TERM", "dumb")
        assert not may_show(quiet=False)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert not may_show(quiet=False)


def test_the_bar_counts_files_and_findings_and_leaves_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    clock = iter(range(1000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    with Bar(True, Terminal()) as bar:
        bar.count(1, 1)
        assert terminal.getvalue() == ""  # nothing to judge as yet
        bar.begin()
        bar.count(1234, 56)
        assert "1,234 files, 56 findings" in terminal.getvalue()
        bar.make_room()
        assert terminal.getvalue().endswith("\x1b[2K")
    assert terminal.getvalue().rstrip("\r").endswith(("\x1b[2K", "\x1b[?25h"))


def test_no_bar_where_none_is_wanted(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    with Bar(False, io.StringIO()) as bar:
        bar.begin()
        bar.count(3, 4)
    assert terminal.getvalue() == ""
