"""`replylint lsp`: the language server for editors."""

from __future__ import annotations

import sys
from ipaddress import ip_address
from pathlib import Path

import click

from replylint.cli.options import config_option, profile_option
from replylint.errors import Failure, ReplylintError

_LOST = 1  # the client left without saying so


def _address(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, int] | None:
    """A host of this machine and a port. Drafts are nobody else's business, so it serves nobody else."""
    if value is None:
        return None
    host, _colon, port = value.rpartition(":")
    host = host.strip("[]")
    if not port.isdigit() or int(port) > 65535 or not host:
        raise click.BadParameter("expected HOST:PORT, such as 127.0.0.1:8765")
    try:
        is_own = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_own = False
    if not is_own:
        raise click.BadParameter(f"{host} is not this machine alone; expected 127.0.0.1, ::1 or localhost")
    return host, int(port)


@click.command(short_help="Serve an editor: findings while you type.")
@click.option("--tcp", "address", metavar="HOST:PORT", callback=_address, help="Serve one client at a port of this machine, not standard input and output.")
@click.option("--stdio", is_flag=True, help="Standard input and output, as without it: some editors say so.")
@profile_option
@config_option
@click.pass_context
def lsp(context: click.Context, address: tuple[str, int] | None, stdio: bool, profile: str | None, config_path: str | None) -> None:
    """Serve an editor through the Language Server Protocol: findings while you type, the rule's page, fixes, the score. See docs/editors.md.

    The editor starts it. Needs the extra: pip install 'replylint[lsp]'.
    """
    if stdio and address is not None:
        raise click.UsageError("--stdio and --tcp are two ways to talk to an editor: give one of them")
    if address is None and sys.stdin is None:
        raise ReplylintError(Failure("standard input is closed", hint="let the editor start the server, or give --tcp an address"))
    try:
        from replylint.lsp import features, transport
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise ReplylintError(Failure("the language server needs pygls, which is not installed", hint="pip install 'replylint[lsp]'")) from None
    server = features.make(profile, None if config_path is None else Path(config_path))
    transport.quiet()
    if address is None and sys.stdin is not None and sys.stdin.isatty():
        click.echo("replylint lsp: waiting for an editor on standard input; see docs/editors.md. Ctrl-C ends it.", err=True)
    if address is None:
        transport.over_stdio(server)
    else:
        transport.over_tcp(server, *address)
    context.exit(0 if server.protocol.is_shut_down else _LOST)
