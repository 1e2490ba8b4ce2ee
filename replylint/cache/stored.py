"""A draft's report as one line of JSON and back. The texts of the draft are kept as places in its source, which is read anyhow to know that it is the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from replylint.draft import Comment, Draft, Piece, PieceTable, Placeholder, Region, Source
from replylint.model import DraftReport, Edit, Finding, Fix, Move, MoveKind, Rule, Severity, Span, Verdict

FORM = 2  # changes with what is written here
_KNOWN = {
    Draft: {"source", "text", "pieces", "given", "given_pieces", "id", "title", "request", "regions", "placeholders", "comments", "meta"},
    DraftReport: {"draft", "refusal", "moves", "verdicts", "findings", "score", "note"},
    Finding: {"rule", "span", "message", "suggestion", "related", "fix", "comment"},
    Rule: {"code", "name", "row", "severity", "message", "suggestion", "preview", "options", "sure", "replace", "fixable", "anywhere"},
}
# Fields that came later than this module: plain values are kept by their name.
_MORE: Mapping[type, tuple[str, ...]] = {kind: tuple(field.name for field in fields(kind) if field.name not in known) for kind, known in _KNOWN.items()}
_KINDS = {kind.value: kind for kind in MoveKind}


class Unstorable(ValueError):
    """A report holds what has no form here; its file is judged again each time."""


class Packer:
    """Writes the reports of one file. A rule is written out in the first line that names it."""

    def __init__(self) -> None:
        self._rules: dict[int, tuple[int, Rule]] = {}

    def line(self, report: DraftReport) -> str:
        """One report. Raises Unstorable."""
        rules: list[object] = []
        findings = [self._finding(finding, rules) for finding in report.findings]
        numbers = {id(finding): number for number, finding in enumerate(report.findings)}
        try:
            verdicts = [[row.row, row.level, row.score, row.note, [numbers[id(finding)] for finding in row.findings]] for row in report.verdicts]
        except KeyError:
            raise Unstorable("a row has a finding that its draft has not") from None
        whole = [rules, _draft(report.draft), report.refusal, [_move(move) for move in report.moves], verdicts, findings, report.score, report.note, _more(report)]
        try:
            return json.dumps(whole, separators=(",", ":"), default=str)  # ASCII: half of a surrogate pair is an escape like any other
        except (TypeError, ValueError, RecursionError) as error:
            raise Unstorable(str(error)) from error

    def _finding(self, finding: Finding, rules: list[object]) -> list[object]:
        rule = finding.rule
        known = self._rules.get(id(rule))
        if known is None:
            known = self._rules[id(rule)] = (len(self._rules), rule)
            words = [rule.code, rule.name, rule.row, rule.severity.value, rule.message, rule.suggestion]
            rules.append([words, rule.preview, rule.options, rule.sure, rule.replace, rule.fixable, rule.anywhere, _more(rule)])
        places = [_pairs(finding.related), _fix(finding.fix), _pairs([finding.comment] if finding.comment else [])]
        return [known[0], finding.span.start, finding.span.end, finding.message, finding.suggestion, *places, _more(finding)]


def unpacked(lines: Iterable[str], source: Source) -> Iterator[DraftReport]:
    """The reports of one file, read back. Raises ValueError, KeyError, TypeError or IndexError for what no Packer wrote."""
    rules: list[Rule] = []
    for line in lines:
        written, draft, refusal, moves, verdicts, findings, score, note, more = json.loads(line)
        rules += [_rule_of(*values) for values in written]
        found = tuple(
            Finding(rules[rule], Span(start, end), message, suggestion, tuple(Span(*pair) for pair in related), _fix_of(fix), *(Span(*pair) for pair in comment), **extra)
            for rule, start, end, message, suggestion, related, fix, comment, extra in findings
        )
        yield DraftReport(
            _draft_of(draft, source),
            refusal,
            tuple(
                Move(_KINDS[kind], Span(start, end), cue, sentence, frozenset(flags), confidence, tuple(because))
                for kind, start, end, cue, sentence, flags, confidence, because in moves
            ),
            tuple(Verdict(row, level, part, why, tuple(found[number] for number in numbers)) for row, level, part, why, numbers in verdicts),
            found,
            score,
            note,
            **more,
        )


def _rule_of(
    words: Sequence[str], preview: bool, options: dict[str, object], sure: bool, replace: dict[str, str], fixable: bool, anywhere: bool, more: dict[str, Any]
) -> Rule:
    code, name, row, severity, message, suggestion = words
    return Rule(code, name, row, Severity(severity), message, suggestion, preview, options, sure, replace, fixable, anywhere, **more)


def _fix(fix: Fix | None) -> list[object] | None:
    return None if fix is None else [fix.title, [(edit.span.start, edit.span.end, edit.replacement) for edit in fix.edits]]


def _fix_of(said: Sequence[Any] | None) -> Fix | None:
    return None if said is None else Fix(tuple(Edit(Span(start, end), text) for start, end, text in said[1]), said[0])


def _more(value: Any) -> dict[str, object]:
    more = {name: getattr(value, name) for name in _MORE[type(value)]}
    if not all(isinstance(part, (str, int, float, bool, type(None))) for part in more.values()):
        raise Unstorable(f"{type(value).__name__} has a field that is not kept")
    return more


def _move(move: Move) -> list[object]:
    return [move.kind.value, move.span.start, move.span.end, move.cue, move.sentence, sorted(move.flags), move.confidence, move.because]


def _pairs(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


def _draft(draft: Draft) -> list[object]:
    source = draft.source.text
    given_pieces = None if draft.given_pieces is None else _pieces(draft.given_pieces, draft.given, source)
    return [
        _pieces(draft.pieces, draft.text, draft.given),
        (None if draft.given == source else draft.given) if draft.given_pieces is None else given_pieces,
        draft.given_pieces is not None,
        draft.id,
        draft.title,
        draft.request,
        [(region.kind, region.span.start, region.span.end) for region in draft.regions],
        [(slot.span.start, slot.span.end, slot.raw, slot.name, slot.stands_for) for slot in draft.placeholders],
        [(comment.span.start, comment.span.end, comment.text) for comment in draft.comments],
        draft.meta,
        _more(draft),
    ]


def _draft_of(values: Sequence[Any], source: Source) -> Draft:
    pieces, given, is_value, name, title, request, regions, slots, comments, meta, more = values
    given_pieces = None
    if is_value:
        given, given_pieces = _text_of(given, source.text)
    elif given is None:
        given = source.text
    text, table = _text_of(pieces, given)
    return Draft(
        source, text, table, given, given_pieces, name, title, request,
        tuple(Region(kind, Span(start, end)) for kind, start, end in regions),
        tuple(Placeholder(Span(start, end), *words) for start, end, *words in slots),
        tuple(Comment(Span(start, end), words) for start, end, words in comments),
        meta, **more,
    )  # fmt: skip


def _pieces(table: PieceTable, text: str, origin: str) -> list[tuple[int, int] | tuple[int, int, str]]:
    """Two numbers for a stretch that is in the origin; two numbers and the text for one that stands for something else."""
    pieces: list[tuple[int, int] | tuple[int, int, str]] = []
    at = 0
    for piece in table.pieces:
        if piece.start != at or (piece.exact and origin[piece.origin_start : piece.origin_end] != text[at : piece.end]):
            raise Unstorable("a piece table does not lead to its origin")
        pieces.append((piece.origin_start, piece.origin_end) if piece.exact else (piece.origin_start, piece.origin_end, text[at : piece.end]))
        at = piece.end
    if at != len(text):
        raise Unstorable("a piece table ends before its text")
    return pieces


def _text_of(pieces: Sequence[Sequence[Any]], origin: str) -> tuple[str, PieceTable]:
    parts: list[str] = []
    table: list[Piece] = []
    at = 0
    for start, end, *filled in pieces:
        part = filled[0] if filled else origin[start:end]
        table.append(Piece(at, at + len(part), start, end, not filled))
        parts.append(part)
        at += len(part)
    return "".join(parts), PieceTable(tuple(table))
