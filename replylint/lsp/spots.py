"""What was found where the cursor is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from replylint.lsp.judge import Judged
from replylint.model import DraftReport, Finding, Move, Span


class Spot(NamedTuple):
    """A finding with its place in the document."""

    report: DraftReport
    finding: Finding
    place: Span


def spots_at(judged: Judged, span: Span) -> list[Spot]:
    """The findings that a stretch of the document meets, the worst first, then the shortest."""
    met = [spot for spot in spots_of(judged) if meets(spot.place, span)]
    return sorted(met, key=lambda spot: (-spot.finding.rule.severity.rank, len(spot.place), spot.finding.rule.code))


def spots_of(judged: Judged) -> Iterator[Spot]:
    """All findings of a document."""
    for report in judged.reports:
        for finding in report.findings:
            yield Spot(report, finding, finding.in_source(report.draft))


def moves_at(judged: Judged, offset: int) -> list[tuple[Move, Span]]:
    """What the sentence at a place does, the surest first."""
    found = [(move, place) for report in judged.reports for move in report.moves if meets(place := report.draft.to_source(move.span), Span(offset, offset))]
    return sorted(found, key=lambda one: -one[0].confidence)


def meets(place: Span, span: Span) -> bool:
    """Whether two stretches share a character, or a cursor stands in, before or behind one."""
    return place.overlaps(span) or (len(span) == 0 and place.start <= span.start <= place.end) or (len(place) == 0 and span.start <= place.start <= span.end)
