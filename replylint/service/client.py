"""The thin client: hands a command to the daemon with its own standard streams, and waits for the exit status. Starts a daemon where there is none."""

from __future__ import annotations

import os
import sys
from _socket import AF_UNIX, SCM_RIGHTS, SOCK_STREAM, SOL_SOCKET, socket  # the module socket, in Python, takes longer to import than an answer may take
from array import array

from replylint import __version__
from replylint.service.errand import ALIVE, DONE, INTERRUPT, STREAMS, Errand
from replylint.service.place import is_private, lock_path, socket_path

# Seconds for the daemon's first word. A daemon that lives says it at once, however long the command then takes; what may hold it up is another client's half
# errand, for which it has 5 seconds of patience. One that is suspended never says it.
PATIENCE = 10.0


def ask(arguments: list[str]) -> int | None:
    """The exit status of a command that the daemon has run, its output written; None when it is to be run here: there is no daemon yet, or none for us.

    One is then started, so that the next command finds it.
    """
    path = socket_path()
    if path is None or None in (sys.stdin, sys.stdout, sys.stderr):
        return None
    connection = connected(path)
    if connection is not None:
        try:
            status = sent(connection, arguments)
        except TimeoutError:
            sys.stderr.write(f"{mute(connection)}; this command runs without it\n  {mute_hint(connection)}\n")
            return None
        finally:
            connection.close()
        if status is not None:
            return status
    start(path)
    return None


def ask_at(path: str, arguments: list[str]) -> int:
    """The exit status of a command that the daemon behind a socket has run; 2 when there is none, or another version's, or one that does not answer."""
    connection = connected(path)
    status = None
    if connection is not None:
        try:
            status = sent(connection, arguments)
        except TimeoutError:
            sys.stderr.write(f"{path}: {mute(connection)}\n  {mute_hint(connection)}\n")
            return 2
        finally:
            connection.close()
    if status is not None:
        return status
    hint = f"start one with `replylint daemon run --socket {path}`; its folder has to be yours alone (chmod 700)"
    sys.stderr.write(f"{path}: no daemon of this version listens there\n  {hint}\n")
    return 2


def connected(path: str) -> socket | None:
    """A connection to the daemon; None when none listens there."""
    if not is_private(os.path.dirname(os.path.abspath(path))):
        return None
    connection = socket(AF_UNIX, SOCK_STREAM)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        return None
    return connection


def sent(connection: socket, arguments: list[str]) -> int | None:
    """Hands over a command and waits for it; None when the daemon does not take it. Raises TimeoutError when it gives no sign of life."""
    try:
        connection.sendall(Errand.here(__version__, arguments).pack())
        answer = heard(connection, 1)
        if answer == ALIVE:
            connection.settimeout(None)  # it works now, and that takes as long as it takes
            # Only now: streams that lie with a suspended daemon would keep our reader waiting for their end, though we have ended.
            connection.sendmsg([STREAMS], [(SOL_SOCKET, SCM_RIGHTS, array("i", [0, 1, 2]))])
            answer = heard(connection, 2)
    except TimeoutError:
        raise
    except OSError:
        return None  # it went away before it took the command, or while it ran: then it is run again, here
    return answer[1] if len(answer) == 2 and answer[:1] == DONE else None


def heard(connection: socket, most: int) -> bytes:
    """What the daemon says next. An interrupt is passed on, and the command still says how it ended."""
    while True:
        try:
            return connection.recv(most)
        except KeyboardInterrupt:
            connection.sendall(INTERRUPT)


def mute(connection: socket) -> str:
    """That the daemon gives no sign of life, and which process it is where the system says so."""
    number = _process(connection)
    return f"the daemon{f' (pid {number})' if number else ''} does not answer within {PATIENCE:g} s"


def mute_hint(connection: socket) -> str:
    """What to do about it."""
    number = _process(connection)
    return f"it may be suspended: `kill -CONT {number}` wakes it, `kill -KILL {number}` ends it" if number else "it may be suspended: wake it, or end its process"


def _process(connection: socket) -> int:
    """The process that listens; 0 where the system does not say."""
    try:
        from _socket import SO_PEERCRED
    except ImportError:
        return 0
    return int.from_bytes(connection.getsockopt(SOL_SOCKET, SO_PEERCRED, 12)[:4], sys.byteorder)


def start(path: str, *options: str) -> bool:
    """Starts a daemon that outlives us; false when one is being started already."""
    import fcntl
    import subprocess

    try:
        with open(os.open(lock_path(path), os.O_WRONLY | os.O_CREAT, 0o600), "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    command = [sys.executable, "-m", "replylint", "daemon", "run", *options]
    nothing = subprocess.DEVNULL
    subprocess.Popen(command, cwd="/", stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    return True
