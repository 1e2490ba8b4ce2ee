"""A run, file by file and in order: what is known from an earlier run is taken from there, the rest is judged, here or by several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from replylint.asked import HasSettings
from replylint.cli.slots import Event, Slot, Slots, judged
from replylint.errors import Failure, Skipped
from replylint.model import DraftReport

if TYPE_CHECKING:
    from replylint.cli.pool import Pool

Result = tuple[HasSettings | None, DraftReport | Failure]

_MOST_TO_JUDGE = 128  # files in a window: four batches of the parser, where each holds one draft
_MOST_SLOTS = 256
_MOST_BYTES = 1_000_000
_MOST_FOR_A_PROCESS = 32


class Run:
    """The results of all files. Few files are held at once, whatever their number.

    `on_work` is told when something must be judged, `on_file` of each file when all its results were given.
    """

    def __init__(self, slots: Slots, pool: Pool | None, on_work: Callable[[], None], on_file: Callable[[Slot], None]) -> None:
        self._slots = slots
        self._pool = pool
        self._on_work = on_work
        self._on_file = on_file

    def __iter__(self) -> Iterator[Result]:
        windows = self._windows(_MOST_TO_JUDGE if self._pool is None else _MOST_FOR_A_PROCESS)
        rounds = ((window, self._judged(window)) for window in windows) if self._pool is None else self._pool.rounds(windows, self._judged)
        for window, events in rounds:
            yield from self._merged(window, events)

    def _windows(self, most: int) -> Iterator[list[Slot]]:
        window: list[Slot] = []
        to_judge = size = 0
        for slot in self._slots:
            window.append(slot)
            to_judge += slot.to_judge is not None
            size += slot.size
            if to_judge >= most or len(window) >= _MOST_SLOTS or size >= _MOST_BYTES:
                yield window
                window, to_judge, size = [], 0, 0
        if window:
            yield window

    def _judged(self, window: Sequence[Slot]) -> Iterator[Event]:
        if any(slot.to_judge is not None for slot in window):
            self._on_work()
        for number, asked, result in judged(self._slots.judging, self._slots.inputs, window):
            window[number].note(result)
            yield number, asked, result

    def _merged(self, window: Sequence[Slot], events: Iterable[Event]) -> Iterator[Result]:
        """The results of a window in the order of its files."""
        at = 0
        for number, asked, result in events:
            while at < number:
                yield from self._finished(window[at])
                at += 1
            yield asked, result
        for slot in window[at:]:
            yield from self._finished(slot)

    def _finished(self, slot: Slot) -> Iterator[Result]:
        if slot.failure is not None:
            yield None, slot.failure
        elif slot.kept is not None and slot.source is not None:
            from replylint.cache.stored import unpacked

            self._slots.inputs.files += 1
            self._slots.inputs.skipped += (Skipped(slot.source.path, why) for why in slot.skipped)
            for report in unpacked(slot.kept, slot.source):
                yield slot.asked, report
        else:
            self._slots.keep(slot)
        self._on_file(slot)

