"""How a client reaches the server: over standard input and output, or over one connection to a port of this machine."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from threading import Event

from pygls.io_ import run_async

from replylint.lsp.server import Server


def quiet() -> None:
    """pygls logs what it is sent, and that is drafts. Faults are told to the client, in its log."""
    logging.getLogger("pygls").addHandler(logging.NullHandler())
    logging.getLogger("pygls").propagate = False


def over_stdio(server: Server) -> None:
    """Serves until the client leaves. Standard output is the client's alone: what a plug-in prints goes to standard error."""
    sys.stdout.flush()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    try:
        server.start_io(stdout=answers)
    finally:
        server.desk.close()


def over_tcp(server: Server, host: str, port: int) -> None:
    """Serves the first client that connects, until it leaves; others are turned away. Port 0 is any free one. Raises OSError when the port is taken."""
    try:
        asyncio.run(_serve_one(server, host, port))
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.desk.close()
        server.shutdown()  # type: ignore[no-untyped-call]


async def _serve_one(server: Server, host: str, port: int) -> None:
    is_taken, ended = False, asyncio.Event()

    async def session(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal is_taken
        if is_taken:
            writer.close()
            return
        is_taken = True
        server.protocol.set_writer(writer)
        try:
            await run_async(Event(), reader, server.protocol, error_handler=server.report_server_error)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # hung up in the middle of a message
        finally:
            writer.close()
            ended.set()

    listening = await asyncio.start_server(session, host, port)
    address = listening.sockets[0].getsockname()
    print(f"replylint lsp: listening on {address[0]}:{address[1]}", file=sys.stderr, flush=True)
    async with listening:
        await ended.wait()
