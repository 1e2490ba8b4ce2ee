"""Puts the server on a transport: standard input and output, or HTTP."""

from __future__ import annotations

import ipaddress
import signal
import socket
from typing import Any, NamedTuple

import anyio
import anyio.to_thread
import click
from mcp.server import MCPServer

from replylint.errors import Failure, ReplylintError
from replylint.mcp_server.answers import Answers
from replylint.mcp_server.server import server_of

PATH = "/mcp"
_SECONDS_TO_STOP = 5


class Address(NamedTuple):
    """Where to listen. Port 0 is any free one."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only programs of this machine reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def serve(answers: Answers, address: Address | None = None) -> None:
    """Serves until the input ends, or over HTTP until it is stopped. Raises ReplylintError when the address cannot be listened on."""
    server = server_of(answers)
    if address is None:
        anyio.run(_stdio, server, answers)
        return
    with _listening(address) as listener:
        here = Address(address.host, listener.getsockname()[1])
        if not here.is_loopback:
            click.echo(f"replylint mcp: whoever reaches {here} can use it: there is no token and no encryption", err=True)
        click.echo(f"replylint mcp: http://{here}{PATH}", err=True)
        before = signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn stops at it, then raises it once more; being told to stop is no fault
        try:
            anyio.run(_http, server, answers, listener, here)
        finally:
            signal.signal(signal.SIGTERM, before)


async def _stdio(server: MCPServer[Any], answers: Answers) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(anyio.to_thread.run_sync, answers.warm)
        await server.run_stdio_async()


async def _http(server: MCPServer[Any], answers: Answers, listener: socket.socket, here: Address) -> None:
    import uvicorn

    # Every call stands for itself, so no sessions are kept and each answer is one JSON document.
    app = server.streamable_http_app(streamable_http_path=PATH, json_response=True, stateless_http=True, host=here.host)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=_SECONDS_TO_STOP)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(anyio.to_thread.run_sync, answers.warm)
        await uvicorn.Server(config).serve(sockets=[listener])


def _listening(address: Address) -> socket.socket:
    try:
        return socket.create_server((address.host, address.port), family=socket.AF_INET6 if ":" in address.host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        said = str(getattr(error, "strerror", None) or error).partition(" (while attempting")[0]
        raise ReplylintError(Failure(f"cannot listen on {address}: {said}", hint="give --http another address; port 0 takes any that is free")) from None
