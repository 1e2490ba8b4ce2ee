"""Makes the fixes of a file's findings in its text, pass after pass, and reads it again after each: what would be read otherwise is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.fixing import Change, Unfixable, apply, changes_in_given, changes_in_source, claimed
from replylint.judging import Judged
from replylint.model import DraftReport, Finding, Fix, Span

MOST_PASSES = 10  # a fix can uncover another; what needs more than this goes round in circles

Item = Draft | Failure


class Planned(NamedTuple):
    """A finding's fix with what it changes: in the file, in the text that was given, and the stretches of `draft.text` that it needs for itself."""

    draft: Draft
    finding: Finding
    fix: Fix
    in_source: tuple[Change, ...]
    in_given: tuple[Change, ...]
    claims: tuple[Span, ...]

    @property
    def key(self) -> tuple[str | None, str, str, str]:
        """What this fix is, also after others have moved its place."""
        return self.draft.id, self.finding.rule.code, self.fix.title, self.draft.text[self.finding.span.start : self.finding.span.end]


@dataclass
class Mended:
    """A file's text with `fixed` fixes made, what is said of it now, and the fixes that were taken back."""

    source: Source
    results: list[Judged]
    fixed: int = 0
    failures: list[Failure] = field(default_factory=list)


def mend(source: Source, results: Sequence[Judged], read: Callable[[Source], Iterable[Item]], judge: Callable[[Iterable[Item]], Iterator[Judged]]) -> Mended:
    """Fixes what was found in one file. `results`: all that was said of it; `read` gives its drafts, `judge` judges them anew. Writes nothing.

    What was suppressed or is known to the baseline is in no result, so it is never fixed.
    """
    mended = Mended(source, list(results))
    refused: set[tuple[str | None, str, str, str]] = set()
    for _ in range(MOST_PASSES):
        planned = _without_overlaps(fix for fix in _planned(mended.results) if fix.key not in refused)
        if not planned:
            break
        after = _tried(mended.source, planned, read)
        if after is None:
            planned, taken_back = _one_by_one(mended.source, planned, read)
            refused.update(fix.key for fix in taken_back)
            mended.failures += map(_taken_back, taken_back)
            after = _tried(mended.source, planned, read) if planned else None
            if after is None:
                refused.update(fix.key for fix in planned)
                mended.failures += map(_taken_back, planned)
                continue
        mended.source = after[0]
        mended.results = list(judge(after[1]))
        mended.fixed += len(planned)
    return mended


def _planned(results: Iterable[Judged]) -> Iterator[Planned]:
    """The fixes that can be carried to the file, in the order of the findings."""
    for _, report in results:
        if not isinstance(report, DraftReport):
            continue
        for finding in sorted(report.findings, key=lambda finding: (finding.span, finding.rule.code)):
            fix = finding.fix
            if fix is None:
                continue
            try:
                in_given, in_source = changes_in_given(report.draft, fix), changes_in_source(report.draft, fix)
            except Unfixable:
                continue
            yield Planned(report.draft, finding, fix, in_source, in_given, tuple(claimed(report.draft, edit) for edit in fix.edits))


def _without_overlaps(planned: Iterable[Planned]) -> list[Planned]:
    """The fixes that can be made together: of two that meet the first; the other has its turn in the next pass."""
    kept: list[Planned] = []
    for fix in planned:
        if not any(_meet(fix, other) for other in kept):
            kept.append(fix)
    return kept


def _meet(one: Planned, other: Planned) -> bool:
    if any((first.start < second.end and second.start < first.end) or first == second for first in one.in_source for second in other.in_source):
        return True
    return one.draft is other.draft and any(first.overlaps(second) for first in one.claims for second in other.claims)


def _tried(source: Source, planned: Sequence[Planned], read: Callable[[Source], Iterable[Item]]) -> tuple[Source, list[Item]] | None:
    """The file with fixes made and its drafts; None where it would be read otherwise than without them."""
    changed = Source(apply(source.text, [change for fix in planned for change in fix.in_source]), source.path)
    before, after = list(read(source)), list(read(changed))
    if len(before) != len(after):
        return None
    return (changed, after) if all(_as_meant(old, new, source, changed, planned) for old, new in zip(before, after)) else None


def _as_meant(old: Item, new: Item, source: Source, changed: Source, planned: Sequence[Planned]) -> bool:
    """Whether a draft differs from what it was by the fixes and by nothing else."""
    if isinstance(old, Failure) or isinstance(new, Failure):
        return isinstance(old, Failure) and isinstance(new, Failure) and old.message == new.message
    if (old.id, old.title, old.request) != (new.id, new.title, new.request):
        return False
    beside = [fix for fix in planned if (fix.draft.given_pieces, fix.draft.given) == (old.given_pieces, old.given)]
    is_page = old.given_pieces is None and old.given == source.text
    if new.given != (changed.text if is_page else apply(old.given, {change for fix in beside for change in fix.in_given})):
        return False
    own = [fix for fix in beside if fix.draft.text == old.text and fix.draft.pieces == old.pieces]
    if not own and any(_touches(old, change) for fix in beside for change in fix.in_given):
        return True  # another variant of the same text: it loses what that one loses
    wanted = apply(old.text, {Change(edit.span.start, edit.span.end, edit.replacement) for fix in own for edit in fix.fix.edits})
    return new.text.split() == wanted.split()


def _touches(draft: Draft, change: Change) -> bool:
    return any(piece.origin_start < change.end and change.start < piece.origin_end for piece in draft.pieces.pieces)


def _one_by_one(source: Source, planned: Sequence[Planned], read: Callable[[Source], Iterable[Item]]) -> tuple[list[Planned], list[Planned]]:
    """The fixes that leave the file as it should be when each is made alone, and the others."""
    kept: list[Planned] = []
    refused: list[Planned] = []
    for fix in planned:
        (refused if _tried(source, [fix], read) is None else kept).append(fix)
    return kept, refused


def _taken_back(fix: Planned) -> Failure:
    line, column = fix.draft.source.position(fix.draft.to_source(fix.finding.span).start)
    message = f"the fix of {fix.finding.rule.code} ({fix.fix.title}) was taken back: the file would not be read as it is now"
    return Failure(message, fix.draft.source.path, line, column, hint="mend it by hand")
