"""When what is judged: one document after the other in a thread of its own, a moment after the last keystroke, and never a version that nobody sees."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from replylint.lsp.documents import Document
from replylint.lsp.judge import Judged, Superseded

# A document is judged at once after a pause, and while its author types on, when nothing was typed for as long as judging took the last time, within
# these bounds (seconds).
_LEAST_DELAY, _MOST_DELAY = 0.03, 1.0

Answer = TypeVar("Answer")
JudgeOne = Callable[[Document, "Judged | None", Callable[[], bool]], Judged]


@dataclass(eq=False)
class _Seat:
    """A document that is open: its newest version and when it came, what was said last, and how long that took."""

    document: Document
    touched: float = float("-inf")
    judged: Judged | None = None
    cost: float = 0.0
    timer: asyncio.TimerHandle | None = None
    running: Document | None = None
    fresh: asyncio.Event = field(default_factory=asyncio.Event)


class Desk:
    """Lives in the event loop. `judge` runs in the worker thread; `tell` is called in the loop with every result that is still true.

    `fail` makes the result of a version at which `judge` crashed.
    """

    def __init__(self, judge: JudgeOne, tell: Callable[[Judged], None], fail: Callable[[Document, BaseException], Judged]) -> None:
        self._judge = judge
        self._tell = tell
        self._fail = fail
        self._seats: dict[str, _Seat] = {}
        self._is_closed = False
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="replylint")

    def warm(self, work: Callable[[], object]) -> None:
        """Has the worker do something first, such as loading the model. What fails is told when a document needs it."""
        if not self._is_closed:
            self._worker.submit(work)

    def put(self, document: Document, *, at_once: bool = False) -> None:
        """A document was opened, or has a new version. What is under way for an older one is given up."""
        if self._is_closed:
            return
        seat = self._seats.setdefault(document.uri, _Seat(document))
        seat.document = document
        seat.fresh.clear()
        _stop(seat)
        loop = asyncio.get_running_loop()
        pause, seat.touched = loop.time() - seat.touched, loop.time()
        delay = min(max(seat.cost, _LEAST_DELAY), _MOST_DELAY)
        seat.timer = loop.call_later(0.0 if at_once or pause >= delay else delay, self._begin, seat)

    def drop(self, uri: str) -> None:
        """A document was closed."""
        seat = self._seats.pop(uri, None)
        if seat is not None:
            _stop(seat)
            seat.fresh.set()  # nobody waits for what will not come

    def again(self, forget: Callable[[], None]) -> None:
        """Judges everything anew, after the worker has done `forget`."""
        self.warm(forget)
        for seat in tuple(self._seats.values()):
            seat.judged = None
            self.put(replace(seat.document), at_once=True)

    def known(self, uri: str) -> Judged | None:
        """What was said last of a document, which may be an older version."""
        seat = self._seats.get(uri)
        return None if seat is None else seat.judged

    async def current(self, uri: str, timeout: float) -> Judged | None:
        """What is said of the version that is open now; None for what is not open, and when it takes more than `timeout` seconds."""
        seat = self._seats.get(uri)
        if seat is None:
            return None
        if not seat.fresh.is_set():
            if seat.running is not seat.document:
                _stop(seat)
                self._begin(seat)
            try:
                await asyncio.wait_for(seat.fresh.wait(), timeout)
            except asyncio.TimeoutError:
                return None
        return self.known(uri)

    async def in_worker(self, work: Callable[[], Answer]) -> Answer:
        """Does something in the worker thread, where the readers of formats may be used."""
        return await asyncio.wrap_future(self._worker.submit(work))

    def close(self) -> None:
        """Gives up everything. What the worker is in the middle of ends at the next draft."""
        self._is_closed = True
        for seat in self._seats.values():
            _stop(seat)
        self._seats.clear()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _begin(self, seat: _Seat) -> None:
        if self._is_closed or seat.running is seat.document:
            return
        document, before, loop = seat.document, seat.judged, asyncio.get_running_loop()
        seat.running = document

        def is_stale() -> bool:
            return self._is_closed or seat.document is not document or self._seats.get(document.uri) is not seat

        def work() -> tuple[Judged, float]:
            if is_stale():
                raise Superseded
            begun = time.perf_counter()
            return self._judge(document, before, is_stale), time.perf_counter() - begun

        def done(future: Future[tuple[Judged, float]]) -> None:
            if not self._is_closed:  # the loop may be gone as well
                loop.call_soon_threadsafe(self._done, seat, document, future)

        self._worker.submit(work).add_done_callback(done)

    def _done(self, seat: _Seat, document: Document, future: Future[tuple[Judged, float]]) -> None:
        if seat.running is document:
            seat.running = None
        if seat.document is not document or self._seats.get(document.uri) is not seat or future.cancelled():
            return
        error = future.exception()
        if error is None:
            seat.judged, seat.cost = future.result()
        else:
            seat.judged = self._fail(document, error)
        seat.fresh.set()
        self._tell(seat.judged)


def _stop(seat: _Seat) -> None:
    if seat.timer is not None:
        seat.timer.cancel()
        seat.timer = None
