"""`replylint daemon`: the process behind `check --daemon`."""

from __future__ import annotations

import sys
import time

import click

from replylint.errors import Failure, ReplylintError

_IDLE_MINUTES = 30.0
_START_SECONDS, _STEP = 60.0, 0.05

idle_option = click.option("--idle", default=_IDLE_MINUTES, show_default=True, metavar="MINUTES", type=click.FloatRange(0.01), help="End after so long without a command.")


@click.group(short_help="Keep the model loaded for `check --daemon`.")
def daemon() -> None:
    """The process that `check --daemon` hands its work to: it keeps the model loaded. It starts by itself and ends when it has been idle for long.

    With REPLYLINT_DAEMON=1 in the environment every `check` uses it; `check --no-daemon` does not.
    """
    if sys.platform == "win32":
        raise ReplylintError(Failure("there is no daemon on Windows", hint="`replylint serve` keeps the model loaded, too"))


@daemon.command(short_help="Start it, if it does not run.")
@idle_option
def start(idle: float) -> None:
    """Start it and wait until it is ready."""
    from replylint.service.client import connected
    from replylint.service.client import start as start_daemon

    path = _path()
    connection = connected(path)
    if connection is None:
        start_daemon(path, "--idle", str(idle))
        end = time.monotonic() + _START_SECONDS
        while connection is None and time.monotonic() < end:
            time.sleep(_STEP)
            connection = connected(path)
    if connection is None:
        raise ReplylintError(Failure("the daemon does not start", hint="`replylint daemon run` shows why"))
    connection.close()
    click.echo(_asked("status"))


@daemon.command(short_help="Tell it to end.")
def stop() -> None:
    """End it when its commands have ended."""
    told = _asked("stop")
    click.echo("no daemon runs" if told is None else f"stopped (pid {told})")


@daemon.command(short_help="Say whether it runs.")
@click.pass_context
def status(context: click.Context) -> None:
    """Say whether it runs. Exit status: 0 it does, 1 it does not."""
    told = _asked("status")
    click.echo("no daemon runs" if told is None else told)
    context.exit(told is None)


@daemon.command(short_help="Run it here, until it is stopped.")
@idle_option
@click.option("--socket", "path", metavar="PATH", type=click.Path(), help="Listen there, for `check --server PATH`. Its folder has to be yours alone.")
def run(idle: float, path: str | None) -> None:
    """Run it in the foreground, for a service manager or to see what goes wrong."""
    import os

    from replylint.service.daemon import AlreadyRuns, Daemon
    from replylint.service.place import is_private

    if path is not None and not is_private(os.path.dirname(os.path.abspath(path))):
        raise ReplylintError(Failure("the folder is not there, or others may look into it", path, hint="mkdir -m 700 a folder of its own"))
    try:
        Daemon(_path() if path is None else os.path.abspath(path), 60 * idle).run()
    except AlreadyRuns:
        raise ReplylintError(Failure("a daemon runs already", hint="`replylint daemon stop` ends it")) from None


def _path() -> str:
    from replylint.service.place import socket_path

    path = socket_path()
    if path is None:
        hint = "$XDG_RUNTIME_DIR, or $TMPDIR without it, has to be a short path in which `replylint` can be a folder of yours alone (chmod 700)"
        raise ReplylintError(Failure("there is no safe place for the daemon's socket", hint=hint))
    return path


def _asked(what: str) -> str | None:
    """What a running daemon answers; None when none runs. After `stop` the answer comes when it has let go of its socket."""
    from replylint import __version__
    from replylint.service.client import connected, mute, mute_hint
    from replylint.service.errand import ALIVE, CONTROL, TOLD, Errand

    path = _path()
    connection = connected(path)
    if connection is None:
        return None
    try:
        connection.sendall(Errand.here(__version__, [CONTROL + what]).pack())
        answer = b""
        while part := connection.recv(4096):
            answer += part
    except TimeoutError:
        raise ReplylintError(Failure(mute(connection), path, hint=mute_hint(connection))) from None
    finally:
        connection.close()
    if what == "stop":
        end = time.monotonic() + _START_SECONDS
        while (again := connected(path)) is not None and time.monotonic() < end:
            again.close()
            time.sleep(_STEP)
    return answer.removeprefix(ALIVE).removeprefix(TOLD).decode() + (f"\nsocket {path}" if what == "status" else "")
