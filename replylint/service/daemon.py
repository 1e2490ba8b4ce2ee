"""The daemon: keeps everything loaded, and gives each command to a copy of itself that has the client's streams, folder and environment.

A copy (a fork) runs one command and ends. So a command behaves exactly as it would alone, whatever it does to its process, and the daemon does not grow.
One copy is made ahead and warmed, because the first draft after a fork costs as much as the draft itself.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import gc
import os
import selectors
import signal
import socket
import stat
import struct
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import IO

from replylint import __version__
from replylint.errors import ReplylintError
from replylint.linters import make_ready
from replylint.runner import Linter
from replylint.service.copy import Copy, received, warm_up
from replylint.service.errand import ALIVE, CONTROL, DONE, INTERRUPT, OTHER, TOLD, Errand
from replylint.service.footprint import Footprint
from replylint.service.place import lock_path

_MOST_AT_ONCE = 8  # more wait, and know that they were heard
_MOST_WAITING = 64  # each holds four of the files that a process may have open; more wait in the socket's own queue
_PATIENCE = 5.0  # seconds for an errand to come whole


class AlreadyRuns(Exception):
    """Another daemon holds the place."""


@dataclass
class _Job:
    """A command that runs: its client's connection, and the copy that runs it."""

    connection: socket.socket
    copy: Copy


@dataclass
class _Asked:
    """What a client wants and its standard streams."""

    connection: socket.socket
    errand: Errand
    streams: list[int]


class Daemon:
    """Serves one socket until it is told to stop, is idle for long, or its program has changed."""

    def __init__(self, path: str, idle: float) -> None:
        """`idle` is in seconds."""
        self._path = path
        self._idle = idle
        self._begun = time.monotonic()
        self._selector = selectors.DefaultSelector()
        self._jobs: dict[int, _Job] = {}
        self._waiting: deque[_Asked] = deque()
        self._spare: Copy | None = None
        self._served = 0
        self._stopping = False

    def run(self) -> None:
        """Listens until the end. Raises AlreadyRuns."""
        with _lock(self._path) as self._lock:
            self._footprint = Footprint.taken()
            with TemporaryDirectory() as folder:  # the cache is tried, too, and not the user's
                warm_up(["--cache-dir", folder], ["--cache-dir", folder, "--format", "jsonl"], ["--no-cache"])
            with contextlib.suppress(ReplylintError):  # what is wrong is told to each command
                make_ready(Linter())
            gc.collect()
            gc.freeze()  # what is loaded is never looked through again, so copies share its memory
            with _listening(self._path) as self._listening, self._woken_by_signals():
                self._selector.register(self._listening, selectors.EVENT_READ)
                while not self._stopping or self._jobs:
                    self._provide()
                    self._turn()
                if self._spare is not None:
                    self._spare.dismiss()

    def _provide(self) -> None:
        """Begins commands that wait, no more than may run at once, and makes a copy for the next one while nobody waits."""
        while self._waiting and (self._stopping or len(self._jobs) < _MOST_AT_ONCE):
            asked = self._waiting.popleft()
            if self._stopping:
                _let_go(asked.connection, asked.streams)  # its client runs it
            else:
                self._begin(asked)
        if self._spare is None and not self._jobs and not self._stopping:
            self._spare = Copy.made(self._leave, warm=True)
        takes = len(self._waiting) < _MOST_WAITING and not self._stopping
        listens = self._listening.fileno() in self._selector.get_map()
        if takes and not listens:
            self._selector.register(self._listening, selectors.EVENT_READ)
        elif listens and not takes:
            self._selector.unregister(self._listening)

    def _turn(self) -> None:
        """Waits for something to happen, and does what it asks for."""
        ready = self._selector.select(None if self._jobs else self._idle)
        if not ready and not self._jobs:
            self._stopping = True
        for key, _ in ready:
            if key.fileobj is self._listening:
                self._welcome()
            elif key.data is None:
                self._stopping = True
            elif key.data in self._jobs:
                self._hear(self._jobs[key.data], key.fd)

    def _leave(self) -> None:
        """What a copy lets go of: it must not answer for the daemon, hold its place, nor keep a client or another copy waiting."""
        self._selector.close()
        self._listening.close()
        self._lock.close()
        for asked in self._waiting:
            _let_go(asked.connection, asked.streams)
        for job in self._jobs.values():
            job.connection.close()
            job.copy.control.close()

    @contextlib.contextmanager
    def _woken_by_signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT stop the daemon when its commands have ended."""
        reading, writing = socket.socketpair()
        writing.setblocking(False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(writing.fileno())
        self._selector.register(reading, selectors.EVENT_READ)
        with reading, writing:
            yield
            signal.set_wakeup_fd(-1)

    def _welcome(self) -> None:
        """Hears what a client wants. A command waits for its turn; all else is answered at once."""
        try:
            connection, _ = self._listening.accept()
        except OSError:
            return
        streams: list[int] = []
        try:
            connection.sendall(ALIVE)
            connection.settimeout(_PATIENCE)
            body, streams = received(connection)
            errand = Errand.unpack(body)
            if _is_ours(connection) and not self._is_answered(connection, errand):
                _, streams, _, _ = socket.recv_fds(connection, 1, 3)
                if len(streams) == 3:
                    self._waiting.append(_Asked(connection, errand, streams))
                    return
        except (OSError, ValueError):  # half an errand, or a client that has gone
            pass
        _let_go(connection, streams)

    def _is_answered(self, connection: socket.socket, errand: Errand) -> bool:
        """Answers what is no command for us."""
        if errand.arguments == [CONTROL + "status"]:
            lines = (f"pid {os.getpid()}", f"version {__version__}", f"running for {time.monotonic() - self._begun:.0f} s", f"commands {self._served}")
            connection.sendall(TOLD + "\n".join(lines).encode())
            return True
        if errand.arguments == [CONTROL + "stop"]:
            self._stopping = True
            connection.sendall(TOLD + str(os.getpid()).encode())
            return True
        if errand.version != __version__ or self._footprint.has_changed():
            self._stopping = True
            connection.sendall(OTHER)
            return True
        return False

    def _begin(self, asked: _Asked) -> None:
        """Gives a command to a copy."""
        copy, self._spare = self._spare or Copy.made(self._leave), None
        try:
            copy.run(asked.errand, asked.streams)
        except OSError:  # somebody has ended it
            copy.dismiss()
            copy = Copy.made(self._leave)
            try:
                copy.run(asked.errand, asked.streams)
            except OSError:
                copy.dismiss()
                _let_go(asked.connection, asked.streams)
                return
        _let_go(None, asked.streams)
        self._served += 1
        connection = asked.connection
        connection.settimeout(None)
        self._jobs[copy.pid] = _Job(connection, copy)
        self._selector.register(connection, selectors.EVENT_READ, copy.pid)
        self._selector.register(copy.control, selectors.EVENT_READ, copy.pid)

    def _hear(self, job: _Job, number: int) -> None:
        """A copy has ended, or its client says something: an interrupt, or nothing any more."""
        if number == job.copy.control.fileno():
            self._selector.unregister(job.copy.control)
            if job.connection.fileno() in self._selector.get_map():
                self._selector.unregister(job.connection)
            del self._jobs[job.copy.pid]
            with job.connection, contextlib.suppress(OSError):
                job.connection.sendall(DONE + bytes([job.copy.status()]))
            job.copy.dismiss()
            return
        try:
            said = job.connection.recv(1)
        except OSError:
            said = b""
        if said != INTERRUPT:
            self._selector.unregister(job.connection)
        job.copy.signal(signal.SIGINT if said == INTERRUPT else signal.SIGTERM)


def _let_go(connection: socket.socket | None, streams: Sequence[int]) -> None:
    """Closes what came from a client."""
    if connection is not None:
        connection.close()
    for stream in streams:
        os.close(stream)


def _is_ours(connection: socket.socket) -> bool:
    """Whether the other side runs as the same user. The folder lets nobody else in; this is the second lock on the door, where the system has one."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    _, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return bool(user == os.getuid())


@contextlib.contextmanager
def _lock(path: str) -> Iterator[IO[str]]:
    """Held while a daemon lives, by it alone: the system lets go of it however the process ends, so there is no stale lock."""
    with open(os.open(lock_path(path), os.O_WRONLY | os.O_CREAT, 0o600), "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRuns from None
        yield lock


@contextlib.contextmanager
def _listening(path: str) -> Iterator[socket.socket]:
    """The socket. Who holds the lock knows that a socket that lies there is one that nobody listens to."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(os.lstat(path).st_mode):
            raise FileExistsError(errno.EEXIST, "there is a file, and it is no socket", path)
        os.unlink(path)
    before = os.umask(0o177)
    try:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(path)
    finally:
        os.umask(before)
    listening.listen(64)
    listening.setblocking(False)
    try:
        yield listening
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)
        listening.close()
