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
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import IO

from replylint import __version__
from replylint.service.copy import Copy, received, warm_up
from replylint.service.errand import CONTROL, DONE, INTERRUPT, OTHER, TOLD, Errand
from replylint.service.footprint import Footprint
from replylint.service.place import lock_path

_MOST_AT_ONCE = 8  # more wait in the socket's own queue
_PATIENCE = 5.0  # seconds for an errand to come whole


class AlreadyRuns(Exception):
    """Another daemon holds the place."""


@dataclass
class _Job:
    """A command that runs: its client's connection, and the copy that runs it."""

    connection: socket.socket
    copy: Copy


class Daemon:
    """Serves one socket until it is told to stop, is idle for long, or its program has changed."""

    def __init__(self, path: str, idle: float) -> None:
        """`idle` is in seconds."""
        self._path = path
        self._idle = idle
        self._begun = time.monotonic()
        self._selector = selectors.DefaultSelector()
        self._jobs: dict[int, _Job] = {}
        self._spare: Copy | None = None
        self._served = 0
        self._stopping = False

    def run(self) -> None:
        """Listens until the end. Raises AlreadyRuns."""
        with _lock(self._path) as self._lock:
            self._footprint = Footprint.taken()
            with TemporaryDirectory() as folder:  # the cache is tried, too, and not the user's
                warm_up(["--cache-dir", folder], ["--cache-dir", folder, "--format", "jsonl"], ["--no-cache"])
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
        """A copy for the next command, made while nobody waits; and no more commands than may run at once."""
        if self._spare is None and not self._jobs and not self._stopping:
            self._spare = Copy.made(self._leave, warm=True)
        takes = len(self._jobs) < _MOST_AT_ONCE and not self._stopping
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
        try:
            connection, _ = self._listening.accept()
        except OSError:
            return
        streams: list[int] = []
        try:
            connection.settimeout(_PATIENCE)
            body, streams = received(connection)
            if not _is_ours(connection) or not self._begin(connection, Errand.unpack(body), streams):
                connection.close()
        except (OSError, ValueError):  # half an errand, or a client that has gone
            connection.close()
        finally:
            for stream in streams:
                os.close(stream)

    def _begin(self, connection: socket.socket, errand: Errand, streams: list[int]) -> bool:
        """Whether a command runs now; the others are answered at once."""
        if errand.arguments == [CONTROL + "status"]:
            lines = (f"pid {os.getpid()}", f"version {__version__}", f"running for {time.monotonic() - self._begun:.0f} s", f"commands {self._served}")
            connection.sendall(TOLD + "\n".join(lines).encode())
            return False
        if errand.arguments == [CONTROL + "stop"]:
            self._stopping = True
            connection.sendall(TOLD + str(os.getpid()).encode())
            return False
        if errand.version != __version__ or self._footprint.has_changed():
            self._stopping = True
            connection.sendall(OTHER)
            return False
        if len(streams) != 3:
            raise ValueError("a command without its streams")
        copy, self._spare = self._spare or Copy.made(self._leave), None
        try:
            copy.run(errand, streams)
        except OSError:  # somebody has ended it
            copy.dismiss()
            copy = Copy.made(self._leave)
            copy.run(errand, streams)
        self._served += 1
        connection.settimeout(None)
        self._jobs[copy.pid] = _Job(connection, copy)
        self._selector.register(connection, selectors.EVENT_READ, copy.pid)
        self._selector.register(copy.control, selectors.EVENT_READ, copy.pid)
        return True

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
