"""The tables of docs/accuracy.md and of the README, from measured figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from replylint.model import MoveKind
from tests.check_floors import figure
from tests.scoring import ISSUES, Labels, Score, Tally

DRAFTS = ("drafts_public.jsonl", "drafts_authored.jsonl")
TURNS = ("turns_multiwoz.jsonl", "turns_star.jsonl", "turns_sgd.jsonl", "turns_xstest.jsonl")
# What the project set itself: set, figure, its name in the scoring run, at least (for false alarms: at most), aim.
_REFUSAL, _F1 = "refusals, F1", "refusal.f1"
AIMS: tuple[tuple[str, str, str, float, float], ...] = (
    ("drafts_public", _REFUSAL, _F1, 0.92, 0.98),
    ("drafts_authored", _REFUSAL, _F1, 0.88, 0.98),
    ("turns_multiwoz", _REFUSAL, _F1, 0.92, 0.97),
    ("turns_star", _REFUSAL, _F1, 0.88, 0.97),
    ("turns_sgd", _REFUSAL, _F1, 0.94, 0.97),
    ("turns_xstest", _REFUSAL, _F1, 0.90, 0.97),
    ("drafts_public", "refusals, precision", "refusal.p", 0.92, 0.98),
    ("drafts_authored", "refusals, precision", "refusal.p", 0.92, 0.98),
    ("turns_sgd", "alternative offered, F1", "alternative_offered.f1", 0.75, 0.85),
    ("drafts_public", "moves, macro F1", "moves_macro_f1", 0.80, 0.93),
    ("drafts_authored", "moves, macro F1", "moves_macro_f1", 0.84, 0.93),
    ("drafts_public", "lowest F1 of a move", "lowest", 0.65, 0.88),
    ("drafts_authored", "lowest F1 of a move", "lowest", 0.65, 0.88),
    ("drafts_public", "issues, micro F1", "issues_micro_f1", 0.55, 0.82),
    ("drafts_authored", "issues, micro F1", "issues_micro_f1", 0.60, 0.82),
    ("drafts_public", "false alarms in 1,000 words", "alarms", 3.0, 0.5),
    ("drafts_authored", "false alarms in 1,000 words", "alarms", 3.0, 0.5),
    ("drafts_public", "row verdicts, mean agreement", "row_verdicts_mean_agreement", 0.78, 0.92),
    ("drafts_authored", "row verdicts, mean agreement", "row_verdicts_mean_agreement", 0.78, 0.92),
)
_FALSE_ALARMS = "issue_false_alarms_per_1000_words_of_clean_drafts"


def sections(own: Score, kept_back: Mapping[str, Score], development: Mapping[str, Any] | None, agreed: Mapping[str, float]) -> dict[str, str]:
    """Every section by its mark; those about the development sets only where they were measured. `kept_back` is by writer, "all" among them."""
    made = {"accuracy": _short(own, kept_back["all"], development), "kept-back": _kept_back(kept_back)}
    made |= {"own": _own(own), "own-moves": _moves(own, agreed), "own-issues": _issues(own), "own-rows": _rows(own)}
    if development:
        made |= {"aims": _aims(development), "development": _development(development), "development-moves": _development_moves(development)}
        made["development-issues"] = _development_issues(development)
    return made


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; figures with two digits, "-" for what there is none of."""
    lines = [head, ["---"] * len(head), *([_shown(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(cell: object) -> str:
    return "-" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else str(cell)


def agreement(rows: Iterable[Labels]) -> dict[str, float]:
    """By move, the share of the labels that both readers gave among those that either gave, in replies that were read twice."""
    both, one = dict.fromkeys(map(str, MoveKind), 0), dict.fromkeys(map(str, MoveKind), 0)
    for row in rows:
        if row.get("readers") == 2:
            for key, counts in (("moves", both), ("unsure", one)):
                for labels in row.get(key, {}).values():
                    for label in {label.partition(":")[0] for label in labels}:
                        counts[label] += 1
    return {kind: both[kind] / (both[kind] + one[kind]) for kind in both if both[kind] + one[kind]}


def pooled(own: Score, development: Mapping[str, Any] | None) -> dict[str, Tally]:
    """The tallies of issues over the own corpus and the development drafts together."""
    result = {}
    for name in ISSUES:
        tally = own.issues[name]
        result[name] = Tally(tally.hits, tally.alarms, tally.misses)
        for figures in (development or {}).values():
            seen = figures.get("issues", {}).get(name)
            if seen:
                hits = round(seen["p"] * seen["n_said"])
                result[name].hits += hits
                result[name].alarms += seen["n_said"] - hits
                result[name].misses += seen["n_gold"] - hits
    return result


def ablation(figures: Mapping[str, tuple[float, float]]) -> str:
    """What is left without each kind of evidence."""
    return table(["", "refusal F1 (draft)", "moves macro F1"], ([name, f"{refusal:.3f}", f"{macro:.3f}"] for name, (refusal, macro) in figures.items()))


def _short(own: Score, kept_back: Score, development: Mapping[str, Any] | None) -> str:
    """The README's table."""
    rows: list[list[object]] = [["own corpus, each writer held out", own.refusal.f1, own.moves_macro_f1, own.issues_micro_f1, own.alarms_per_1000_words]]
    rows.append(["own corpus, kept back, of thirteen more writers", kept_back.refusal.f1, kept_back.moves_macro_f1, kept_back.issues_micro_f1, kept_back.alarms_per_1000_words])
    for name, title in zip(DRAFTS, ("canned responses and mails of public repositories", "replies written for the purpose")):
        if development and name in development:
            seen = development[name]
            rows.append([title, seen["refusal"]["f1"], seen["moves_macro_f1"], seen["issues_micro_f1"], seen[_FALSE_ALARMS]])
    for name, title in zip(TURNS, ("dialogue turns: MultiWOZ", "STAR", "SGD", "chatbot answers: XSTest")):
        if development and name in development:
            rows.append([title, development[name]["refusal"]["f1"], None, None, None])
    return table(["", "refusals, F1", "moves, macro F1", "issues, micro F1", "false alarms in 1,000 words without a fault"], rows)


def _kept_back(by_writer: Mapping[str, Score]) -> str:
    rows = [
        [writer, one.drafts, one.refusal.precision, one.refusal.recall, one.refusal.f1, one.moves_macro_f1, *_of_issues(one)]
        for writer, one in by_writer.items()
    ]
    return table(["writer", "replies", "refusal precision", "recall", "F1", "moves macro F1", "issues micro F1", "false alarms in 1,000 words"], rows)


def _of_issues(one: Score) -> list[object]:
    """Nothing where nobody looked for issues, so that no word of it counts."""
    return [one.issues_micro_f1, one.alarms_per_1000_words] if one.words_clean else [None, None]


def _own(own: Score) -> str:
    return table(
        ["figure", "value", "counted on"],
        [
            ["refusal, F1", own.refusal.f1, f"{own.drafts:,} replies"],
            ["refusal, precision", own.refusal.precision, f"{own.refusal.hits + own.refusal.alarms:,} taken for refusals"],
            ["refusal, recall", own.refusal.recall, f"{own.refusal.hits + own.refusal.misses:,} refusals"],
            ["full, partial or none: right", sum(own.three_way) / len(own.three_way), f"{own.drafts:,} replies"],
            ["moves, macro F1", own.moves_macro_f1, "sentences"],
            ["issues, micro F1", own.issues_micro_f1, f"{sum(one.hits + one.misses for one in own.issues.values()):,} issues"],
            ["false alarms in 1,000 words without an issue", own.alarms_per_1000_words, f"{own.words_clean:,} words"],
            ["row verdicts, mean agreement", own.mean_agreement, f"{max(map(len, own.verdicts.values()), default=0):,} replies"],
        ],
    )


def _of(tally: Tally) -> list[object]:
    return [tally.precision, tally.recall, tally.f1, tally.hits + tally.misses]


def _moves(own: Score, agreed: Mapping[str, float]) -> str:
    rows = [[str(kind), *_of(tally), agreed.get(str(kind))] for kind, tally in own.moves.items()]
    return table(["move", "precision", "recall", "F1", "labelled", "two readers agree"], rows)


def _issues(own: Score) -> str:
    return table(["rule", "precision", "recall", "F1", "labelled", "found"], ([name.replace("_", "-"), *_of(one), one.hits + one.alarms] for name, one in own.issues.items()))


def _rows(own: Score) -> str:
    return table(["row", "same verdict", "replies it applies to"], ([row, share, sum(applies for _, applies in own.verdicts[row])] for row, share in sorted(own.agreement.items())))


def _development(figures: Mapping[str, Any]) -> str:
    rows = []
    for name in (*DRAFTS, *TURNS):
        seen = figures[name]
        refusal, other = seen["refusal"], seen.get("alternative_offered", {}).get("f1")
        more = [seen.get("moves_macro_f1"), seen.get("issues_micro_f1"), seen.get(_FALSE_ALARMS), seen.get("row_verdicts_mean_agreement")]
        rows.append([name.removesuffix(".jsonl"), seen["drafts"], refusal["p"], refusal["r"], refusal["f1"], other, *more])
    head = ["set", "replies", "refusal precision", "recall", "F1", "alternative offered F1", "moves macro F1", "issues micro F1", "false alarms in 1,000 words", "row verdicts"]
    return table(head, rows)


def _development_moves(figures: Mapping[str, Any]) -> str:
    rows = [[str(kind), *(figures[name]["moves"][str(kind)][one] for name in DRAFTS for one in ("p", "r", "f1", "n_gold"))] for kind in MoveKind]
    return table(["move", *(f"{name.removesuffix('.jsonl').removeprefix('drafts_')} {one}" for name in DRAFTS for one in ("precision", "recall", "F1", "labelled"))], rows)


def _development_issues(figures: Mapping[str, Any]) -> str:
    rows = []
    for name in ISSUES:
        seen = [figures[one].get("issues", {}).get(name, {}) for one in DRAFTS]
        if any(seen):
            cells = [[one.get("p") if one.get("n_said") else None, one.get("r") if one.get("n_gold") else None, one.get("n_gold", 0), one.get("n_said", 0)] for one in seen]
            rows.append([name.replace("_", "-"), *cells[0], *cells[1]])
    return table(["rule", *(f"{name} {one}" for name in ("public", "authored") for one in ("precision", "recall", "labelled", "found"))], rows)


def _aims(figures: Mapping[str, Any]) -> str:
    rows = []
    for name, title, key, least, aim in AIMS:
        seen = figures[f"{name}.jsonl"]
        measured = _FIGURES[key](seen) if key in _FIGURES else figure(seen, key)
        reached = measured is not None and (measured <= least if key == "alarms" else measured >= least)
        rows.append([name, title, measured, least, aim, "yes" if reached else "**no**"])
    return table(["set", "figure", "measured", "at least (alarms: at most)", "aim", "reached"], rows)


_FIGURES: Mapping[str, Callable[[Mapping[str, Any]], float]] = {
    "lowest": lambda seen: min(float(move["f1"]) for move in seen["moves"].values()),
    "alarms": lambda seen: float(seen[_FALSE_ALARMS]),
}
