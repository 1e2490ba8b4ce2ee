"""The beginning and the end of a session as the protocol wants them: what comes too early or too late gets an answer and does nothing."""

from __future__ import annotations

from typing import Any

from lsprotocol.types import EXIT, INITIALIZE, ResponseError
from pygls.protocol import LanguageServerProtocol

_NOT_INITIALIZED = -32002  # of the protocol's own, which pygls has no name for
_INVALID_REQUEST = -32600


class Protocol(LanguageServerProtocol):
    """pygls answers a request before `initialize` with a traceback, and one after `shutdown` not at all."""

    is_initialized = False

    @property
    def is_shut_down(self) -> bool:
        """Whether the client said that it is about to leave."""
        return bool(self._shutdown)

    def handle_message(self, message: Any) -> None:
        method, number = getattr(message, "method", None), getattr(message, "id", None)
        refusal = self._refusal(method) if isinstance(method, str) else None
        if refusal is None:
            if method == INITIALIZE:
                self.is_initialized = True
            super().handle_message(message)
        elif number is not None:  # a notification gets no answer
            self._send_response(number, error=refusal)

    def _refusal(self, method: str) -> ResponseError | None:
        if method == EXIT:
            return None
        if self.is_shut_down:
            return ResponseError(_INVALID_REQUEST, "the server was shut down")
        if method == INITIALIZE:
            return ResponseError(_INVALID_REQUEST, "initialize was sent before") if self.is_initialized else None
        return None if self.is_initialized else ResponseError(_NOT_INITIALIZED, "expected initialize first")
