"""Where the command starts. `check --daemon` is handed to the daemon before anything is imported that costs time; all else goes to the command line."""

from __future__ import annotations

import sys

_YES = ("1", "true", "yes", "on")


def main() -> None:
    """The command `replylint`."""
    status = _through_daemon(sys.argv[1:])
    if status is None:
        from replylint.cli import main as command_line

        command_line(prog_name="replylint")
    else:
        sys.exit(status)


def _through_daemon(arguments: list[str]) -> int | None:
    """The exit status when a daemon has done the work; None when it is to be done here."""
    if arguments[:1] != ["check"]:
        return None
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    server = _value(options, "--server")
    wanted = "--daemon" in options
    if not wanted and server is None and "--no-daemon" not in options:
        import os

        wanted = os.environ.get("REPLYLINT_DAEMON", "").lower() in _YES
    if sys.platform == "win32" or not (wanted or server) or (server is not None and "://" in server):
        return None
    from replylint.service.client import ask, ask_at

    return ask(arguments) if server is None else ask_at(server, arguments)


def _value(options: list[str], name: str) -> str | None:
    """What the last option of a name is given, with `=` or as the next word; None without it."""
    for at in range(len(options) - 1, -1, -1):
        if options[at].startswith(f"{name}="):
            return options[at].partition("=")[2]
        if options[at] == name and at + 1 < len(options):
            return options[at + 1]
    return None
