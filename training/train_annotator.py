#!/usr/bin/env python3
"""Trains the annotator's linear models on the project's own corpus and writes `replylint/moves/annotator.npz`.

    python training/train_annotator.py [--check]          # --check: only report figures with each source held out, write nothing

Deterministic: the same corpus gives the same weights. Needs the `train` dependency group (scikit-learn). The probabilities that the draft
model learns from are always those of models that did not see the sentence's source, or it would trust them too much.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from replylint.draft import Source
from replylint.formats import plain
from replylint.moves.annotate import context_of
from replylint.moves.features import features_of
from replylint.moves.firm import overruled
from replylint.moves.linear import KINDS, draft_features, refusal_of_draft, shows_refusal
from replylint.nlp import pipe

ROOT = Path(__file__).parent.parent
CORPUS = tuple(ROOT / "tests" / "corpus" / name for name in ("first.jsonl", "second.jsonl", "formulaic.jsonl"))  # what is kept back is for measuring only
OUT = ROOT / "replylint" / "moves" / "annotator.npz"
STRENGTH = {"sentence": 1.5, "draft": 0.5}
LEAST = {"sentence": 3, "draft": 3}  # a feature that fewer sources have is a habit of one writer, and is not learnt
FOLDS = 6
# A draft without any sign of refusal is taken for one only above the certainty at which so many of them are: the corpus has many more refusals of that kind than
# people write, because its writers were asked for them, and a plain answer that is taken for a refusal gets findings that make no sense.
SILENT_PRECISION = 0.97
# With a sign, F1 hardly changes over a wide range of thresholds. The lower end is taken: half of the corpus was written to look like a refusal, so that its precision
# is lower than that on mail.
PLATEAU = 0.008
REFUSAL = [kind.value for kind in KINDS].index("refusal")
GATED = ("refusal", "reason", "alternative")  # moves that only a draft which turns something down can carry


@dataclass
class Labelled:
    """A draft of the corpus as the models see it: features, labels and which labels count, a row a sentence of the body."""

    source: str
    features: list[list[str]]
    labels: np.ndarray
    counted: np.ndarray
    refuses: bool
    held: dict[int, float]  # what a firm rule makes of an even chance that the sentence refuses: 0.5 where there is none


def read(paths: list[Path]) -> list[Labelled]:
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]
    drafts = []
    for row in rows:
        draft = plain.read(Source(row["text"]))
        drafts.append(replace(draft, request=row.get("request") or None, meta={"row": row}))
    out = []
    for draft, doc in pipe(drafts):
        context = context_of(draft, doc)
        body = [sentence.index for sentence in context.sentences if sentence.carries_moves]
        if not body:
            continue
        row: Any = draft.meta["row"]
        features = features_of(context)
        spans = [draft.to_given(context.sentences[index].span) for index in body]
        labels, counted = project(row, [(span.start, span.end) for span in spans])
        held = {number: overruled(context, index, [0.5] * len(KINDS))[REFUSAL] for number, index in enumerate(body)}
        out.append(Labelled(row["id"][0], [features[index] for index in body], labels, counted, row["refusal"] != "none", held))
    return out


def project(row: dict[str, Any], spans: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """The labels of the corpus' sentences on our sentences: a label holds where the two share 30 % of the shorter."""
    labels, counted = np.zeros((len(spans), len(KINDS)), int), np.ones((len(spans), len(KINDS)), bool)
    names = [kind.value for kind in KINDS]
    for at, (start, end) in enumerate(spans):
        for number, (begin, last) in enumerate(row["sentences"]):
            if min(end, last) - max(start, begin) < max(1, 0.3 * min(end - start, last - begin)):
                continue
            for move in row["moves"].get(str(number), []):
                labels[at, names.index(move.split(":")[0])] = 1
            for move in row.get("unsure", {}).get(str(number), []):
                counted[at, names.index(move.split(":")[0])] = False
    return labels, counted


# How readily a kind of feature may get a large weight (the prior's width): cues and syntax carry over to other sources, single words less so, also where they are
# the head of something.
WIDTH = {"word": 0.5, "pair": 0.4, "three": 0.4, "length": 0.5, "place": 0.7, "root": 0.5, "subject-root": 0.5, "neg-head": 0.5, "passive": 0.5,
         "asked-word": 0.5, "asked-pair": 0.4, "asked-three": 0.4, "frame": 0.3, "mark-of": 0.4, "cue": 1.5, "cue-kind": 1.2, "turn": 1.0, "before": 0.4, "after": 0.4,
         "any": 0.12}


def _width(name: str) -> float:
    """The width of the longest beginning of a name that has one: "any:cue" before "any"."""
    first, _, rest = name.partition(":")
    return WIDTH.get(f"{first}:{rest.partition(':')[0]}", WIDTH.get(first, 1.0))


class Vocabulary:
    """The features that are learnt, and rows of them as a matrix."""

    def __init__(self, rows: list[list[str]], sources: Sequence[str], least: int) -> None:
        """`sources` names the source of each row; a feature is learnt that so many of them have."""
        seen_in: dict[str, set[str]] = defaultdict(set)
        for row, source in zip(rows, sources, strict=True):
            for name in row:
                seen_in[name].add(source)
        self.names = sorted(name for name, found in seen_in.items() if len(found) >= least)
        self.number = {name: number for number, name in enumerate(self.names)}
        self.width = np.array([_width(name) for name in self.names], np.float32)

    def matrix(self, rows: list[list[str]]) -> csr_matrix:
        indices, starts = [], [0]
        for row in rows:
            indices += sorted({self.number[name] for name in row if name in self.number})
            starts.append(len(indices))
        return csr_matrix((self.width[indices], np.array(indices, np.int32), np.array(starts, np.int32)), (len(rows), len(self.names)))


def fit(X: csr_matrix, y: np.ndarray, strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, solver="liblinear", random_state=0, max_iter=500, fit_intercept=False).fit(X, y)


def held_out(X: csr_matrix, Y: np.ndarray, counted: np.ndarray, sources: np.ndarray, strength: float) -> np.ndarray:
    """Probabilities of every row by models that did not see its source. The sources are dealt out to FOLDS folds, the largest chances."""
    result = np.zeros(Y.shape)
    ranked = [source for source, _ in sorted(Counter(sources.tolist()).items(), key=lambda item: (-item[1], item[0]))]
    for fold in range(FOLDS):
        test = np.isin(sources, ranked[fold::FOLDS])
        for output in range(Y.shape[1]):
            train = ~test & counted[:, output]
            result[test, output] = fit(X[train], Y[train, output], strength).predict_proba(X[test])[:, 1]
    return result


def best_threshold(probabilities: np.ndarray, truth: np.ndarray, steps: np.ndarray, slack: float = 0.0) -> tuple[float, float]:
    """The threshold with the best F1, and F1 there; the lowest of those whose F1 is within `slack` of the best."""

    def f1(threshold: float) -> float:
        said = probabilities > threshold
        hits = int((said & truth).sum())
        return 2 * hits / (int(said.sum()) + int(truth.sum())) if hits else 0.0

    figures = [f1(threshold) for threshold in steps]
    best = next(number for number, figure in enumerate(figures) if figure >= max(figures) - slack)
    return float(steps[best]), figures[best]


def precise_threshold(probabilities: np.ndarray, truth: np.ndarray, precision: float) -> float:
    """The lowest threshold above which the share of right ones is at least `precision`; 0.9 where there is none."""
    steps = np.arange(0.4, 0.9, 0.01)
    return float(next((step for step in steps if truth[probabilities > step].mean() >= precision), 0.9))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="*", type=Path, default=list(CORPUS))
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    data = read(arguments.corpus)
    weights = train(data)
    if not arguments.check:
        np.savez_compressed(OUT, **weights)
        print(f"wrote {OUT.name}: {OUT.stat().st_size / 1e6:.2f} MB")


def train(data: list[Labelled]) -> dict[str, np.ndarray]:
    rows = [features for draft in data for features in draft.features]
    labels, counted = np.concatenate([draft.labels for draft in data]), np.concatenate([draft.counted for draft in data])
    sources = np.array([draft.source for draft in data for _ in draft.features])
    refuses = np.array([draft.refuses for draft in data])
    of_draft = np.array([number for number, draft in enumerate(data) for _ in draft.features])
    vocabulary = Vocabulary(rows, sources.tolist(), LEAST["sentence"])
    X = vocabulary.matrix(rows)
    chances = held_out(X, labels, counted, sources, STRENGTH["sentence"])
    drafts = []
    for number, draft in enumerate(data):
        own = chances[of_draft == number].tolist()
        rows_of_draft = np.flatnonzero(of_draft == number)
        for index, value in draft.held.items():
            mended = min(own[index][REFUSAL], value) if value < 0.5 else max(own[index][REFUSAL], value) if value > 0.5 else own[index][REFUSAL]
            own[index][REFUSAL] = chances[rows_of_draft[index], REFUSAL] = mended
        drafts.append(draft_features(own, draft.features))
    draft_vocabulary = Vocabulary(drafts, [draft.source for draft in data], LEAST["draft"])
    X2 = draft_vocabulary.matrix(drafts)
    whole = held_out(X2, refuses[:, None], np.ones((len(data), 1), bool), np.array([draft.source for draft in data]), STRENGTH["draft"])[:, 0]
    certainty = np.array([refusal_of_draft(float(whole[number]), chances[of_draft == number].tolist()) for number in range(len(data))])
    shows = np.array([shows_refusal([names for index, names in enumerate(draft.features) if draft.held[index] >= 0.5]) for draft in data])
    draft_threshold = best_threshold(certainty[shows], refuses[shows], np.arange(0.2, 0.71, 0.02), PLATEAU)[0]
    silent_threshold = precise_threshold(certainty[~shows], refuses[~shows], SILENT_PRECISION)
    turned_down = certainty > np.where(shows, draft_threshold, silent_threshold)
    draft_f1 = best_threshold(turned_down, refuses, np.array([0.5]))[1]
    print(f"{len(data)} drafts, {len(rows)} sentences; each source held out: refusal F1 {draft_f1:.3f} at {draft_threshold:.2f}, without a sign {silent_threshold:.2f}")
    thresholds, figures = [], []
    for output, kind in enumerate(KINDS):
        said = np.where(~turned_down[of_draft], 0, chances[:, output]) if kind.value in GATED else chances[:, output]
        ok = counted[:, output]
        threshold, figure = best_threshold(said[ok], labels[ok, output] == 1, np.arange(0.1, 0.71, 0.02))
        thresholds.append(threshold)
        figures.append(figure)
    print(" ".join(f"{kind} {figure:.2f}" for kind, figure in zip(KINDS, figures)), f"macro {np.mean(figures):.3f}")
    result: dict[str, np.ndarray] = {"thresholds": np.array(thresholds, np.float32), "draft_threshold": np.float32(draft_threshold),
                                     "silent_threshold": np.float32(silent_threshold)}
    for name, words, matrix, truth, ok in (
        ("sentence", vocabulary, X, labels, counted),
        ("draft", draft_vocabulary, X2, refuses[:, None], np.ones((len(data), 1), bool)),
    ):
        models = [fit(matrix[ok[:, output]], truth[ok[:, output], output], STRENGTH[name]) for output in range(truth.shape[1])]
        result.update(packed(name, words, np.stack([model.coef_[0] for model in models], axis=1)))
    return result


def packed(name: str, vocabulary: Vocabulary, weights: np.ndarray) -> dict[str, np.ndarray]:
    """Names and half-precision weights, without the features whose weights are all next to nothing."""
    weights = weights * vocabulary.width[:, None]
    kept = np.abs(weights).max(axis=1) > 0.01
    names = "\n".join(feature for feature, keep in zip(vocabulary.names, kept) if keep)
    return {f"{name}_names": np.frombuffer(names.encode("utf-8"), np.uint8), f"{name}_weights": weights[kept].astype(np.float16)}


if __name__ == "__main__":
    main()
