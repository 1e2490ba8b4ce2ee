"""What the service allows, as it was started."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`body` is in bytes, `seconds` hold for reading a request and again for judging it, `places` is how many requests may wait or be judged at once.

    `token` is asked of everyone when it is set. `hosts` are names, beside localhost and every address, under which the service may be called;
    `origins` the sites whose pages may call it.
    """

    body: int = 4_000_000
    batch: int = 1_000
    places: int = 64
    seconds: float = 30.0
    token: str | None = None
    hosts: frozenset[str] = frozenset()
    origins: tuple[str, ...] = ()
