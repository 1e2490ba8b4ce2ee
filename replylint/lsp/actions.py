"""What can be done about a finding: mend it where that needs no author, silence it with a reason, read what the rule is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol.types import (
    CodeAction,
    CodeActionKind,
    Command,
    OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from replylint.errors import ReplylintError
from replylint.fixing import Change
from replylint.lsp.diagnostics import diagnostic_of
from replylint.lsp.fixes import change_for, change_for_all
from replylint.lsp.judge import Judged
from replylint.lsp.linters import Linters
from replylint.lsp.positions import Sheet
from replylint.lsp.silence import insertion_for
from replylint.lsp.spots import Spot, spots_at
from replylint.model import Span
from replylint.runner import Linter

EXPLAIN = "replylint.explain"
FIX_ALL = "source.fixAll.replylint"
KINDS: tuple[str, ...] = (CodeActionKind.QuickFix.value, FIX_ALL)


class Actions:
    """The actions for one place of a document. Uses the readers of formats, so it is for the worker thread."""

    def __init__(self, judged: Judged, sheet: Sheet, linters: Linters, *, versioned: bool) -> None:
        self._judged = judged
        self._sheet = sheet
        self._linters = linters
        self._versioned = versioned

    def at(self, span: Span, only: Sequence[str] | None) -> list[CodeAction]:
        """Fixes first, then silences, then pages. `only`: the kinds that the client asks for, with all below them."""
        try:
            linter = self._linters.of(self._judged.document)
        except ReplylintError:  # the configuration was broken since; the next result says so
            return []
        found: list[CodeAction] = []
        if _wants(only, CodeActionKind.QuickFix.value):
            spots = spots_at(self._judged, span)
            found = [*self._fixes(spots, linter), *self._silences(spots, linter), *self._pages(spots)]
        if only is not None and _wants(only, FIX_ALL):  # on saving, or where it is asked for by name
            found += self._fix_all(linter)
        return found

    def _fixes(self, spots: Iterable[Spot], linter: Linter) -> Iterator[CodeAction]:
        for spot in spots:
            change = change_for(self._judged, spot, linter)
            if spot.finding.fix is not None and change is not None:
                title = spot.finding.fix.title
                yield self._action(f"{title[:1].upper()}{title[1:]} ({spot.finding.rule.code})", change, spot, is_preferred=True)

    def _silences(self, spots: Iterable[Spot], linter: Linter) -> Iterator[CodeAction]:
        for spot in spots:
            way = insertion_for(self._judged.document, spot.report.draft, spot.finding, linter)
            if way is not None:
                rule = spot.finding.rule
                yield self._action(f"Silence {rule.code} {rule.name} here, with a reason", Change(way.offset, way.offset, way.text), spot)

    def _pages(self, spots: Iterable[Spot]) -> Iterator[CodeAction]:
        for rule in dict.fromkeys(spot.finding.rule.code for spot in spots):
            title, wanted = f"Explain {rule}", {"code": rule, "uri": self._judged.document.uri, "show": True}
            yield CodeAction(title=title, kind=CodeActionKind.QuickFix, command=Command(title, EXPLAIN, arguments=[wanted]))

    def _fix_all(self, linter: Linter) -> Iterator[CodeAction]:
        change = change_for_all(self._judged, linter)
        if change is not None:
            yield CodeAction(title="Mend what needs no author", kind=FIX_ALL, edit=self._edit(change))

    def _action(self, title: str, change: Change, spot: Spot, *, is_preferred: bool = False) -> CodeAction:
        told = diagnostic_of(spot.report, spot.finding, self._judged, self._sheet)
        return CodeAction(title=title, kind=CodeActionKind.QuickFix, diagnostics=[told], edit=self._edit(change), is_preferred=is_preferred or None)

    def _edit(self, change: Change) -> WorkspaceEdit:
        edits = [TextEdit(self._sheet.range(Span(change.start, change.end)), change.replacement)]
        document = self._judged.document
        if not self._versioned:
            return WorkspaceEdit(changes={document.uri: edits})
        name = OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
        return WorkspaceEdit(document_changes=[TextDocumentEdit(name, edits)])


def _wants(only: Sequence[str] | None, kind: str) -> bool:
    return only is None or any(kind == wanted or kind.startswith(f"{wanted}.") or not wanted for wanted in only)
