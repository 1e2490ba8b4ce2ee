"""Acknowledgment: is this customer's request taken in, particularly and before the no?"""

from __future__ import annotations

from collections.abc import Mapping

from replylint.checks import Row
from replylint.model import Finding, Move, MoveKind, Span, Verdict
from replylint.moves.reply import Reply

_STEM = 5  # letters that two forms of a word share ("deliver", "delivery")
_CONTENT = ("NN", "VB", "JJ", "CD")


def check(reply: Reply, row: Row) -> Verdict:
    """unmet: none. weak: formulas only. met: one that names something of the case, wherever it stands."""
    formulas = {hit.sentence.index: hit.span for hit in reversed(row.hits(reply, "formula"))}
    moves = [move for move in reply.moves_of(MoveKind.ACKNOWLEDGMENT) if not _is_mere_courtesy(reply, move, formulas)]
    if not moves and not formulas:
        return row.verdict("unmet", "nothing shows that the request was taken in", [row.finding("ACK001", reply.refusal_span)])
    particular = [move for move in moves if "specific" in move.flags and move.sentence not in formulas]
    if particular:
        return row.verdict("met", "names something of this customer's case", _late(reply, row, moves[0]) + _off_topic(reply, row, particular))
    hollow = {hit.sentence.index for hit in row.hits(reply, "formula.how-you-feel")}  # "I see what you're saying, but": no source praises it
    in_one_breath = {hit.sentence.index for hit in row.hits(reply, "turn")} - hollow
    said = [span for index, span in sorted(formulas.items()) if index not in in_one_breath]
    findings = [row.finding("ACK002", span, words=reply.quoted(span)) for span in said[:1]]
    return row.verdict("weak", "only a formula" if formulas else "names nothing of this customer's case", findings)


def _is_mere_courtesy(reply: Reply, move: Move, formulas: Mapping[int, Span]) -> bool:
    """Thanks and apologies that name nothing take nothing in."""
    beside = {other.kind for other in reply.moves_in(reply.sentences[move.sentence])}
    return "specific" not in move.flags and move.sentence not in formulas and bool(beside & {MoveKind.GRATITUDE, MoveKind.APOLOGY})


def _late(reply: Reply, row: Row, first: Move) -> list[Finding]:
    refusals = reply.moves_of(MoveKind.REFUSAL)
    if not refusals or first.sentence <= refusals[0].sentence:
        return []
    return [row.finding("ACK003", first.span, related=[refusals[0].span])]


def _off_topic(reply: Reply, row: Row, moves: list[Move]) -> list[Finding]:
    """Only where the request is known, long enough to share a word with, and told back in so many words."""
    asked = {form[:_STEM] for form in reply.request_forms if len(form) > 3 or form.isdigit()}
    if len(asked) < row.option("ACK004", "least_words"):
        return []
    restated = {hit.sentence.index for hit in row.hits(reply, "restates")}
    if not restated & {move.sentence for move in moves}:
        return []
    tokens = [token for move in moves for token in reply.sentences[move.sentence].tokens]
    named = {token.norm_[:_STEM] for token in tokens if token.tag_.startswith(_CONTENT) and (len(token.norm_) > 3 or token.norm_.isdigit())}
    return [] if not named or named & asked else [row.finding("ACK004", moves[0].span)]
