"""`replylint mcp`: the rules as tools for AI agents, over the Model Context Protocol."""

from __future__ import annotations

import sys

import click

from replylint.cli.options import config_option, load_config, profile_option
from replylint.errors import Failure, ReplylintError

_LOOPBACK = "127.0.0.1"


@click.command(short_help="Serve AI agents over the Model Context Protocol.")
@click.option("--http", "address", metavar="[HOST:]PORT", help=f"Streamable HTTP at /mcp instead of standard input and output; without HOST on {_LOOPBACK} only.")
@config_option
@profile_option
def mcp(address: str | None, config_path: str | None, profile: str | None) -> None:
    """Serve the tools lint_reply, explain_rule and list_rules to an AI agent, over standard input and output.

    Needs the extra `mcp`: pip install 'replylint[mcp]'. Nothing leaves the machine, and no text is logged.
    """
    where = None if address is None else _host_and_port(address)
    try:
        from mcp.server import MCPServer  # noqa: F401  # version 1 has none
    except ImportError:
        raise ReplylintError(Failure("the package mcp, version 2, is not installed", hint="pip install 'replylint[mcp]'")) from None
    if where is None and sys.stdin is None:
        raise ReplylintError(Failure("standard input is closed", hint="let the agent's program start the server, or give --http an address"))
    from replylint.mcp_server.answers import Answers
    from replylint.mcp_server.run import Address, serve

    serve(Answers(load_config(config_path), profile), None if where is None else Address(*where))


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or _LOOPBACK
    if not (port.isascii() and port.isdigit() and int(port) <= 65535):
        raise click.BadParameter(f"{address!r} is not HOST:PORT or PORT, with a port from 0 to 65535", param_hint="--http")
    return host, int(port)
