"""Holds what replylint says of labelled drafts against the labels: precision, recall and F1 of refusals, moves and issues, agreement on row verdicts.

A move counts for a labelled sentence when the two share 30 % of the shorter; a finding counts for an issue of its name when the two overlap. What only one of
two readers saw (`unsure`) counts neither way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from replylint.model import DraftReport, MoveKind

Labels = Mapping[str, Any]
Extent = tuple[int, int]

ISSUES = (
    "blame", "defensive", "dismissive", "empty_promise", "evasive", "generic_acknowledgment", "jargon", "negative_phrase", "over_apology", "over_explaining",
    "policy_only", "too_many_options", "unprofessional", "vague_reason", "vague_timing",
)  # fmt: skip
_SAME_AS = {"unexplained_acronym": "jargon"}
_LEAST = 5  # a row of the guideline that applies to fewer drafts is left out of the mean


class Error(NamedTuple):
    """What was missed or said in error: of what, where, and the words."""

    of: str
    how: str
    where: str
    text: str


@dataclass
class Tally:
    """How often a yes was right, said in error, and missed."""

    hits: int = 0
    alarms: int = 0
    misses: int = 0

    def add(self, truth: bool, said: bool) -> str | None:
        """Counts one answer; says what was wrong with it."""
        self.hits += truth and said
        self.alarms += said and not truth
        self.misses += truth and not said
        return None if truth == said else "missed" if truth else "false alarm"

    @property
    def precision(self) -> float | None:
        """None where nothing was said."""
        return self.hits / (self.hits + self.alarms) if self.hits + self.alarms else None

    @property
    def recall(self) -> float | None:
        """None where there was nothing to find."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else None

    @property
    def f1(self) -> float:
        return 2 * self.hits / (2 * self.hits + self.alarms + self.misses) if self.hits else 0.0


@dataclass
class Score:
    """The figures of a set of drafts. `verdicts`: by row, whether each draft's verdict was the labelled one, and whether the row applies to it."""

    drafts: int = 0
    refusal: Tally = field(default_factory=Tally)
    three_way: list[bool] = field(default_factory=list)
    moves: dict[MoveKind, Tally] = field(default_factory=lambda: {kind: Tally() for kind in MoveKind})
    issues: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in ISSUES})
    verdicts: defaultdict[str, list[tuple[bool, bool]]] = field(default_factory=lambda: defaultdict(list))
    words_clean: int = 0
    alarms_clean: int = 0
    errors: list[Error] = field(default_factory=list)

    @property
    def moves_macro_f1(self) -> float:
        return sum(tally.f1 for tally in self.moves.values()) / len(self.moves)

    @property
    def issues_micro_f1(self) -> float:
        tallies = self.issues.values()
        return Tally(sum(one.hits for one in tallies), sum(one.alarms for one in tallies), sum(one.misses for one in tallies)).f1

    @property
    def alarms_per_1000_words(self) -> float | None:
        """False alarms in drafts that have no issue; None where there are none."""
        return 1000 * self.alarms_clean / self.words_clean if self.words_clean else None

    @property
    def agreement(self) -> dict[str, float]:
        """By row, the share of drafts with the labelled verdict; rows that apply to too few drafts are left out."""
        return {row: sum(same for same, _ in seen) / len(seen) for row, seen in self.verdicts.items() if sum(applies for _, applies in seen) >= _LEAST}

    @property
    def mean_agreement(self) -> float | None:
        shares = self.agreement.values()
        return sum(shares) / len(shares) if shares else None


def score(pairs: Iterable[tuple[Labels, DraftReport]], has_issues: Callable[[Labels], bool] = lambda row: True) -> Score:
    """The figures of drafts with their labels; `has_issues` says of which drafts the issues were labelled."""
    total = Score()
    for row, report in pairs:
        total.drafts += 1
        said = report.refusal
        _note(total, "refusal of the draft", total.refusal.add(row["refusal"] != "none", said != "none"), row["id"], row["text"])
        total.three_way.append(row["refusal"] == said)
        _moves(total, row, report)
        if has_issues(row):
            _issues(total, row, report)
        levels = {verdict.row: verdict.level for verdict in report.verdicts}
        for name, level in row.get("rows", {}).items():
            if name in levels:
                total.verdicts[name].append((level == levels[name], level != "na"))
    return total


def _note(total: Score, of: str, how: str | None, where: str, text: str) -> None:
    if how is not None:
        total.errors.append(Error(of, how, where, " ".join(text.split())))


def _moves(total: Score, row: Labels, report: DraftReport) -> None:
    given = [(move.kind, _given(report, move.span.start, move.span.end)) for move in report.moves]
    for number, (start, end) in enumerate(row["sentences"]):
        truth, unsure = _kinds(row["moves"].get(str(number), [])), _kinds(row.get("unsure", {}).get(str(number), []))
        said = {str(kind) for kind, extent in given if shares(extent, (start, end))}
        for kind, tally in total.moves.items():
            if str(kind) not in unsure:
                _note(total, str(kind), tally.add(str(kind) in truth, str(kind) in said), f"{row['id']}[{number}]", row["text"][start:end])


def _kinds(labels: Sequence[str]) -> set[str]:
    return {label.partition(":")[0] for label in labels}


def _given(report: DraftReport, start: int, end: int) -> Extent:
    from replylint.model import Span

    span = report.draft.to_given(Span(start, end))
    return span.start, span.end


def shares(one: Extent, other: Extent) -> bool:
    """Whether two stretches share 30 % of the shorter."""
    shorter = min(one[1] - one[0], other[1] - other[0])
    return shorter > 0 and min(one[1], other[1]) - max(one[0], other[0]) >= max(1, 0.3 * shorter)


def _issues(total: Score, row: Labels, report: DraftReport) -> None:
    found = []
    for finding in report.findings:
        name = finding.rule.name.replace("-", "_")
        name = _SAME_AS.get(name, name)
        if name in total.issues:
            found.append((name, _given(report, finding.span.start, finding.span.end)))
    left = list(found)
    for issue in row["issues"]:
        hit = next((one for one in left if one[0] == issue["name"] and one[1][0] < issue["end"] and issue["start"] < one[1][1]), None)
        if hit is not None:
            left.remove(hit)
        if not issue.get("unsure"):
            words = row["text"][issue["start"] : issue["end"]]
            _note(total, issue["name"], total.issues[issue["name"]].add(True, hit is not None), row["id"], words)
    for name, (start, end) in left:
        _note(total, name, total.issues[name].add(False, True), row["id"], row["text"][start:end])
    if not row["issues"]:
        total.words_clean += len(row["text"].split())
        total.alarms_clean += len(found)
