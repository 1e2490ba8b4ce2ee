"""Judges a version of a document: reads its drafts, asks the linter of its configuration, and keeps what it said of drafts that did not change."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from replylint import formats
from replylint.draft import Draft, Source
from replylint.errors import Failure, ReplylintError, Skipped
from replylint.lsp.documents import Document
from replylint.lsp.linters import Linters
from replylint.model import DraftReport
from replylint.registry import Registry
from replylint.runner import Linter

_HELD = frozenset({"front_matter", "variant"})  # what is said of such a draft depends on the others of its file
_Known = dict[Hashable, DraftReport]


class Superseded(Exception):
    """There is a newer version of the document; nobody waits for this one any more."""


@dataclass(frozen=True, eq=False)
class Judged:
    """What was said of a version of a document. `failures`: what could not be judged. `registry`: its rules; None where the configuration has faults.

    `is_foreign`: it is data of somebody else's, without a reply. `known` is what the next version may use; it is for the judge alone.
    """

    document: Document
    source: Source
    reports: tuple[DraftReport, ...] = ()
    failures: tuple[Failure, ...] = ()
    registry: Registry | None = None
    is_foreign: bool = False
    known: _Known = field(default_factory=dict, repr=False)


class Judge:
    """Used by one thread, which loads the model when the first draft is parsed."""

    def __init__(self, linters: Linters) -> None:
        self._linters = linters

    def judge(self, document: Document, before: Judged | None, is_stale: Callable[[], bool]) -> Judged:
        """Raises Superseded as soon as it sees that `is_stale`. `before`: what was said of an earlier version."""
        source = Source(document.text, document.path)
        try:
            linter = self._linters.of(document)
            if document.path is not None and linter.config.excludes(document.path):
                return Judged(document, source, registry=linter.registry)
            items = [] if document.is_config else list(drafts_of(document, source, linter))
            if _is_foreign(items, before):
                return Judged(document, source, registry=linter.registry, is_foreign=True)
            drafts = [item for item in items if not isinstance(item, Skipped)]
            known = before.known if before is not None and before.registry is linter.registry else {}
            return _judged(document, source, drafts, linter, known, is_stale)
        except ReplylintError as error:
            return Judged(document, source, failures=error.failures)


def drafts_of(document: Document, source: Source, linter: Linter) -> Iterator[Draft | Failure | Skipped]:
    """The drafts of a document, and what of it could not be read; nothing for what is in none of our formats."""
    rule = None if document.path is None else linter.config.source_rule(document.path)
    if rule is not None:
        yield from formats.read(source, rule)
    elif document.format is not None:
        yield from formats.parse(source, document.format)


def _is_foreign(items: Sequence[Draft | Failure | Skipped], before: Judged | None) -> bool:
    """Whether a document holds no replies, or held none before somebody began to type what cannot be read yet."""
    if any(isinstance(item, Draft) for item in items):
        return False
    return any(isinstance(item, Skipped) for item in items) or (before is not None and before.is_foreign and bool(items))


def _judged(document: Document, source: Source, items: list[Draft | Failure], linter: Linter, known: _Known, is_stale: Callable[[], bool]) -> Judged:
    drafts = [item for item in items if isinstance(item, Draft)]
    keys = {} if any(not _HELD.isdisjoint(draft.meta) for draft in drafts) else {id(draft): _key(draft) for draft in drafts}
    kept = {at: replace(known[key], draft=draft) for draft in drafts if (at := id(draft)) in keys and (key := keys[at]) in known}

    def unknown() -> Iterator[Draft | Failure]:
        for item in items:
            if is_stale():
                raise Superseded
            if id(item) not in kept:
                yield item

    failures = list(linter.registry.failures)
    fresh: dict[int, DraftReport] = {}
    for result in linter.run(unknown()):
        if isinstance(result, Failure):
            failures.append(result)
        else:
            fresh[id(result.draft)] = result
    said = {**kept, **fresh}
    reports = tuple(said[id(draft)] for draft in drafts if id(draft) in said)
    has_failed = len(failures) > len(items) - len(drafts)  # a check that crashed says so each time
    known = {} if has_failed else {keys[at]: said[at] for at in keys if at in said}
    return Judged(document, source, reports, tuple(failures), linter.registry, known=known)


def _key(draft: Draft) -> Hashable:
    """Everything that is judged of a draft; not where it stands in the file. Of a page only its own lines: where comments silence something, all."""
    given, pieces = draft.given, draft.pieces.pieces
    start, end = 0, len(given)
    if pieces and not draft.comments:
        start, end = given.rfind("\n", 0, pieces[0].origin_start) + 1, pieces[-1].origin_end
    own = tuple(piece._replace(origin_start=piece.origin_start - start, origin_end=piece.origin_end - start) for piece in pieces)
    return (draft.text, given[start:end], own, draft.id, draft.title, draft.request, draft.regions, draft.placeholders, draft.comments, repr(draft.meta))
