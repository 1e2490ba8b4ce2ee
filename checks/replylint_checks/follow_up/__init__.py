"""Follow-up: what happens next, when, and can it be held to?"""

from __future__ import annotations

from collections.abc import Iterator

from replylint.checks import Row
from replylint.cues import CueHit
from replylint.model import Finding, Move, MoveKind, Verdict
from replylint.moves.reply import Reply


def check(reply: Reply, row: Row) -> Verdict:
    """unmet: nothing. weak: only "write to us", or a promise with no time. met: a promise, a question or a next step of this case."""
    findings = _findings(reply, row, "FUP002", "vague") + _findings(reply, row, "FUP003", "empty")
    vague = {hit.sentence.index for hit in row.hits(reply, "vague")}
    empty = {hit.sentence.index for hit in row.hits(reply, "empty")} - vague
    moves = [move for move in reply.moves_of(MoveKind.FOLLOW_UP) if move.sentence not in empty]
    if not moves:
        missing = [] if findings else [row.finding("FUP001", reply.refusal_span)]
        return row.verdict("weak" if vague else "unmet", "nothing is said of what happens next", findings + missing)
    if any(move.sentence not in vague and _is_particular(move, reply, row) for move in moves):
        return row.verdict("met", "says what happens next", findings)
    return row.verdict("weak", "a promise with no time" if vague else "only a general invitation", findings)


def _is_particular(move: Move, reply: Reply, row: Row) -> bool:
    """More than "do write if you have questions": an act, a choice, a date."""
    general = {hit.sentence.index for hit in row.hits(reply, "general")}
    choices = {hit.sentence.index for hit in row.hits(reply, "choice")}
    return move.sentence not in general and ("invite" not in move.flags or "dated" in move.flags or move.sentence in choices)


def _findings(reply: Reply, row: Row, code: str, group: str) -> list[Finding]:
    return [row.finding(code, hit.span, words=" ".join(reply.text(hit.span).split())) for hit in _first_of_each(row.hits(reply, group), row, reply)]


def _first_of_each(hits: list[CueHit], row: Row, reply: Reply) -> Iterator[CueHit]:
    """One finding a sentence; none where a usable time stands in the same sentence."""
    dated = {hit.sentence.index for hit in row.hits(reply, "dated")}
    seen: set[int] = set()
    for hit in hits:
        if hit.sentence.index in seen or (hit.group.id.startswith("vague") and hit.sentence.index in dated):
            continue
        seen.add(hit.sentence.index)
        yield hit
