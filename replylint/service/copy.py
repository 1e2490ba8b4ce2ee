"""A copy of the daemon that runs one command as if it had been started for it, and ends."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence

from replylint.service.errand import Errand

_MOST_BYTES = 4_000_000  # of an errand: an environment is much smaller
_NUMBER = 4  # bytes, in front of it, that say how long it is
_INTERRUPT = (signal.SIGINT,)


class Copy:
    """`control` can be read when the copy has ended its command, or itself."""

    def __init__(self, pid: int, control: socket.socket) -> None:
        self.pid = pid
        self.control = control

    @classmethod
    def made(cls, leave: Callable[[], None], *, warm: bool = False) -> Copy:
        """A copy that waits for its command. `leave` lets go of what belongs to the daemon alone; a warm one has judged a draft already."""
        control, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            status = 2
            try:
                leave()
                control.close()
                status = _live(theirs, warm)
                theirs.send(bytes([status & 255]))  # nobody has to wait until the memory is given back
            finally:
                os._exit(status)
        theirs.close()
        return cls(pid, control)

    def run(self, errand: Errand, streams: Sequence[int]) -> None:
        """Gives it its command. Raises OSError when it is no more."""
        packed = errand.pack()
        sent = socket.send_fds(self.control, [packed[:1024]], list(streams))
        self.control.sendall(packed[sent:])

    def signal(self, number: int) -> None:
        """Passes a signal on; nothing happens when it has ended."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def status(self) -> int:
        """How its command ended: 128 and the number for a signal, as shells have it."""
        said = b""
        with contextlib.suppress(OSError):
            said = self.control.recv(1)
        return said[0] if said else self._ended()

    def _ended(self) -> int:
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return 128 - code if code < 0 else code

    def dismiss(self) -> None:
        """Lets go of a copy whose command has ended, or that has none."""
        self.control.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def received(connection: socket.socket) -> tuple[bytes, list[int]]:
    """The bytes of an errand and the streams that came with it, and nothing of what follows; no bytes when the other side has gone.

    Raises OSError, ValueError.
    """
    head, streams, _, _ = socket.recv_fds(connection, _NUMBER, 3)
    try:
        data = bytearray(head)
        while data and (missing := _missing(data)):
            part = connection.recv(min(missing, 65536))
            if not part:
                raise ValueError("half an errand")
            data += part
    except BaseException:
        for stream in streams:
            os.close(stream)
        raise
    return bytes(data[_NUMBER:]), list(streams)


def _missing(data: bytearray) -> int:
    """How many bytes are to be read at least; 0 when the errand is whole. Raises ValueError for what is too long to be one."""
    if len(data) < _NUMBER:
        return _NUMBER - len(data)
    length = int.from_bytes(data[:_NUMBER], "big")
    if length > _MOST_BYTES:
        raise ValueError("too long for an errand")
    return _NUMBER + length - len(data)


def warm_up(*commands: Sequence[str]) -> None:
    """Runs checks of a draft on standard input from beginning to end, so that everything that a command needs is loaded."""
    from replylint.cli import main
    from replylint.linters import WARM_UP

    for command in commands:
        before = sys.stdin, sys.stdout, sys.stderr
        sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(WARM_UP.encode())), io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
        try:
            with contextlib.suppress(SystemExit):
                main(args=["check", "-", *command], prog_name="replylint")
        finally:
            sys.stdin, sys.stdout, sys.stderr = before


def _live(control: socket.socket, warm: bool) -> int:
    """The life of a copy, up to its exit status."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPT)  # one that comes early waits for the command
    if warm:
        warm_up(["--no-cache"])
    body, streams = received(control)
    if not body:
        return 0
    _take_over(Errand.unpack(body), streams)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPT)
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


def _take_over(errand: Errand, streams: Sequence[int]) -> None:
    """Becomes the process that the client would have been."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(errand.folder)
    os.umask(errand.umask)
    os.environb.clear()
    for pair in errand.environment:
        name, _, value = pair.partition(b"=")
        os.environb[name] = value
    names = errand.streams
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), names[0], names[1])
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), names[2], names[3], line_buffering=os.isatty(1))
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(io.FileIO(2, "w", closefd=False)), names[4], names[5], line_buffering=True)
    sys.argv = ["replylint", *errand.arguments]


def _run(arguments: Sequence[str]) -> int:
    from replylint.cli import main

    try:
        main(args=list(arguments), prog_name="replylint")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    else:
        status = 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return 120  # as the interpreter itself ends when it cannot write the last of its output
    return status

