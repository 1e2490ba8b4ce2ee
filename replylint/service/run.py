"""Runs the service: the address, the signals, what is said on standard error, the exit status."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import signal
import socket
import sys
from asyncio import TimerHandle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from h11 import IDLE
from uvicorn.protocols.http.h11_impl import H11Protocol

from replylint.errors import Failure, ReplylintError
from replylint.service.app import Service
from replylint.service.desk import Desk
from replylint.service.engine import Engine
from replylint.service.limits import Limits

_HEAD_SECONDS = 10.0  # for the head of a request to come whole
_STOP_SECONDS = 10  # for what is being answered when the service is stopped
_MOST_CONNECTIONS = 2_000  # uvicorn's own limit turns away everyone while it is passed, also those who wait already


def is_loopback(host: str) -> bool:
    """Whether only this machine can call that address. Raises ReplylintError for a name that is none."""
    return all(ipaddress.ip_address(place[4][0].partition("%")[0]).is_loopback for place in _places(host, 0))


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises ReplylintError when it cannot."""
    family, kind, protocol, _, address = _places(host, port)[0]
    listening = socket.socket(family, kind, protocol)  # without its protocol asyncio does not know it for TCP, and answers wait 40 ms in Nagle's algorithm
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(address)
        listening.listen(1024)
        return listening
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ReplylintError(Failure(f"port {port} of {host} is in use", hint="stop what runs there, or take another --port; 0 takes a free one")) from error
        hint = "ports under 1024 belong to the system; take another --port" if error.errno == errno.EACCES else "check --host"
        raise ReplylintError(Failure(f"cannot listen on {host} port {port}: {error.strerror or error}", hint=hint)) from error


def _places(host: str, port: int) -> list[Any]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise ReplylintError(Failure(f"--host {host}: there is no such address", hint="127.0.0.1 is this machine alone, 0.0.0.0 every network")) from error


def url_of(listening: socket.socket) -> str:
    """Where to point a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(engine: Engine, listening: socket.socket, limits: Limits) -> int:
    """Serves until it is told to stop: 0 then, 2 when the model could not be loaded (standard error says why)."""
    desk = Desk(engine, places=limits.places, seconds=limits.seconds)
    config = uvicorn.Config(
        Service(desk, limits).app(),
        http=_patient(min(limits.seconds, _HEAD_SECONDS)),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    server = uvicorn.Server(config)
    with _stopped_by_signals(server):
        print(f"replylint serves on {url_of(listening)} (stop it with Ctrl-C)", file=sys.stderr, flush=True)  # not before it can be stopped
        return asyncio.run(_serve(server, desk, listening))


async def _serve(server: uvicorn.Server, desk: Desk, listening: socket.socket) -> int:
    loaded = desk.load()
    failed: list[BaseException] = []

    def when_loaded(future: asyncio.Future[None]) -> None:
        error = None if future.cancelled() else future.exception()
        if error is not None:
            failed.append(error)
            server.should_exit = True
        else:
            print("ready", file=sys.stderr, flush=True)

    loaded.add_done_callback(when_loaded)
    await server.serve([listening])
    if failed and not isinstance(failed[0], ReplylintError):
        raise failed[0]
    for failure in failed[0].failures if failed and isinstance(failed[0], ReplylintError) else ():
        print(failure, file=sys.stderr)
    return 2 if failed else 0


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """uvicorn stops at a signal once it serves, and raises it once more for whoever handled it before; until then it is told to stop by this."""

    def stop(*_: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _patient(seconds: float) -> type[H11Protocol]:
    """Closes a connection on which half a request stands for so long, and what comes when there are too many.

    uvicorn itself only counts the time between requests.
    """

    class Patient(H11Protocol):
        _deadline: TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > _MOST_CONNECTIONS:
                transport.close()
            self._deadline = self.loop.call_later(seconds, transport.close)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._forget()
            if self.conn.their_state is IDLE and not self.transport.is_closing():
                self._deadline = self.loop.call_later(seconds, self.transport.close)

        def connection_lost(self, exc: Exception | None) -> None:
            self._forget()
            super().connection_lost(exc)

        def _forget(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

    return Patient
