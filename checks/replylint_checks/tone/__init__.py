"""Is the reply polite, calm and respectful, and does it blame nobody?

Dismissive, defensive and blaming wordings are data. Shouting, piles of emoji and rows of exclamation marks are found by their form (typography.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from replylint.checks import Row
from replylint.model import Finding, Level, Span, Verdict
from replylint.moves.reply import Reply

from .typography import loud_spans, quieter

RULES = {"TON001": "dismissive", "TON002": "defensive", "TON003": "blame"}
_ONLY_BESIDE_A_NO = frozenset(["dismissive.shrug", "dismissive.go-away"])  # "these things happen" consoles elsewhere
_REACH = 45  # characters: what stands so close in one sentence is one lapse to a reader


def check(reply: Reply, row: Row) -> Verdict:
    """The verdict of the tone row: one lapse in form is weak, a lapse in respect or two of any kind are unmet."""
    hits = [hit for hit in row.hits(reply) if reply.refusal != "none" or hit.group.id not in _ONLY_BESIDE_A_NO]
    findings: list[Finding] = []
    for code, group in RULES.items():
        spans = _merged(reply, (hit.span for hit in hits if hit.group.id.startswith(f"{group}.")))
        findings += [row.finding(code, span, words=reply.quoted(span)) for span in spans]
    marks = int(row.option("TON004", "exclamation-marks"))
    loud = loud_spans(reply, emoji=int(row.option("TON004", "emoji")), marks=marks)
    rough = _merged(reply, [*loud, *(hit.span for hit in hits if hit.group.id.startswith("unprofessional."))])
    blamed = [finding.span for finding in findings if finding.rule.code == "TON003"]
    rough = [span for span in rough if not any(span.overlaps(other) for other in blamed)]
    findings += [row.finding("TON004", span, fix=quieter(reply, span, marks=marks), words=reply.quoted(span)) for span in rough]
    return row.verdict(_level(findings), ", ".join(dict.fromkeys(finding.rule.name for finding in findings)), findings)


def _level(findings: list[Finding]) -> Level:
    if not findings:
        return "met"
    return "weak" if len(findings) == 1 and findings[0].rule.code in ("TON003", "TON004") else "unmet"


def _merged(reply: Reply, spans: Iterable[Span]) -> list[Span]:
    """The spans in order; those that overlap or stand close together in one sentence become one."""
    ends = {sentence.span.end: sentence.span for sentence in reply.sentences}
    merged: list[Span] = []
    for span in sorted(spans):
        last = merged[-1] if merged else None
        if last is not None and span.start - last.end < _REACH and not any(last.end <= end <= span.start for end in ends):
            merged[-1] = Span(last.start, max(last.end, span.end))
        else:
            merged.append(span)
    return merged
