"""The worst findings of a run, for formats that take only so many."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from replylint.model import DraftReport, Finding

T = TypeVar("T")


class Worst(Generic[T]):
    """Keeps `most` things: the severest findings first, of those the ones of the lowest score, of those the first. Holds no more than it keeps."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[tuple[tuple[int, int, int], T]] = []
        self.seen = 0

    def add(self, report: DraftReport, finding: Finding, make: Callable[[], T]) -> None:
        """Offers a finding; `make` is called only if it is kept, for now."""
        key = (finding.rule.severity.rank, -(101 if report.score is None else report.score), -self.seen)
        self.seen += 1
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, (key, make()))
        elif self._heap and key > self._heap[0][0]:
            heapq.heapreplace(self._heap, (key, make()))

    @property
    def dropped(self) -> int:
        """How many are not kept."""
        return self.seen - len(self._heap)

    def __iter__(self) -> Iterator[T]:
        """The worst first."""
        return (item for _, item in sorted(self._heap, key=lambda pair: pair[0], reverse=True))
