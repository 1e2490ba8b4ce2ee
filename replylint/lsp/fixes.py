"""The changes that mend findings in their document without an author: those of `check --fix`, made on the text that is open and read again before they are offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from replylint.draft import Draft, Source
from replylint.errors import Failure, Skipped
from replylint.fixing import Change
from replylint.judging import Judged as Result
from replylint.lsp.judge import Judged, drafts_of
from replylint.lsp.spots import Spot
from replylint.mending import mend
from replylint.runner import Linter


def change_for(judged: Judged, spot: Spot, linter: Linter) -> Change | None:
    """What the fix of one finding changes; None where it brings none, or where it cannot be carried to the document."""
    if spot.finding.fix is None:
        return None
    return _mended(judged, [(linter, replace(spot.report, findings=(spot.finding,)))], linter, lambda items: iter(()))


def change_for_all(judged: Judged, linter: Linter) -> Change | None:
    """What all fixes change, those included that others uncover; None where there is nothing to mend."""
    if not any(finding.fix is not None for report in judged.reports for finding in report.findings):
        return None
    return _mended(judged, [(linter, report) for report in judged.reports], linter, lambda items: ((linter, result) for result in linter.run(items)))


def _mended(judged: Judged, results: Sequence[Result], linter: Linter, judge: Callable[[Iterable[Draft | Failure]], Iterator[Result]]) -> Change | None:
    def read(source: Source) -> list[Draft | Failure]:
        items = drafts_of(judged.document, source, linter)
        return [item.as_failure() if isinstance(item, Skipped) else item for item in items]

    return _difference(judged.source.text, mend(judged.source, results, read, judge).source.text)


def _difference(old: str, new: str) -> Change | None:
    """The one stretch in which two texts differ."""
    if old == new:
        return None
    start = next((at for at, (one, other) in enumerate(zip(old, new)) if one != other), min(len(old), len(new)))
    rest = min(len(old), len(new)) - start
    end = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return Change(start, len(old) - end, new[start : len(new) - end])
