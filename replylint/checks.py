"""What a check is, and the check that is a folder: `check.yaml` with its row, rules, options and phrases, and logic where needed.

A check answers one row of the guideline table. Most rows are data; where a row needs logic, its folder's `__init__.py` defines

    def check(reply: Reply, row: Row) -> Verdict: ...

and asks `row` for findings, phrases and options. Nothing here knows a single check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from replylint.cues import CueBook, CueHit, Sentence
from replylint.model import Finding, Fix, Level, MoveKind, Rule, Scope, Span, Verdict
from replylint.moves.reply import Reply
from replylint.plain_words import plain_fix

SCORES: Mapping[Level, float] = {"met": 1.0, "weak": 0.5, "unmet": 0.0}
# Rules about what is missing are told only where a refusal is at least this certain: of the labelled development drafts above it nine in ten do
# refuse, of those taken for refusals below it three in four.
SURE = 0.7
NOTHING_REFUSED = "nothing is turned down"


class Check(Protocol):
    """What comes through the entry-point group `replylint.checks`: a module's `get_checks()` returns these."""

    @property
    def info(self) -> RowInfo: ...

    @property
    def rules(self) -> tuple[Rule, ...]: ...

    def check(self, reply: Reply, options: Mapping[str, Mapping[str, object]]) -> Verdict:
        """The row's verdict. `options`: by rule code, the rule's options as configured. Findings of rules that are off are dropped by the runner."""
        ...


@dataclass(frozen=True, slots=True)
class RowInfo:
    """A row of the guideline table. `scope`: "refusal" rows are `na` for a draft that turns nothing down. `weight` 0: not part of the score."""

    row: str
    title: str
    question: str
    weight: float
    scope: Scope
    sources: tuple[str, ...]
    package: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Detector:
    """A rule that is data only. `kind`: phrase, missing, count or order; `level` is the verdict when it fires."""

    rule: str
    kind: str
    level: Level
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """What a check's logic works with: its rules, phrases and options for this run."""

    info: RowInfo
    rules: tuple[Rule, ...]
    phrases: CueBook
    options: Mapping[str, Mapping[str, object]]
    detectors: tuple[Detector, ...] = ()
    _found: dict[int, list[CueHit]] = field(default_factory=dict, init=False, repr=False, compare=False)  # a Row lives for one reply

    def rule(self, code: str) -> Rule:
        """The rule with that code; raises KeyError for a code of another row."""
        return {rule.code: rule for rule in self.rules}[code]

    def option(self, code: str, name: str) -> Any:
        """An option of a rule as configured, else its default in check.yaml."""
        return self.options.get(code, {}).get(name, self.rule(code).options[name])

    def finding(self, code: str, span: Span, *, related: Sequence[Span] = (), fix: Fix | None = None, **fields: object) -> Finding:
        """A finding of a rule; `fields` fill the {slots} of its message and suggestion."""
        rule = self.rule(code)
        return Finding(rule, span, rule.message.format(**fields), rule.suggestion.format(**fields), tuple(related), fix)

    def plain_fix(self, code: str, reply: Reply, span: Span) -> Fix | None:
        """The plain words that the rule's `replace` lists for what stands there; None where it lists none."""
        return plain_fix(self.rule(code).replace, reply.draft, span)

    def hits(self, reply: Reply, *groups: str) -> list[CueHit]:
        """Where the row's own phrases stand in the body, those of the named groups only (a name "blame" also takes "blame.third-party").

        Words in quotation marks are mentioned and not said ("the summary \"fixed idiot's mistake\" isn't on"), so they are left out.
        """
        if id(reply) not in self._found:
            self._found[id(reply)] = [hit for sentence in reply.body for hit in self.phrases.find(sentence) if not is_mentioned(hit.sentence, hit.span)]
        return [hit for hit in self._found[id(reply)] if not groups or any(hit.group.id == name or hit.group.id.startswith(f"{name}.") for name in groups)]

    def verdict(self, level: Level, note: str = "", findings: Sequence[Finding] = (), score: float | None = None, *, scored: bool = True) -> Verdict:
        """The row's verdict; the score follows from the level unless it is given. Without `scored` the level is information and no part of the score."""
        ordered = tuple(sorted(findings, key=lambda finding: (finding.span, finding.rule.code)))
        value = SCORES.get(level) if score is None else score
        return Verdict(self.info.row, level, value if scored else None, note, ordered)

    def detect(self, reply: Reply) -> list[tuple[Level, Finding]]:
        """What the rules that are data only find."""
        return [(detector.level, finding) for detector in self.detectors for finding in DETECTORS[detector.kind](self, detector, reply)]


_QUOTED = re.compile(r"\"[^\"]+\"|\u201c[^\u201d]+\u201d|\u00ab[^\u00bb]+\u00bb|`[^`]+`")


def is_mentioned(sentence: Sentence, span: Span) -> bool:
    """A place stands in quotation marks inside its sentence; a sentence that is quoted as a whole is read as said."""
    if not _MARKS & set(sentence.text):
        return False
    start, end = span.start - sentence.span.start, span.end - sentence.span.start
    return any(
        quoted.start() <= start and end <= quoted.end() and len(quoted.group()) < len(sentence.text) - 2 for quoted in _QUOTED.finditer(sentence.text)
    )


_MARKS = frozenset("\"\u201c\u00ab`")
Logic = Callable[[Reply, Row], Verdict]


@dataclass(frozen=True)
class FolderCheck:
    """A check read from a folder. Without logic of its own its detectors decide: the worst level that fired, else met."""

    info: RowInfo
    rules: tuple[Rule, ...]
    phrases: CueBook
    detectors: tuple[Detector, ...] = ()
    logic: Logic | None = None
    cases: str = field(default="", compare=False)

    def check(self, reply: Reply, options: Mapping[str, Mapping[str, object]]) -> Verdict:
        """The row's verdict for a reply."""
        row = Row(self.info, self.rules, self.phrases, options, self.detectors)
        if self.info.scope == "refusal" and reply.refusal == "none":
            return row.verdict("na", NOTHING_REFUSED, self._found_anywhere(reply, row))
        verdict = self._decided(reply, row)
        if reply.certainty >= SURE:
            return verdict
        return replace(verdict, findings=tuple(finding for finding in verdict.findings if not finding.rule.sure))

    def _found_anywhere(self, reply: Reply, row: Row) -> tuple[Finding, ...]:
        """What the rules find that need no refusal ("we'll be in touch soon" is vague in any draft); the row itself is not asked."""
        if not any(rule.anywhere for rule in self.rules):
            return ()
        return tuple(finding for finding in self._decided(reply, row).findings if finding.rule.anywhere)

    def _decided(self, reply: Reply, row: Row) -> Verdict:
        if self.logic is not None:
            return self.logic(reply, row)
        found = row.detect(reply)
        level: Level = min((level for level, _ in found), key=lambda level: SCORES[level], default="met")
        return row.verdict(level, ", ".join(dict.fromkeys(finding.rule.name for _, finding in found)), [finding for _, finding in found])


def _phrases(row: Row, detector: Detector, reply: Reply) -> list[Finding]:
    hits = row.hits(reply, *detector.arguments["groups"])
    return [row.finding(detector.rule, hit.span, fix=row.plain_fix(detector.rule, reply, hit.span), words=reply.quoted(hit.span)) for hit in hits]


def _missing(row: Row, detector: Detector, reply: Reply) -> list[Finding]:
    kind, flag = MoveKind(detector.arguments["move"]), detector.arguments.get("flag")
    return [] if reply.moves_of(kind, flag) else [row.finding(detector.rule, reply.refusal_span)]


def _count(row: Row, detector: Detector, reply: Reply) -> list[Finding]:
    moves = reply.moves_of(MoveKind(detector.arguments["move"]))
    limit = max(int(detector.arguments["most"]), 0)
    return [row.finding(detector.rule, move.span, count=len(moves), most=limit) for move in moves[limit:]]


def _order(row: Row, detector: Detector, reply: Reply) -> list[Finding]:
    first = reply.moves_of(MoveKind(detector.arguments["move"]))
    second = reply.moves_of(MoveKind(detector.arguments["before"]))
    late = first and second and first[0].span.start > second[0].span.start
    return [row.finding(detector.rule, first[0].span, related=[second[0].span])] if late else []


DETECTORS: Mapping[str, Callable[[Row, Detector, Reply], list[Finding]]] = {"phrase": _phrases, "missing": _missing, "count": _count, "order": _order}
DETECTOR_KEYS: Mapping[str, tuple[set[str], set[str]]] = {  # required and optional arguments
    "phrase": ({"groups"}, set()),
    "missing": ({"move"}, {"flag"}),
    "count": ({"move", "most"}, set()),
    "order": ({"move", "before"}, set()),
}


