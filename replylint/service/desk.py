"""Where requests wait: so many and no more, first come first served, one thread that judges."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from replylint.service.engine import Answer, Engine
from replylint.service.question import Question
from replylint.service.refused import Refused, busy, unavailable

T = TypeVar("T")
_AT_ONCE = 8  # drafts of a batch between which others get their turn


class CallerGone(Exception):  # nothing went wrong
    """The caller has hung up: there is nobody to answer."""


class Desk:
    """Belongs to one event loop. The model is loaded by the thread that judges, before its first question."""

    def __init__(self, engine: Engine, *, places: int, seconds: float) -> None:
        """`places` requests may be here at once, waiting or being judged; each has `seconds` to be read, and again to be judged."""
        self.engine = engine
        self.seconds = seconds
        self._places = places
        self._taken = 0
        self._pace = 0.05  # seconds a question takes, a running mean
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="replylint-judge")
        self._loaded: asyncio.Future[None] | None = None
        self.closed = False

    def load(self) -> asyncio.Future[None]:
        """Begins to load the model, once; the future holds what went wrong."""
        if self._loaded is None:
            self._loaded = asyncio.get_running_loop().run_in_executor(self._thread, self.engine.load)
        return self._loaded

    @property
    def ready(self) -> bool:
        """Whether the model is loaded and questions are taken."""
        return not self.closed and self._loaded is not None and self._loaded.done() and self._loaded.exception() is None

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place in the queue, held while a request is read and judged, so that what is in memory is bounded. Raises Refused (429, 503) without one."""
        if self.closed:
            raise unavailable("stopping", "the service is being stopped")
        if self._taken >= self._places:
            raise busy(max(1, math.ceil(self._taken * self._pace)))
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1

    async def read(self, reading: Awaitable[T]) -> T:
        """What a caller sends, if it comes in time. Raises Refused (408)."""
        try:
            return await asyncio.wait_for(reading, self.seconds)
        except asyncio.TimeoutError:
            message = f"the body did not come within {self.seconds:g} s"
            raise Refused(408, "too_slow", message, "send it at once, or start the service with a longer --timeout", {"Connection": "close"}) from None

    async def ask(self, questions: Sequence[Question | Refused], hung_up: Callable[[], Awaitable[None]]) -> list[Answer | Refused]:
        """The answers, in order. Raises Refused (503) when they take too long, CallerGone when nobody waits any more; what has not begun is then left."""
        gone = asyncio.ensure_future(hung_up())
        try:
            answers: list[Answer | Refused] = []
            for at in range(0, len(questions), _AT_ONCE):
                answers += await self._judged(questions[at : at + _AT_ONCE], gone)
            return answers
        finally:
            gone.cancel()

    async def _judged(self, questions: Sequence[Question | Refused], gone: asyncio.Future[None]) -> list[Answer | Refused]:
        work: asyncio.Future[list[Answer | Refused]] = asyncio.get_running_loop().run_in_executor(self._thread, self._judge, questions)
        either: list[asyncio.Future[Any]] = [work, gone]
        await asyncio.wait(either, timeout=self.seconds, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            return work.result()
        work.cancel()
        if gone.done():
            raise CallerGone
        raise unavailable("timeout", f"there was no answer within {self.seconds:g} s", math.ceil(self.seconds))

    def _judge(self, questions: Sequence[Question | Refused]) -> list[Answer | Refused]:
        from time import perf_counter

        begun = perf_counter()
        answers: list[Answer | Refused] = []
        for question in questions:
            try:
                answers.append(question if isinstance(question, Refused) else self.engine.judge(question))
            except Refused as refused:
                answers.append(refused)
        self._pace += 0.1 * ((perf_counter() - begun) / len(questions) - self._pace)
        return answers

    def close(self) -> None:
        """Takes nothing more. Does not wait for what is being judged."""
        self.closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)
