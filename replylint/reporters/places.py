"""Where something stands in the file that the user wrote: path, line and column, for every format the same."""

from __future__ import annotations

from dataclasses import dataclass

from replylint.draft import Draft
from replylint.model import DraftReport, Finding, Span
from replylint.reporters.cells import shown

NO_PATH = "<input>"


@dataclass(frozen=True, slots=True)
class Place:
    """Lines and columns are 1-based code points of the source; the end is the place just behind the last character."""

    path: str | None
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{shown(self.path or NO_PATH)}:{self.line}:{self.column}"  # a name may hold a line end


def place_of(draft: Draft, span: Span) -> Place:
    """The place of a span of `draft.text` in the draft's source."""
    return _in_source(draft, draft.to_source(span))


def place_of_finding(draft: Draft, finding: Finding) -> Place:
    """The place of a finding in the draft's source: of its words, or of the comment that it is about."""
    return _in_source(draft, finding.in_source(draft))


def _in_source(draft: Draft, there: Span) -> Place:
    return Place(draft.source.path, *draft.source.position(there.start), *draft.source.position(there.end))


def in_order(report: DraftReport) -> tuple[Finding, ...]:
    """A draft's findings, sorted by place, then code."""
    return tuple(sorted(report.findings, key=lambda finding: (finding.span, finding.rule.code)))


def name_of(draft: Draft) -> str | None:
    """What to call a draft: its own id, else the path of the file, whose only draft it is then. None for text without either."""
    return draft.id if draft.id is not None else draft.source.path


def first_line(draft: Draft) -> int:
    """The 1-based line of the source on which the draft's text starts."""
    return draft.source.position(draft.to_source(Span(0, 0)).start)[0]
