"""Clarity: yes or no, said early, shortly, and in sentences that read at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from replylint.checks import Row
from replylint.cues import Sentence
from replylint.model import Finding, Level, MoveKind, Span, Verdict
from replylint.moves.reply import Reply

if TYPE_CHECKING:
    from spacy.tokens import Token

_NESTING = frozenset(["advcl", "relcl", "ccomp", "csubj", "csubjpass", "acl", "pcomp"])
_OTHER_BUSINESS = frozenset([MoveKind.ALTERNATIVE, MoveKind.FOLLOW_UP, MoveKind.GRATITUDE, MoveKind.APOLOGY, MoveKind.GOODWILL, MoveKind.ACKNOWLEDGMENT])
# How sure a run of reasons must be on the whole: in long mails much that is told is taken for a reason (26 alarms on 1,540 unread replies without this, 12 with it).
_LIKELY = 0.6
_HARMLESS_BESIDE_A_NO = frozenset(["evasive.tough-one", "evasive.depends", "evasive.see"])


def check(reply: Reply, row: Row) -> Verdict:
    """unmet: neither yes nor no. weak: a no beside dodging words, buried, or explained at length. Long sentences alone cost nothing."""
    dodges = _dodges(reply, row)
    weak = _buried(reply, row) + _explained(reply, row)
    level: Level = "unmet" if dodges and reply.refusal == "none" else "weak" if dodges or weak else "met"
    findings = dodges + weak + _hard(reply, row)
    return row.verdict(level, "; ".join(dict.fromkeys(finding.rule.name.replace("-", " ") for finding in findings)), findings)


def _dodges(reply: Reply, row: Row) -> list[Finding]:
    """Dodging words, one finding a sentence; where a plain no is said beside them, only those that take it back."""
    answered = {hit.sentence.index for hit in row.hits(reply, "answer")}
    seen = set(answered)
    findings = []
    for hit in row.hits(reply, "evasive"):
        if hit.sentence.index in seen or (reply.refusal != "none" and hit.group.id in _HARMLESS_BESIDE_A_NO):
            continue
        seen.add(hit.sentence.index)
        findings.append(row.finding("CLR001", hit.span, words=reply.quoted(hit.span)))
    return findings


def _buried(reply: Reply, row: Row) -> list[Finding]:
    refusals = reply.moves_of(MoveKind.REFUSAL)
    if reply.refusal == "none" or not refusals:
        return []
    most = max(row.option("CLR002", "most"), 0)
    before = sum(len(_words(sentence)) for sentence in reply.body if sentence.index < refusals[0].sentence)
    return [row.finding("CLR002", reply.refusal_span, count=before, most=most)] if before > most else []


def _explained(reply: Reply, row: Row) -> list[Finding]:
    """Runs of justification: reasons, and the sentences between them that do nothing else."""
    if reply.refusal == "none":
        return []
    most_words, most_sentences = row.option("CLR003", "words"), row.option("CLR003", "sentences")
    findings = []
    for run in _runs(reply):
        words = sum(len(_words(sentence)) for sentence in run)
        if (words > most_words and len(run) >= most_sentences) or (len(run) > most_sentences and words > most_words * 3 // 4):
            findings.append(row.finding("CLR003", Span(run[0].span.start, run[-1].span.end), words=words, sentences=len(run)))
    return findings


def _runs(reply: Reply) -> Iterator[list[Sentence]]:
    """Neighbouring sentences that give reasons or nothing but facts; each run begins with a reason and holds two or more, which are no mere guesses."""
    surely = {move.sentence: move.confidence for move in reply.moves_of(MoveKind.REASON)}
    for explains, group in groupby(reply.body, lambda sentence: _explains(reply, sentence)):
        run = list(group)
        reasons = [number for number, sentence in enumerate(run) if sentence.index in surely]
        if explains and len(reasons) > 1 and sum(surely[run[number].index] for number in reasons) >= _LIKELY * len(reasons):
            yield run[reasons[0] :]


def _explains(reply: Reply, sentence: Sentence) -> bool:
    kinds = {move.kind for move in reply.moves_in(sentence)}
    if sentence.is_question or sentence.region == "list_item" or len(sentence.tokens) < 4:
        return False
    return MoveKind.REASON in kinds or not kinds & _OTHER_BUSINESS


def _hard(reply: Reply, row: Row) -> list[Finding]:
    """Sentences that are too long, too deep or passive through and through; a list in a sentence is not counted member by member."""
    limits = {name: row.option("CLR004", name) for name in ("words", "depth", "passives")}
    findings = []
    for sentence in reply.body:
        if len(sentence.tokens) <= limits["words"] // 2:
            continue
        words = len(_words(sentence))
        if words <= limits["words"] // 2:
            continue
        depth = max((_depth(token) for token in sentence.tokens), default=0)
        passives = sentence.deps.count("auxpass")
        enumerates = sum(token.text in (",", ";") for token in sentence.tokens) > 3
        fault = (
            f"is {words} words long" if words > limits["words"] and not enumerates
            else f"has clauses inside clauses, {depth} deep" if depth >= limits["depth"] and words > limits["words"] // 2
            else f"has {passives} passives in a row" if passives >= limits["passives"] and words > limits["words"] // 2
            else ""
        )
        if fault:
            findings.append(row.finding("CLR004", sentence.span, fault=fault))
    return findings


def _words(sentence: Sentence) -> list[Token]:
    """What a reader counts as words: no punctuation, no symbols; a link or a clitic is part of the word before."""
    return [
        token
        for before, token, form in zip((None, *sentence.tokens), sentence.tokens, sentence.forms)
        if not form.startswith("'") and any(map(str.isalnum, token.text)) and not _goes_on(before)
    ]


def _goes_on(before: Token | None) -> bool:
    """The word before runs into this one ("can" of "cannot")."""
    return before is not None and not before.whitespace_ and before.text[-1].isalpha()


def _depth(token: Token) -> int:
    """How many subordinate clauses stand around a word."""
    depth = steps = 0
    while token.head.i != token.i and steps < 60:
        depth += token.dep_ in _NESTING
        token, steps = token.head, steps + 1
    return depth
