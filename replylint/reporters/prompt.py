"""A short brief for whoever writes the reply anew, a human or a model: what to keep, what to change, what is missing, the weightiest first.

It asks for no fact that the writer may not have: examples, whose facts are another case's, are left out of suggestions, and the last section says to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from replylint.draft import Draft
from replylint.errors import Failure
from replylint.kinds import UNSURE
from replylint.model import DraftReport, Finding, Move, Refusal, Report, Severity, Span
from replylint.reporters import Paper, Summary
from replylint.reporters.cells import shown
from replylint.reporters.guide import Guide

_MOST_ITEMS = 8  # of each list: a writer mends the weightiest and has the reply judged again
_MOST_CHARACTERS = 60
_MISSING = "missing-"  # what such rules find stands nowhere, so their findings lie on the sentence that refuses
_QUOTES = r'"[^"]*"(?:, "[^"]*")*'
_EXAMPLE = re.compile(rf' \([^()]*"[^()]*\)|(?:,? for example:?|:) {_QUOTES}')
_STOPS = (".", "!", "?", '."', '!"', '?"')
_ANSWER: Mapping[Refusal, str] = {"full": "The answer stays no", "partial": "The answer stays no in part", "none": "What it says stays the same"}
_NOTHING_SURE = "Nothing that is sure to need a change: the reply may turn nothing down. If it does turn the request down: "
_FACTS = (
    "Use only facts from the draft, the customer's message or what you were given. For a reason, an option, a time or a name that you do not have, ask, or "
    "leave it out; never make one up."
)


def brief(report: Report | DraftReport, guide: Guide | None = None) -> str:
    """The brief for a draft, or for all drafts of a report, a section each, in Markdown. The same report always gives the same words.

    `guide` knows the weights of the rows; without it those of the installed checks hold. What could not be judged (`report.failures`) is not in it.
    """
    known = guide if guide is not None else _installed()
    drafts = [report] if isinstance(report, DraftReport) else report.drafts
    return "\n".join(_section(draft, known) for draft in drafts)


@lru_cache(maxsize=1)
def _installed() -> Guide:
    from replylint.registry import load

    return Guide.of([load()])


class PromptReporter:
    """The briefs of a run, each as its draft comes."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._gap = ""

    def begin(self) -> None:
        """Nothing stands before the first brief."""

    def draft(self, report: DraftReport) -> None:
        self._paper.out.write(self._gap + _section(report, self._paper.guide()))
        self._gap = "\n"

    def failure(self, failure: Failure) -> None:
        """Failures are on standard error only."""

    def end(self, summary: Summary) -> None:
        """Nothing stands behind the last brief."""


def _section(report: DraftReport, guide: Guide) -> str:
    return "\n".join(_lines(report, guide)) + "\n"


def _lines(report: DraftReport, guide: Guide) -> Iterator[str]:
    name = _name(report.draft)
    yield f"# Rewrite brief: {name}" if name else "# Rewrite brief"
    yield ""
    if not report.is_judged:
        yield f"Not judged: {shown(report.note)}."
    if not report.findings:
        if report.is_judged:
            yield _NOTHING_SURE + "; ".join(_lacks(report)) + "." if report.note == UNSURE else "Nothing to change."
        return
    weights = {row: info.weight for row, info in guide.rows.items()}
    ordered = sorted(report.findings, key=lambda one: (-one.rule.severity.rank, -weights.get(one.rule.row, 1.0), one.span, one.rule.code))
    missing = [one for one in ordered if one.rule.name.startswith(_MISSING)]
    wrong = [one for one in ordered if not one.rule.name.startswith(_MISSING)]
    yield f"Rewrite the reply. {_ANSWER[report.refusal]}, and so does all that is not named under Change."
    yield from _list("Keep", _kept(report, wrong), "- ")
    yield from _list("Change", [_change(report.draft, same) for same in _by_rule(wrong)])
    yield from _list("Missing", [_addition(same[0]) for same in _by_rule(missing)])
    yield from ("", "## Facts", "", _FACTS)


def _lacks(report: DraftReport) -> Iterator[str]:
    """What the rows say of a reply that perhaps turns something down."""
    for verdict in report.verdicts:
        if verdict.level == "unmet" and verdict.note:
            yield shown(verdict.note)


def _name(draft: Draft) -> str:
    """What a run with several drafts needs to tell them apart: path, id, the branch of a template. Nothing for a text that came without any."""
    branch = draft.meta.get("variant")
    parts = (draft.source.path, draft.id, None if branch is None else f"({branch})")
    return " ".join(dict.fromkeys(shown(part) for part in parts if part))


def _list(heading: str, items: Sequence[str], bullet: str = "") -> Iterator[str]:
    """A heading and its items, numbered without a bullet; nothing where there are none."""
    if not items:
        return
    yield from ("", f"## {heading}", "")
    yield from (f"{bullet or f'{number}. '}{item}" for number, item in enumerate(items[:_MOST_ITEMS], start=1))
    if len(items) > _MOST_ITEMS:
        yield f"{bullet or f'{_MOST_ITEMS + 1}. '}And {len(items) - _MOST_ITEMS} more of less weight."


def _kept(report: DraftReport, wrong: Sequence[Finding]) -> list[str]:
    """The moves that nothing is said against, in the order of the draft; those of one sentence together, with the numbers of the changes within it."""
    changes = _by_rule(wrong)[:_MOST_ITEMS]
    kinds: dict[Span, list[str]] = {}
    for move in sorted(report.moves, key=lambda move: (move.span, move.kind.value)):
        if not any(_is_about(finding, move) for finding in wrong):
            kinds.setdefault(move.span, []).append(move.kind.value.replace("_", "-"))
    return [f"{', '.join(of_span)}: {_quoted(report.draft, span)}{_apart_from(span, changes)}" for span, of_span in kinds.items()]


def _apart_from(span: Span, changes: Sequence[Sequence[Finding]]) -> str:
    """What is to be changed in a sentence that is to be kept."""
    numbers = [str(number) for number, same in enumerate(changes, start=1) if any(one.span.overlaps(span) for one in same)]
    return f" (apart from {' and '.join(filter(None, (', '.join(numbers[:-1]), numbers[-1])))})" if numbers else ""


def _is_about(finding: Finding, move: Move) -> bool:
    """Whether a finding is about a move: in it, and of the row of its name, or over most of its words."""
    common = min(finding.span.end, move.span.end) - max(finding.span.start, move.span.start)
    return common > 0 and (finding.rule.row.startswith(move.kind.value) or 2 * common > len(move.span))


def _by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    """What one rule found together, in the order of the first of each."""
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule.code, []).append(finding)
    return list(rules.values())


def _change(draft: Draft, same: Sequence[Finding]) -> str:
    first = same[0]
    message = shown(first.message)
    place = "" if _words(draft, first.span) in message else f"{_quoted(draft, first.span)}: "
    also = dict.fromkeys(quote for one in same[1:] if (quote := _quoted(draft, one.span)) != _quoted(draft, first.span))
    return _item(first, [f"{place}{message}", _advice(first), f"Also: {', '.join(also)}." if also else ""])


def _addition(finding: Finding) -> str:
    return _item(finding, [_advice(finding) or shown(finding.message)])


def _item(finding: Finding, sentences: Sequence[str]) -> str:
    optional = "Optional: " if finding.rule.severity is Severity.INFO else ""
    return f"{optional}{' '.join(filter(None, sentences))} ({finding.rule.code})"


def _advice(finding: Finding) -> str:
    """The suggestion without its examples: the facts in them are those of another case, and a writer in need of a fact would take them."""
    advice = shown(_EXAMPLE.sub("", finding.suggestion)).strip()
    return advice if not advice or advice.endswith(_STOPS) else f"{advice}."


def _quoted(draft: Draft, span: Span) -> str:
    """The words of a span in quotation marks, cut between two of them."""
    words = _words(draft, span)
    if len(words) > _MOST_CHARACTERS:
        words = words[:_MOST_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:") + " ..."
    return f'"{words}"'


def _words(draft: Draft, span: Span) -> str:
    """The words there, on one line; nothing for an empty span."""
    return shown(draft.as_read(span))
