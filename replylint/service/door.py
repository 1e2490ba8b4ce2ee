"""Who may come in: the checks that every request passes before it is read, and the headers that every answer carries."""

from __future__ import annotations

import hmac
import ipaddress
import json
import sys
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect

from replylint.service.desk import CallerGone
from replylint.service.limits import Limits
from replylint.service.refused import Refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Door:
    """Wraps the application. Names that resolve to this machine only in an attacker's DNS are turned away, as are the pages of other sites."""

    def __init__(self, app: ASGIApp, limits: Limits, *, open_paths: frozenset[str]) -> None:
        """`open_paths` hold nothing of anyone's and need no token."""
        self._app = app
        self._limits = limits
        self._open = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            self._check(scope)
            await self._app(scope, receive, answer)
        except (CallerGone, ClientDisconnect):
            return
        except Refused as refused:
            await _refuse(refused, answer)
        except Exception as error:  # answered by the application
            _log(error)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_known(host):
            raise Refused(421, "unknown_host", "the service is not known under that name", "call it by its address, or start it with --allow-host NAME")
        origin = headers.get("origin")
        if origin is not None and origin not in self._limits.origins and not _is_same(origin, host):
            raise Refused(403, "other_origin", "pages of another site may not call the service", "start it with --allow-origin ORIGIN")
        if scope["path"] not in self._open and scope["method"] != "OPTIONS" and not self._has_token(headers):
            raise Refused(401, "no_token", "a token is needed, or this one is wrong", "send `Authorization: Bearer TOKEN`", {"WWW-Authenticate": "Bearer"})

    def _is_known(self, host: str) -> bool:
        name = _name_of(host)
        return name == "localhost" or name in self._limits.hosts or _is_address(name)

    def _has_token(self, headers: Headers) -> bool:
        if self._limits.token is None:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return hmac.compare_digest(given.strip().encode(), self._limits.token.encode()) and scheme.lower() == "bearer"


def _name_of(host: str) -> str:
    """The name in a Host header, without its port and brackets; empty for what is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_same(origin: str, host: str) -> bool:
    """Whether a page comes from the service itself. Behind a proxy that speaks https the scheme differs, so it is not compared."""
    return origin.partition("://")[2].lower() == host.lower()


async def _refuse(refused: Refused, send: Send) -> None:
    body = json.dumps(refused.body()).encode()
    headers: Mapping[str, str] = {"Content-Type": "application/json", "Content-Length": str(len(body)), **refused.headers}
    await send({"type": "http.response.start", "status": refused.status, "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()]})
    await send({"type": "http.response.body", "body": body})


def _log(error: Exception) -> None:
    """Where it happened and of what kind; what it says may hold words of a draft."""
    places = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    print(f"replylint serve: {type(error).__name__} at {' < '.join(reversed(places))}", file=sys.stderr, flush=True)
