"""The tables of `--statistics`: which rules fire most, where the replies are weak, how many refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replylint.errors import Failure
from replylint.model import DraftReport
from replylint.reporters import Paper, Reporter, Summary
from replylint.reporters.ink import Words, ink_for
from replylint.reporters.scorecard import REFUSALS
from replylint.reporters.statistics import Statistics
from replylint.reporters.text import counted


class StatisticsReporter:
    """Another reporter's output with the tables behind it; with `quiet` the tables alone."""

    def __init__(self, paper: Paper, before: Reporter) -> None:
        self._ink = ink_for(paper.out, paper.color)
        self._before = None if paper.quiet else before
        self._counted = Statistics()

    def begin(self) -> None:
        if self._before is not None:
            self._before.begin()

    def draft(self, report: DraftReport) -> None:
        self._counted.add(report)
        if self._before is not None:
            self._before.draft(report)

    def failure(self, failure: Failure) -> None:
        if self._before is not None:
            self._before.failure(failure)

    def end(self, summary: Summary) -> None:
        if self._before is not None:
            self._before.end(summary)
            self._ink.line([])
        for line in tables(self._counted):
            self._ink.line(line)


def tables(counted_run: Statistics) -> Iterator[list[Words]]:
    """Rules, rows and refusals, one table each; a table without lines is left out."""
    parts = [part for part in (list(_rules(counted_run)), list(_rows(counted_run)), list(_refusals(counted_run))) if len(part) > 1]
    if not parts:
        yield [("no drafts", "quiet")]
    for number, part in enumerate(parts):
        if number:
            yield []
        yield from part


def _rules(run: Statistics) -> Iterator[list[Words]]:
    lines = [
        [rule.code, rule.name, str(rule.severity), str(findings), str(drafts), f"{share:.0%}"] for rule, findings, drafts, share in run.rules()
    ]
    yield from _table(["rule", "", "severity", "findings", "drafts", "share of drafts"], lines, numbers=3, style_at=2)


def _rows(run: Statistics) -> Iterator[list[Words]]:
    lines = [
        [row, "" if mean is None else f"{100 * mean:.0f}", *(str(levels.get(level, 0)) for level in ("met", "weak", "unmet", "na"))]
        for row, _, mean, levels in run.rows()
    ]
    yield from _table(["row", "mean score", "met", "weak", "unmet", "not asked"], lines, numbers=5)


def _refusals(run: Statistics) -> Iterator[list[Words]]:
    if run.drafts:
        lines = [[REFUSALS[kind], str(drafts), "" if mean is None else f"{mean:.0f}"] for kind, drafts, mean in run.refusals()]
        yield from _table([counted(run.drafts, "draft"), "drafts", "mean score"], lines, numbers=2)


def _table(head: Sequence[str], lines: Sequence[Sequence[str]], *, numbers: int, style_at: int | None = None) -> Iterator[list[Words]]:
    """Lines under their head; the last `numbers` columns are set to the right. The words of column `style_at` are also names of styles."""
    widths = [max(len(line[at]) for line in (head, *lines)) for at in range(len(head))]

    def words(line: Sequence[str], style: str) -> list[Words]:
        cells = [cell.rjust(width) if at >= len(head) - numbers else cell.ljust(width) for at, (cell, width) in enumerate(zip(line, widths, strict=True))]
        return [(cell + "  ", line[at] if at == style_at and not style else style) for at, cell in enumerate(cells)]

    yield words(head, "quiet")
    yield from (words(line, "") for line in lines)
