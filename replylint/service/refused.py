"""What a caller did wrong, or what the service cannot do now, as a value that becomes a JSON answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Refused(Exception):  # not an error of ours
    """A request that is not answered: HTTP status, a code for programs, what is wrong, what to do. Never holds words of a draft."""

    status: int
    code: str
    message: str
    hint: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint}}


def busy(seconds: int) -> Refused:
    """The queue is full."""
    message = "as many requests as may wait are waiting"
    return Refused(429, "busy", message, f"try again in {seconds} s, or start the service with a longer --queue", {"Retry-After": str(seconds)})


def unavailable(code: str, message: str, seconds: int = 1) -> Refused:
    """The service cannot answer now and will later."""
    return Refused(503, code, message, f"try again in {seconds} s", {"Retry-After": str(seconds)})
