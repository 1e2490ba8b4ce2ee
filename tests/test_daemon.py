"""`check --daemon`: the same words and the same exit status as without, whatever happens to the daemon."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from replylint.service.client import connected
from replylint.service.errand import ALIVE
from replylint.service.place import is_private
from tests.serving import environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the daemon needs fork and unix sockets")
DRAFTS = Path(__file__).parent.parent / "examples" / "01_drafts"


class Home:
    """A runtime folder of its own, so that no other daemon is met, and commands run in it."""

    def __init__(self, runtime: Path, folder: Path) -> None:
        self.runtime = runtime
        self.folder = folder

    def run(self, *arguments: str, stdin: bytes = b"", folder: Path | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "replylint", *arguments]
        variables = {**environment(XDG_RUNTIME_DIR=str(self.runtime)), **env}
        return subprocess.run(command, cwd=folder or self.folder, env=variables, input=stdin, capture_output=True, check=False, timeout=120)

    def start(self, *options: str) -> int:
        """Starts a daemon and says its process."""
        ran = self.run("daemon", "start", *options)
        assert ran.returncode == 0, ran.stderr
        return self.pid()

    def pid(self) -> int:
        told = dict(line.split(" ", 1) for line in self.run("daemon", "status").stdout.decode().splitlines())
        return int(told["pid"])

    def served(self) -> int:
        told = dict(line.split(" ", 1) for line in self.run("daemon", "status").stdout.decode().splitlines())
        return int(told["commands"])

    @property
    def socket(self) -> Path:
        (path,) = (self.runtime / "replylint").glob("*.sock")
        return path


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    runtime = Path(tempfile.mkdtemp(prefix="rl-"))  # a socket's path must be short
    home = Home(runtime, tmp_path)
    yield home
    home.run("daemon", "stop")
    shutil.rmtree(runtime)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    runtime = Path(tempfile.mkdtemp(prefix="rl-"))
    home = Home(runtime, tmp_path_factory.mktemp("drafts"))
    home.start()
    yield home
    home.run("daemon", "stop")
    shutil.rmtree(runtime)


def gone(pid: int) -> bool:
    """Waits until a process that is not ours has ended."""
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
        subprocess.run([sys.executable, "-c", ""], check=True)
    return False


COMMANDS: list[tuple[list[str], bytes]] = [
    ([str(DRAFTS)], b""),
    ([str(DRAFTS), "--format", "json"], b""),
    ([str(DRAFTS / "clinic.jsonl"), "--format", "jsonl", "--color", "always"], b""),
    (["-", "--format", "unix", "--stdin-filename", "réponse 🙂.md"], "We can’t — sorry 🙂.\n".encode()),
    (["-", "-q"], b"\xff\xfe"),
    (["no-such-file.md"], b""),
    (["--no-such-option"], b""),
    (["-", "--request", "@no-such-file"], b"We can't."),
    (["-", "--profile", "suport"], b"We can't."),
    (["--help"], b""),
    (["-", "--fail-on", "never"], b"It's our policy. We can't do that."),
]


@pytest.mark.parametrize(("arguments", "stdin"), COMMANDS, ids=[" ".join(Path(word).name for word in arguments) for arguments, _ in COMMANDS])
def test_it_prints_the_same_and_ends_the_same(warm: Home, arguments: list[str], stdin: bytes) -> None:
    before = warm.served()
    alone = warm.run("check", "--no-daemon", *arguments, stdin=stdin)
    through = warm.run("check", "--daemon", *arguments, stdin=stdin)
    assert (through.returncode, through.stdout, through.stderr) == (alone.returncode, alone.stdout, alone.stderr)
    assert warm.served() == before + 1


def test_the_folder_the_environment_and_the_files_are_the_clients(warm: Home, tmp_path: Path) -> None:
    (tmp_path / "replylint.yaml").write_text("rules: {RSN001: off}\n")
    (tmp_path / "a.md").write_text("We can't do that.\n")
    through = warm.run("check", "--daemon", "a.md", "-q", "-o", "out.txt", folder=tmp_path, PYTHONIOENCODING="latin-1")
    found = (tmp_path / "out.txt").read_text()
    assert through.returncode == 1
    assert "a.md:1:1: " in found and "RSN001" not in found
    latin = warm.run("check", "--daemon", "-", stdin="We can't do that, Zoë. You should have read the terms.".encode(), PYTHONIOENCODING="latin-1")
    assert latin.stdout == warm.run("check", "-", stdin="We can't do that, Zoë. You should have read the terms.".encode(), PYTHONIOENCODING="latin-1").stdout
    assert "Zoë".encode("latin-1") in latin.stdout
    coloured = warm.run("check", "--daemon", "a.md", folder=tmp_path, NO_COLOR="", COLUMNS="72")
    assert coloured.stdout == warm.run("check", "a.md", folder=tmp_path, NO_COLOR="", COLUMNS="72").stdout


def test_every_check_uses_it_where_the_environment_says_so(warm: Home) -> None:
    before = warm.served()
    warm.run("check", "-", stdin=b"Hello.", REPLYLINT_DAEMON="1")
    warm.run("check", "-", stdin=b"Hello.", REPLYLINT_DAEMON="0")
    warm.run("check", "-", "--no-daemon", stdin=b"Hello.", REPLYLINT_DAEMON="1")
    warm.run("rules", REPLYLINT_DAEMON="1")
    assert warm.served() == before + 1


def test_a_copy_that_somebody_has_ended_is_replaced(home: Home) -> None:
    pid = home.start()
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.exists():
        pytest.skip("this system does not list the children of a process")
    (spare,) = map(int, children.read_text().split())
    os.kill(spare, signal.SIGKILL)
    assert gone(spare)
    for _ in range(2):
        assert home.run("check", "--daemon", "-", "-q", stdin=b"We can't do that.").returncode == 1
    assert home.served() == 2


def test_many_at_once_are_all_answered(warm: Home) -> None:
    with ThreadPoolExecutor(16) as pool:
        ran = list(pool.map(lambda number: warm.run("check", "--daemon", "-", "--stdin-filename", f"{number}.txt", "-q", stdin=b"We can't do that."), range(32)))
    assert {one.returncode for one in ran} == {1}
    assert all(one.stdout.startswith(f"{number}.txt:1:1: ".encode()) for number, one in enumerate(ran))


def test_one_that_is_suspended_is_not_waited_for(home: Home) -> None:
    pid = home.start()
    os.kill(pid, signal.SIGSTOP)
    try:
        asked = (["check", "--daemon", "-", "-q"], ["check", "--server", str(home.socket), "-", "-q"], ["daemon", "status"], ["daemon", "stop"], ["daemon", "start"])
        with ThreadPoolExecutor(len(asked)) as pool:
            alone, *others = pool.map(lambda arguments: home.run(*arguments, stdin=b"We can't do that."), asked)
        said = f"the daemon (pid {pid}) does not answer within 10 s".encode() if sys.platform == "linux" else b"does not answer within 10 s"
        assert (alone.returncode, b"<input>:1:1: ALT001" in alone.stdout) == (1, True)
        assert said + b"; this command runs without it" in alone.stderr
        assert [(one.returncode, one.stdout, said in one.stderr) for one in others] == [(2, b"", True)] * 4
    finally:
        os.kill(pid, signal.SIGCONT)
    assert home.run("check", "--daemon", "-", "-q", stdin=b"We can't do that.").stderr == b""


def test_one_that_is_busy_says_that_it_lives(warm: Home) -> None:
    before = warm.served()
    command = [sys.executable, "-m", "replylint", "check", "--daemon", "-", "-q"]
    variables = environment(XDG_RUNTIME_DIR=str(warm.runtime))
    busy = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables, cwd=warm.folder) for _ in range(9)]
    while warm.served() < before + 8:  # they wait for the end of their input
        pass
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(str(warm.socket))
        assert connection.recv(1) == ALIVE
    assert warm.served() == before + 8, "the ninth waits for its turn, and a question about the daemon does not"
    ended = [process.communicate(b"We can't do that.", timeout=60)[0] for process in busy]
    assert [process.returncode for process in busy] == [1] * 9
    assert all(b"ALT001" in out for out in ended)
    assert warm.served() == before + 9


def test_nobody_else_may_come_in(warm: Home) -> None:
    assert stat.S_IMODE(os.stat(warm.socket).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(warm.socket.parent).st_mode) == 0o700


def test_a_folder_that_others_may_write_to_is_not_used(home: Home) -> None:
    folder = home.runtime / "replylint"
    folder.mkdir()
    folder.chmod(0o777)
    assert not is_private(str(folder))
    ran = home.run("check", "--daemon", "-", "-q", stdin=b"We can't do that.")
    assert ran.returncode == 1
    assert list(folder.iterdir()) == []
    status = home.run("daemon", "status")
    assert (status.returncode, b"no safe place for the daemon's socket" in status.stderr) == (2, True)


def test_the_first_command_starts_it_and_the_next_finds_it(home: Home) -> None:
    first = home.run("check", "--daemon", "-", "-q", stdin=b"We can't do that.")
    assert first.returncode == 1
    home.start()  # waits until the one that was started is ready
    second = home.run("check", "--daemon", "-", "-q", stdin=b"We can't do that.")
    assert (second.returncode, second.stdout) == (1, first.stdout)
    assert home.served() == 1


def test_there_is_one_of_them_only(home: Home) -> None:
    pid = home.start()
    again = home.run("daemon", "run")
    assert (again.returncode, again.stderr) == (2, b"replylint: a daemon runs already\n  `replylint daemon stop` ends it\n")
    assert home.start() == pid


def test_two_that_start_at_once_agree(home: Home) -> None:
    with ThreadPoolExecutor(4) as pool:
        pids = set(pool.map(lambda _: home.start(), range(4)))
    assert len(pids) == 1


def test_a_socket_that_was_left_behind_does_not_matter(home: Home) -> None:
    pid = home.start()
    path = home.socket
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    assert path.exists()
    ran = home.run("check", "--daemon", "-", "-q", stdin=b"We can't do that.")
    assert ran.returncode == 1
    assert home.start() != pid


def test_stop_ends_it_and_takes_its_socket_away(home: Home) -> None:
    pid = home.start()
    ran = home.run("daemon", "stop")
    assert (ran.returncode, ran.stdout) == (0, f"stopped (pid {pid})\n".encode())
    assert gone(pid)
    assert list((home.runtime / "replylint").glob("*.sock")) == []
    status = home.run("daemon", "status")
    assert (status.returncode, status.stdout) == (1, b"no daemon runs\n")
    assert home.run("daemon", "stop").stdout == b"no daemon runs\n"


def test_it_ends_when_it_is_idle(home: Home) -> None:
    pid = home.start("--idle", "0.02")
    assert gone(pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(home: Home, number: signal.Signals) -> None:
    pid = home.start()
    os.kill(pid, number)
    assert gone(pid)
    assert list((home.runtime / "replylint").glob("*.sock")) == []


def test_another_version_makes_way(home: Home) -> None:
    """A client of another version is told so; the old daemon ends, and the client does its work itself and starts a new one."""
    pid = home.start()
    newer = "import sys, replylint; replylint.__version__ = '9.9'; sys.argv = ['replylint', 'check', '--daemon', '-', '-q']; from replylint.front import main; main()"
    variables = environment(XDG_RUNTIME_DIR=str(home.runtime))
    ran = subprocess.run([sys.executable, "-c", newer], input=b"We can't do that.", env=variables, cwd=home.folder, capture_output=True, check=False, timeout=120)
    assert (ran.returncode, b"RSN001" in ran.stdout) == (1, True)
    assert gone(pid)


def test_a_changed_program_is_loaded_anew() -> None:
    from replylint.service.footprint import Footprint

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cues.yaml"
        file.write_text("a")
        seen = Footprint({str(file): (os.stat(file).st_mtime_ns, 1), folder: (os.stat(folder).st_mtime_ns, os.stat(folder).st_size)})
        assert not seen.has_changed()
        file.write_text("ab")
        assert seen.has_changed()
        file.unlink()
        assert seen.has_changed()
    taken = Footprint.taken()
    assert not taken.has_changed()
    assert any(name.endswith("check.yaml") for name in taken.seen) and any(name.endswith("nlp.py") for name in taken.seen)


@pytest.mark.parametrize("said", [b"", b"\0", b"\0\0\0\5ab", b"\xff\xff\xff\xff", b"\0\0\0\3a\0b", b"GET / HTTP/1.1\r\n\r\n", b"\0\0\0\x1d" + b"\0" * 29])
def test_it_survives_what_is_no_errand(warm: Home, said: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(warm.socket))
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1) == ALIVE
        with contextlib.suppress(ConnectionResetError):  # some of it was not even read
            assert connection.recv(10) == b""
    assert warm.run("check", "--daemon", "-", "-q", stdin=b"We can't do that.").returncode == 1


def test_an_interrupt_reaches_the_command(warm: Home) -> None:
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "replylint", "check", "--daemon", "-"]
    before = warm.served()
    process = subprocess.Popen(command, stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(XDG_RUNTIME_DIR=str(warm.runtime)), cwd=warm.folder)
    os.close(reading)
    while warm.served() == before:  # it waits for the end of its input
        pass
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    os.close(writing)
    assert (process.returncode, out, err) == (130, b"", b"interrupted\n")


def test_a_client_that_is_killed_takes_its_command_along(warm: Home) -> None:
    reading, writing = os.pipe()
    before = warm.served()
    process = subprocess.Popen([sys.executable, "-m", "replylint", "check", "--daemon", "-"], stdin=reading, env=environment(XDG_RUNTIME_DIR=str(warm.runtime)), cwd=warm.folder)
    os.close(reading)
    while warm.served() == before:
        pass
    process.kill()
    process.wait()
    while True:  # the pipe breaks when the last reader, the copy that ran the command, is gone
        try:
            os.write(writing, b"x" * 1000)
        except BrokenPipeError:
            break
    os.close(writing)
    assert warm.run("check", "--daemon", "-", "-q", stdin=b"We can't do that.").returncode == 1


def test_a_reader_that_leaves_ends_it_as_without(warm: Home) -> None:
    variables = {**environment(XDG_RUNTIME_DIR=str(warm.runtime)), "PYTHON": sys.executable}
    script = 'cat "$1" | "$PYTHON" -m replylint check $2 - -q --input-format jsonl | true; echo "${PIPESTATUS[1]}"'
    lines = warm.folder / "many.jsonl"
    lines.write_text('{"text": "We can\'t do that."}\n' * 3000)
    ends = [
        subprocess.run(["bash", "-c", script, "-", str(lines), option], env=variables, cwd=warm.folder, capture_output=True, check=False, timeout=120)
        for option in ("--daemon", "--no-daemon")
    ]
    assert ends[0].stdout == ends[1].stdout == b"141\n"
    assert ends[0].stderr == ends[1].stderr == b""


def test_a_daemon_may_be_given_a_socket(home: Home) -> None:
    folder = home.runtime / "own"
    folder.mkdir(mode=0o700)
    path = folder / "lint.sock"
    missing = home.run("check", "--server", str(path), "-", stdin=b"We can't.")
    assert (missing.returncode, missing.stderr.startswith(f"{path}: no daemon of this version listens there\n".encode())) == (2, True)
    variables = environment(XDG_RUNTIME_DIR=str(home.runtime))
    process = subprocess.Popen([sys.executable, "-m", "replylint", "daemon", "run", "--socket", str(path)], env=variables, cwd=home.folder)
    try:
        while (connection := connected(str(path))) is None:
            assert process.poll() is None
        connection.close()
        ran = home.run("check", f"--server={path}", "-", "-q", stdin=b"We can't do that.")
        assert (ran.returncode, ran.stdout[:12]) == (1, home.run("check", "-", "-q", stdin=b"We can't do that.").stdout[:12])
    finally:
        process.terminate()
        assert process.wait(30) == 0
    open_to_all = home.run("daemon", "run", "--socket", "/tmp/lint.sock")
    assert (open_to_all.returncode, b"others may look into it" in open_to_all.stderr) == (2, True)


HEAVY = ("click", "spacy", "yaml", "json", "typing", "subprocess", "asyncio", "starlette", "logging")


def test_the_client_imports_next_to_nothing(warm: Home) -> None:
    code = (
        "import sys; sys.argv = ['replylint', 'check', '--daemon', '-', '-q']; before = set(sys.modules); from replylint.front import main\n"
        f"try: main()\nfinally: sys.stderr.write(','.join(name for name in {HEAVY!r} if name in set(sys.modules) - before))"
    )
    ran = subprocess.run([sys.executable, "-c", code], input=b"Hello.", env=environment(XDG_RUNTIME_DIR=str(warm.runtime)), cwd=warm.folder, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
