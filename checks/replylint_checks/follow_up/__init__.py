"""Follow-up: what happens next, when, and can it be held to?"""

from __future__ import annotations

from replylint.checks import Row
from replylint.model import Finding, Move, MoveKind, Span, Verdict
from replylint.moves.reply import Reply


def check(reply: Reply, row: Row) -> Verdict:
    """unmet: nothing. weak: only "write to us", or a promise with no time. met: a promise, a question or a next step of this case."""
    findings = _findings(reply, row, "FUP002", "vague") + _findings(reply, row, "FUP003", "empty")
    findings += _undated(reply, row, [finding.span for finding in findings])
    vague = {hit.sentence.index for hit in row.hits(reply, "vague")}
    empty = {hit.sentence.index for hit in row.hits(reply, "empty")} - vague
    moves = [move for move in reply.moves_of(MoveKind.FOLLOW_UP) if move.sentence not in empty]
    if not moves and not vague and _asks(reply):
        return row.verdict("met", "asks how to go on", findings)
    if not moves:
        missing = [] if any(finding.rule.code != "FUP004" for finding in findings) else [row.finding("FUP001", reply.refusal_span)]
        return row.verdict("weak" if vague else "unmet", "nothing is said of what happens next", findings + missing)
    if any(move.sentence not in vague and _is_particular(move, reply, row) for move in moves):
        return row.verdict("met", "says what happens next", findings)
    return row.verdict("weak", "a promise with no time" if vague else "only a general invitation", findings)


def _asks(reply: Reply) -> bool:
    """A question to the customer after the no, whatever else it does: the next step is theirs."""
    refusals = reply.moves_of(MoveKind.REFUSAL)
    return any(sentence.is_question and sentence.index > refusals[0].sentence and len(sentence.tokens) > 3 for sentence in reply.body) if refusals else False


def _is_particular(move: Move, reply: Reply, row: Row) -> bool:
    """More than "do write if you have questions": an act, a choice, a date."""
    general = {hit.sentence.index for hit in row.hits(reply, "general")}
    choices = {hit.sentence.index for hit in row.hits(reply, "choice")}
    return move.sentence not in general and ("invite" not in move.flags or "dated" in move.flags or move.sentence in choices)


def _undated(reply: Reply, row: Row, told: list[Span]) -> list[Finding]:
    """Promises that hang on an event without a date, where no vaguer word was marked."""
    return [finding for finding in _findings(reply, row, "FUP004", "undated") if not any(finding.span.overlaps(span) for span in told)]


def _dated(reply: Reply, row: Row) -> set[int]:
    """The sentences with a time that a customer can use, or with the slot of one ("by {{date}}")."""
    slots = [slot.span for slot in reply.draft.placeholders if slot.stands_for == "date"]
    filled = {sentence.index for sentence in reply.body if any(sentence.span.overlaps(slot) for slot in slots)}
    return filled | {hit.sentence.index for hit in row.hits(reply, "dated")}


def _findings(reply: Reply, row: Row, code: str, group: str) -> list[Finding]:
    """One finding a sentence; a vague time is none where a usable one stands in the same sentence."""
    dated = _dated(reply, row) if group in ("vague", "undated") else set()
    spans: dict[int, Span] = {}
    for hit in row.hits(reply, group):
        index = hit.sentence.index
        known = spans.get(index, hit.span)
        if index not in dated and known.overlaps(hit.span):
            spans[index] = Span(min(known.start, hit.span.start), max(known.end, hit.span.end))
    return [row.finding(code, span, words=reply.quoted(span)) for span in spans.values()]
