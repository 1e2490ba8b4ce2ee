"""What was said of a document as the protocol's diagnostics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Location,
    Position,
    Range,
)

from replylint.errors import Failure
from replylint.lsp.judge import Judged
from replylint.lsp.positions import Sheet
from replylint.model import DraftReport, Finding, Severity
from replylint.registry import Registry
from replylint.reporters.cells import shown

SOURCE = "replylint"
_MOST_WORDS = 60  # characters of a related place that are shown
_SEVERITIES: Mapping[Severity, DiagnosticSeverity] = {
    Severity.ERROR: DiagnosticSeverity.Error,
    Severity.WARNING: DiagnosticSeverity.Warning,
    Severity.INFO: DiagnosticSeverity.Information,
}


def diagnostics_of(judged: Judged, sheet: Sheet) -> list[Diagnostic]:
    """Failures first, then the findings in the order of the file."""
    found = [diagnostic_of(report, finding, judged, sheet) for report in judged.reports for finding in report.findings]
    failed = [one for failure in judged.failures if (one := _of_failure(failure, judged, sheet)) is not None]
    return failed + sorted(found, key=lambda one: (one.range.start.line, one.range.start.character, str(one.code)))


def diagnostic_of(report: DraftReport, finding: Finding, judged: Judged, sheet: Sheet) -> Diagnostic:
    """A finding at its place, with the page of its rule where there is one."""
    page = page_of(finding.rule.row, judged.registry)
    return Diagnostic(
        range=sheet.range(finding.in_source(report.draft)),
        message=shown(finding.message),
        severity=_SEVERITIES[finding.rule.severity],
        code=finding.rule.code,
        code_description=None if page is None else CodeDescription(page.as_uri()),
        source=SOURCE,
        related_information=list(_related(report, finding, judged.document.uri, sheet)) or None,
        data={"name": finding.rule.name},
    )


def page_of(row: str, registry: Registry | None) -> Path | None:
    """The file that explains a row's rules; None for a rule without a row, or a row without a page."""
    info = None if registry is None else next((info for info in registry.rows if info.row == row), None)
    return _page_in(info.folder) if info is not None and info.folder else None


@lru_cache(maxsize=256)
def _page_in(folder: str) -> Path | None:
    page = Path(folder, "README.md").resolve()
    return page if page.is_file() else None


def _related(report: DraftReport, finding: Finding, uri: str, sheet: Sheet) -> Iterator[DiagnosticRelatedInformation]:
    for span in finding.related:
        words = shown(report.draft.text[span.start : span.end])
        short = words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1].rstrip() + "…"
        yield DiagnosticRelatedInformation(Location(uri, sheet.range(report.draft.to_source(span))), f'"{short}"')


def _of_failure(failure: Failure, judged: Judged, sheet: Sheet) -> Diagnostic | None:
    """What could not be judged, at its place. What failed in another file (a configuration) is told on the first line, with the way there."""
    message = shown(failure.message) + (f" ({shown(failure.hint)})" if failure.hint else "")
    place, related = sheet.place_of(failure), None
    if not _is_here(failure, judged):
        where = f"{failure.path}:{failure.line}:{failure.column or 1}" if failure.line else str(failure.path)
        if judged.document.is_config:  # its own faults are told at their places; another file's are told in that
            return None
        message = f"not judged, since {where} has a fault: {message}"
        place = sheet.place_of(Failure(""))
        at = Position(max(0, (failure.line or 1) - 1), max(0, (failure.column or 1) - 1))
        related = [DiagnosticRelatedInformation(Location(Path(failure.path or ".").resolve().as_uri(), Range(at, at)), shown(failure.message))]
    return Diagnostic(range=place, message=message, severity=DiagnosticSeverity.Error, source=SOURCE, related_information=related)


def _is_here(failure: Failure, judged: Judged) -> bool:
    own = judged.document.path
    return failure.path is None or (own is not None and Path(failure.path).resolve() == Path(own).resolve())
