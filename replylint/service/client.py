"""The thin client: hands a command to the daemon with its own standard streams, and waits for the exit status. Starts a daemon where there is none."""

from __future__ import annotations

import os
import sys
from _socket import AF_UNIX, SCM_RIGHTS, SOCK_STREAM, SOL_SOCKET, socket  # the module socket, in Python, takes longer to import than an answer may take
from array import array

from replylint import __version__
from replylint.service.errand import DONE, INTERRUPT, Errand
from replylint.service.place import is_private, lock_path, socket_path


def ask(arguments: list[str]) -> int | None:
    """The exit status of a command that the daemon has run, its output written; None when it is to be run here: there is no daemon yet, or none for us.

    One is then started, so that the next command finds it.
    """
    path = socket_path()
    if path is None or None in (sys.stdin, sys.stdout, sys.stderr):
        return None
    connection = connected(path)
    if connection is not None:
        status = sent(connection, arguments)
        connection.close()
        if status is not None:
            return status
    start(path)
    return None


def ask_at(path: str, arguments: list[str]) -> int:
    """The exit status of a command that the daemon behind a socket has run; 2 when there is none, or another version's."""
    connection = connected(path)
    status = None
    if connection is not None:
        status = sent(connection, arguments)
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
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        return None
    return connection


def sent(connection: socket, arguments: list[str]) -> int | None:
    """Hands over a command and waits for it; None when the daemon does not take it."""
    try:
        errand = Errand.here(__version__, arguments).pack()
        streams = array("i", [0, 1, 2])
        done = connection.sendmsg([errand[:1024]], [(SOL_SOCKET, SCM_RIGHTS, streams)])
        connection.sendall(errand[done:])
        answer = _answer(connection)
    except OSError:
        return None  # it went away before it took the command, or while it ran: then it is run again, here
    return answer[1] if len(answer) == 2 and answer[:1] == DONE else None


def _answer(connection: socket) -> bytes:
    """The daemon's two bytes. An interrupt is passed on, and the command still says how it ended."""
    while True:
        try:
            return connection.recv(2)
        except KeyboardInterrupt:
            connection.sendall(INTERRUPT)


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
