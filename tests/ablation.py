"""What each kind of evidence is worth: the figures of the training, each source held out, with one kind taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from replylint.moves.linear import KINDS, draft_features, refusal_of_draft
from training import train_annotator as training
from training.train_annotator import GATED, LEAST, PLATEAU, REFUSAL, STRENGTH, Labelled, Vocabulary

_CUES = ("cue", "speaks-of-refusal", "silent-of-refusal", "before:", "after:", "earlier:", "later:")
_SYNTAX = ("root", "subject", "imperative", "question", "asks:", "neg", "deontic", "only:", "passive", "mark:", "request:negated")
_WORDS = ("word:", "pair:", "three:", "frame:", "mark-of:", "asked-word:", "asked-pair:", "asked-three:")
_NEIGHBOURS = ("before:", "after:", "earlier:", "later:")
ABLATIONS = {
    "everything": (),
    "no cues": _CUES,
    "no syntax": _SYNTAX,
    "no words": _WORDS,
    "only words": (*_CUES, *_SYNTAX),
    "no frames": ("frame:",),
    "no neighbours": _NEIGHBOURS,
    "no draft model": (),
    "no firm rules": (),
}
Figures = tuple[float, float]


def held_out_figures(data: Sequence[Labelled], ablation: str) -> Figures:
    """F1 of refusals by draft and macro F1 of moves by sentence, as the training measures them."""
    gone = ABLATIONS[ablation]
    firm = ablation not in ("no firm rules", "no cues", "only words")
    kept = [replace(draft, features=[[name for name in names if not name.startswith(gone)] for names in draft.features]) if gone else draft for draft in data]
    labels, counted = np.concatenate([draft.labels for draft in kept]), np.concatenate([draft.counted for draft in kept])
    sources = np.array([draft.source for draft in kept for _ in draft.features])
    rows = [names for draft in kept for names in draft.features]
    chances = training.held_out(Vocabulary(rows, sources.tolist(), LEAST["sentence"]).matrix(rows), labels, counted, sources, STRENGTH["sentence"])
    starts = np.cumsum([0, *(len(draft.features) for draft in kept)])
    if firm:
        for draft, start in zip(kept, starts):
            for index, value in draft.held.items():
                if value != 0.5:  # as in the training: down to next to nothing, or up to nearly sure
                    chances[start + index, REFUSAL] = min(chances[start + index, REFUSAL], value) if value < 0.5 else max(chances[start + index, REFUSAL], value)
    own = [rows.tolist() for rows in np.split(chances, starts[1:-1])]
    return _figures(kept, chances, _refusals(kept, own, ablation != "no draft model"), labels, counted)


def _refusals(data: Sequence[Labelled], own: Sequence[list[list[float]]], model: bool) -> np.ndarray:
    """How likely each draft turns something down: with the draft model, or by its likeliest sentence alone."""
    if not model:
        return np.array([max(row[REFUSAL] for row in first) for first in own])
    rows = [draft_features(first, draft.features) for draft, first in zip(data, own)]
    truth = np.array([[draft.refuses] for draft in data])
    sources = np.array([draft.source for draft in data])
    whole = training.held_out(Vocabulary(rows, sources.tolist(), LEAST["draft"]).matrix(rows), truth, np.ones(truth.shape, bool), sources, STRENGTH["draft"])[:, 0]
    return np.array([refusal_of_draft(float(value), first) for value, first in zip(whole, own)])


def _figures(data: Sequence[Labelled], chances: np.ndarray, refusals: np.ndarray, labels: np.ndarray, counted: np.ndarray) -> Figures:
    threshold, refusal = training.best_threshold(refusals, np.array([draft.refuses for draft in data]), np.arange(0.2, 0.71, 0.02), PLATEAU)
    refuses = np.repeat(refusals > threshold, [len(draft.features) for draft in data])
    moves = []
    for output, kind in enumerate(KINDS):
        said = np.where(refuses, chances[:, output], 0) if kind.value in GATED else chances[:, output]
        ok = counted[:, output]
        moves.append(training.best_threshold(said[ok], labels[ok, output] == 1, np.arange(0.1, 0.71, 0.02))[1])
    return refusal, float(np.mean(moves))
