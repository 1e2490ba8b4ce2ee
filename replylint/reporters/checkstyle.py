"""Checkstyle's XML: what Jenkins' warnings plug-in and many other tools read."""

from __future__ import annotations

from replylint.errors import Failure
from replylint.model import DraftReport
from replylint.reporters import Paper, Summary
from replylint.reporters.characters import xml_attribute
from replylint.reporters.places import NO_PATH, in_order, place_of_finding

_UNTOLD = object()


class CheckstyleReporter:
    """Written as it comes: one `file` element for what follows each other in a file, also where nothing was found in it."""

    def __init__(self, paper: Paper) -> None:
        self._out = paper.out
        self._path: object = _UNTOLD

    def begin(self) -> None:
        self._out.write('<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="10.0">\n')

    def draft(self, report: DraftReport) -> None:
        self._file(report.draft.source.path)
        for finding in in_order(report):
            rule, place = finding.rule, place_of_finding(report.draft, finding)
            text = f"{finding.message} {finding.suggestion}".strip()
            self._error(place.line, place.column, rule.severity.value, f"{text} ({rule.code} {rule.name})", rule.code)

    def failure(self, failure: Failure) -> None:
        self._file(failure.path)
        self._error(failure.line or 1, failure.column or 1, "error", f"{failure.message}. {failure.hint}".strip(), "could-not-judge")

    def end(self, summary: Summary) -> None:
        self._file(_UNTOLD)
        self._out.write("</checkstyle>\n")

    def _file(self, path: object) -> None:
        if path == self._path:
            return
        if self._path is not _UNTOLD:
            self._out.write("  </file>\n")
        if path is not _UNTOLD:
            self._out.write(f"  <file name={xml_attribute(str(path or NO_PATH))}>\n")
        self._path = path

    def _error(self, line: int, column: int, severity: str, message: str, code: str) -> None:
        source = xml_attribute(f"replylint.{code}")
        self._out.write(f'    <error line="{line}" column="{column}" severity="{severity}" message={xml_attribute(message)} source={source}/>\n')
