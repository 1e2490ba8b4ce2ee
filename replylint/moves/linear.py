"""The small trained part of the annotator: two linear models over named features, read from `annotator.npz` beside this module.

The sentence model gives each move a score from the sentence and its neighbours; the draft model says whether anything is turned down. Trained by
`training/train_annotator.py` on the project's own corpus; every weight has a name, so each decision can be shown by what weighed most.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replylint.model import MoveKind
from replylint.moves.features import SIGN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

KINDS = tuple(MoveKind)
_NAMES = tuple(kind.value for kind in KINDS)
_REFUSAL = KINDS.index(MoveKind.REFUSAL)
_WEIGHTS = Path(__file__).parent / "annotator.npz"


@dataclass(frozen=True)
class LinearModel:
    """Weights by feature name; a score is the sum of the weights of the features that are there, as log odds."""

    number: Mapping[str, int]
    weights: Scores  # features x outputs

    def scores(self, features: Iterable[str]) -> Scores:
        """Log odds of every output."""
        rows = [row for row in map(self.number.get, features) if row is not None]
        result: Scores = self.weights[rows].sum(axis=0)
        return result

    def weighed_most(self, features: Iterable[str], output: int, count: int = 3) -> tuple[str, ...]:
        """The names of the features that speak most for an output, strongest first, without the bias."""
        known = [(float(self.weights[self.number[name], output]), name) for name in features if name in self.number and name != "bias"]
        return tuple(name for weight, name in sorted(known, key=lambda pair: (-pair[0], pair[1]))[:count] if weight > 0)


@dataclass(frozen=True)
class Annotator:
    """The two models and the thresholds at which a move, and a refusal, is said. `anywhere` is the part of the draft model that weighs what its sentences hold."""

    sentence: LinearModel
    draft: LinearModel
    anywhere: LinearModel
    thresholds: Mapping[MoveKind, float]
    draft_threshold: float
    silent_threshold: float

    def chance_of_refusal(self, chances: Sequence[Sequence[float]], own: Sequence[Sequence[str]]) -> float:
        """How likely a draft turns something down, by the draft model: the probabilities of its sentences' moves and their features."""
        return probability(self.draft.scores(of_whole_draft(chances, own))[0] + self.anywhere.scores(_every(own))[0])

    def refuses(self, certainty: float, own: Sequence[Sequence[str]]) -> bool:
        """Whether a draft turns something down, by how certain that is and the features of the sentences that may: without any sign of it, it must be nearly certain."""
        return certainty > (self.draft_threshold if shows_refusal(own) else self.silent_threshold)


@lru_cache(maxsize=1)
def annotator() -> Annotator:
    """The shipped weights, read once a process."""
    import numpy as np

    with np.load(_WEIGHTS, allow_pickle=False) as data:
        return read_annotator(data)


def known_words() -> Iterator[str]:
    """The words that the shipped weights know: those that the replies of many writers hold."""
    return (name.removeprefix("word:") for name in annotator().sentence.number if name.startswith("word:"))


def read_annotator(data: Any) -> Annotator:
    """The models in the arrays that the training makes, by name: from a file or as they are."""
    draft = _model(data, "draft")
    return Annotator(
        sentence=_model(data, "sentence"),
        draft=draft,
        anywhere=LinearModel({name.removeprefix(_ANY): row for name, row in draft.number.items() if name.startswith(_ANY)}, draft.weights),
        thresholds=dict(zip(KINDS, (float(value) for value in data["thresholds"]), strict=True)),
        draft_threshold=float(data["draft_threshold"]),
        silent_threshold=float(data["silent_threshold"]),
    )


def _model(data: Any, name: str) -> LinearModel:
    names: str = data[f"{name}_names"].tobytes().decode("utf-8")
    known = names.split("\n")
    return LinearModel(dict(zip(known, range(len(known)))), data[f"{name}_weights"].astype("float32"))


def probability(log_odds: float) -> float:
    """Log odds as a probability."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, float(log_odds)))))


def refusal_of_draft(draft: float, chances: Sequence[Sequence[float]]) -> float:
    """How likely the draft turns something down: the mean of what the draft model says and the likeliest refusal among the sentences.

    The draft model knows the company that words keep, and is fooled by it in texts of another kind; the sentences know only themselves. Together they err less.
    """
    return (draft + max(row[_REFUSAL] for row in chances)) / 2


def shows_refusal(own: Sequence[Sequence[str]]) -> bool:
    """Whether any sentence has a sign of refusal: a cue of one, a negation, "only", a softener, a slot for the reason.

    Plain facts and confirmations have none, and where the weights take one of them for a refusal they are mostly wrong.
    """
    return any(SIGN in features for features in own)


_ANY = "any:"
_OF_DRAFT = ("cue:", "neg", "slot:", "only-slot:", "request", "word:", "pair:", "three:", "asked", "root:", "passive", "only:", "deontic", "subject-root:")


def draft_features(chances: Sequence[Sequence[float]], own: Sequence[Sequence[str]]) -> list[str]:
    """Features of the draft model: those of the whole, and every cue, negation, word and slot in the draft."""
    return of_whole_draft(chances, own) + [f"{_ANY}{name}" for name in _every(own) if name.startswith(_OF_DRAFT)]


def of_whole_draft(chances: Sequence[Sequence[float]], own: Sequence[Sequence[str]]) -> list[str]:
    """The highest and second highest probabilities of a draft's sentences, how it opens, and how many of its sentences have a sign of refusal."""
    ranked = sorted((row[_REFUSAL] for row in chances), reverse=True)
    names = ["bias", f"any-refusal:{_step(1 - math.prod(1 - value for value in ranked))}", f"sentences:{min(len(chances), 6)}"]
    names += [f"highest:{kind}:{_step(max(column))}" for kind, column in zip(_NAMES, zip(*chances))]
    names.append(f"second-refusal:{_step(ranked[1]) // 2 if len(ranked) > 1 else 'none'}")
    openings = dict.fromkeys(name for name in own[0] if name.startswith(("cue:", "cue-kinds:", "neg:", "subject", "root")))
    names += [f"opening:{name}" for name in openings]
    names.append(f"evidence:{min(sum(SIGN in features for features in own), 3)}-of-{min(len(own), 4)}")
    return names


def _every(own: Sequence[Sequence[str]]) -> dict[str, None]:
    return dict.fromkeys(chain.from_iterable(own))


def _step(value: float) -> int:
    """A probability as one of ten steps of its log odds."""
    value = min(max(value, 1e-4), 0.9999)
    return int(max(0, min(9, math.log(value / (1 - value)) + 5)))
