"""Several processes that judge: each loads the language model once, reads no file and returns lines, not objects.

One that dies (killed, out of memory) costs the file that it died of and no other.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess

from replylint.cache.stored import Packer, Unstorable, unpacked
from replylint.cli.inputs import Inputs
from replylint.cli.slots import Event, Slot, judged
from replylint.config import Config
from replylint.draft import Source
from replylint.errors import Failure, Skipped
from replylint.judging import Judging

Round = tuple[list[Slot], Iterable[Event]]


@dataclass(frozen=True)
class Order:
    """How to judge: what a process needs to know of the command line."""

    paths: tuple[str, ...]
    stdin_filename: str | None
    config_path: str | None
    profile: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    final: bool | None
    preview: bool | None
    input_format: str | None
    request: str | None


@dataclass(frozen=True)
class Judgement:
    """What was found in one file: a line for each report, and what failed. None: it has no form as lines, so it must be judged where it is used.

    `whole`: everything was judged, so that it can be kept.
    """

    results: tuple[str | Failure, ...] | None
    skipped: Sequence[str] = ()
    whole: bool = True


def cores() -> int:
    """The processors that this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """Hands out windows of files and gets them back in order. `least`: so many of them must be waiting before processes are started."""

    def __init__(self, jobs: int, order: Order, inputs: Inputs, least: int = 1, on_work: Callable[[], None] = lambda: None) -> None:
        self._jobs = jobs
        self._order = order
        self._least = least
        self._inputs = inputs
        self._on_work = on_work
        self._pool: ProcessPoolExecutor | None = None
        self._others: frozenset[BaseProcess] = frozenset()  # processes that are not of this pool
        self._told: set[Failure] = set()

    def rounds(self, windows: Iterable[list[Slot]], here: Callable[[Sequence[Slot]], Iterable[Event]]) -> Iterator[Round]:
        """Every window with its events. `here` judges in this process: what little there is to judge, and what has no settings."""
        waiting: deque[tuple[list[Slot], Future[list[Judgement]] | None]] = deque()
        try:
            for window in windows:
                waiting.append((window, None))
                if self._pool is not None or sum(_is_work(slots) for slots, _ in waiting) >= self._least:
                    self._on_work()
                    waiting = deque((slots, future or self._submitted(slots)) for slots, future in waiting)
                while len(waiting) > 2 * self._jobs or (waiting and not _is_work(waiting[0][0])):
                    yield self._next(waiting, here)
            while waiting:
                yield self._next(waiting, here)
        finally:
            self.close()

    def close(self) -> None:
        """Ends the processes; what they have begun is dropped."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        for child in set(active_children()) - self._others:
            child.terminate()
        pool.shutdown(cancel_futures=True)  # waits for its thread: an interpreter that ends meanwhile writes into the pipe that the thread closes

    def _next(self, waiting: deque[tuple[list[Slot], Future[list[Judgement]] | None]], here: Callable[[Sequence[Slot]], Iterable[Event]]) -> Round:
        window, future = waiting[0]
        if future is None:
            waiting.popleft()
            return window, here(window)
        try:
            judgements = future.result()
        except (BrokenProcessPool, CancelledError):
            judgements = self._alone(window)
            for number, (slots, later) in enumerate(waiting):
                if number and later is not None and _is_lost(later):
                    waiting[number] = (slots, self._submitted(slots))
        waiting.popleft()
        return window, self._events(window, judgements, here)

    def _submitted(self, window: Sequence[Slot]) -> Future[list[Judgement]] | None:
        sources = [source for slot in window if (source := slot.to_judge) is not None]
        if not sources or any(slot.to_judge is not None and slot.asked is None for slot in window):
            return None
        with _uninterrupted():
            try:
                return self._started().submit(judge, self._order, sources)
            except BrokenProcessPool:  # a process died since; whose window it was is seen when its results are asked for
                self.close()
                return self._started().submit(judge, self._order, sources)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._others = frozenset(active_children())
            self._pool = ProcessPoolExecutor(self._jobs, mp_context=get_context("spawn"), initializer=_begin)
        return self._pool

    def _alone(self, window: Sequence[Slot]) -> list[Judgement]:
        """Judges a window again after a process died: as a whole, then file by file, so that it is known which one it dies of."""
        self.close()
        judgements = self._tried(window)
        if judgements is not None:
            return judgements
        found: list[Judgement] = []
        for slot in window:
            if slot.to_judge is not None:
                alone = self._tried([slot])
                found += alone if alone is not None else [Judgement((_died(slot.to_judge),), whole=False)]
        return found

    def _tried(self, window: Sequence[Slot]) -> list[Judgement] | None:
        try:
            future = self._submitted(window)
            return [] if future is None else future.result()
        except BrokenProcessPool:
            self.close()
            return None

    def _events(self, window: Sequence[Slot], judgements: Sequence[Judgement], here: Callable[[Sequence[Slot]], Iterable[Event]]) -> Iterator[Event]:
        numbers = [number for number, slot in enumerate(window) if slot.to_judge is not None]
        for number, judgement in zip(numbers, judgements, strict=True):
            slot = window[number]
            if judgement.results is None:
                yield from ((number, asked, result) for _, asked, result in here([slot]))
            else:
                self._inputs.files += 1
                self._inputs.skipped += (Skipped(None if slot.source is None else slot.source.path, why) for why in judgement.skipped)
                yield from self._read(number, slot, judgement)

    def _read(self, number: int, slot: Slot, judgement: Judgement) -> Iterator[Event]:
        """The results of one file, in order."""
        assert slot.source is not None and judgement.results is not None
        lines = [result for result in judgement.results if isinstance(result, str)]
        slot.take(lines, judgement.skipped, judgement.whole)
        reports = unpacked(lines, slot.source)
        for result in judgement.results:
            if isinstance(result, str):
                yield number, slot.asked, next(reports)
            elif result.path is not None or result not in self._told:  # what is wrong with a process is told by each of them
                self._told.add(result)
                yield number, slot.asked, result


def _is_lost(future: Future[list[Judgement]]) -> bool:
    """Whether what was asked of a pool will not be answered, because one of its processes died."""
    return future.cancelled() or (future.done() and isinstance(future.exception(), BrokenProcessPool))


def _is_work(window: Sequence[Slot]) -> bool:
    return any(slot.to_judge is not None for slot in window)


def _died(source: Source) -> Failure:
    hint = "it may be too long for the memory; the other files were judged"
    return Failure("the process that judged this file ended without an answer", source.path, hint=hint)


def judge(order: Order, sources: Sequence[Source]) -> list[Judgement]:
    """What another process does: judges files in one stream."""
    judging = _judging(order)
    inputs = Inputs(order.paths, order.input_format, order.request, order.stdin_filename, rule_for=judging.source_rule)
    slots = [Slot(source=source) for source in sources]
    packers = [Packer() for _ in slots]
    results: list[list[str | Failure] | None] = [[] for _ in slots]
    for number, _, result in judged(judging, inputs, slots):
        found = results[number]
        if found is not None:
            try:
                found.append(result if isinstance(result, Failure) else packers[number].line(result))
            except Unstorable:
                results[number] = None
    return [_judgement(found, slot) for slot, found in zip(slots, results, strict=True)]


def _judgement(found: list[str | Failure] | None, slot: Slot) -> Judgement:
    if found is None:
        return Judgement(None)
    return Judgement(tuple(found), slot.skipped, slot.whole and not any(isinstance(result, Failure) for result in found))


@lru_cache(maxsize=1)
def _judging(order: Order) -> Judging:
    """The linters of this process, made with the first files."""
    from replylint.runner import Linter

    def linter(config: Config) -> Linter:
        return Linter(config, profile=order.profile, select=order.select, ignore=order.ignore, final=order.final, preview=order.preview, forgets=True)

    return Judging(linter, None if order.config_path is None else Config.load(order.config_path))


def _begin() -> None:
    """An interrupt ends a process at once and without a word: the one that the user started speaks for all."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes that are started here do not hear an interrupt until they have begun; this one hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
