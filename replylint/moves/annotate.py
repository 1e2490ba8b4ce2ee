"""From a parsed draft to a Reply: cues and syntax as features, two linear models, then what holds for the draft as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from replylint.cues import Sentence, sentences_of
from replylint.draft import Draft
from replylint.model import Move, MoveKind, Refusal
from replylint.moves import linear
from replylint.moves.cuebook import move_cues
from replylint.moves.evidence import with_evidence
from replylint.moves.features import Context, asks_of_others, asks_why, features_of, request_words
from replylint.moves.firm import (
    announces_options,
    gives_no_reason,
    is_certain,
    names_nothing,
    offers_no_option,
    overruled,
    puts_option,
    refuses_nothing,
    says_because,
    says_no,
    says_thanks,
)
from replylint.moves.flags import flags_of, is_partial
from replylint.moves.linear import KINDS, Annotator, annotator, probability
from replylint.moves.reply import Reply

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ACKNOWLEDGMENT = KINDS.index(MoveKind.ACKNOWLEDGMENT)
_ALTERNATIVE = KINDS.index(MoveKind.ALTERNATIVE)
_REASON = KINDS.index(MoveKind.REASON)
_REFUSAL = KINDS.index(MoveKind.REFUSAL)
_GRATITUDE = KINDS.index(MoveKind.GRATITUDE)
_SAID = 0.6  # how surely a sentence with the words of a move carries it, at least
_PLAIN = 0.85  # how surely a reply with a sentence that makes it certain turns something down, at least
_ONLY_IN_REFUSALS = frozenset([MoveKind.REFUSAL, MoveKind.REASON, MoveKind.ALTERNATIVE])


def annotate(draft: Draft, doc: Doc, *, explain: bool = False, model: Annotator | None = None) -> Reply:
    """The draft's sentences, moves and refusal. Deterministic; the doc is only read. With `explain`, each move says what weighed most (`because`).

    `model`: other weights than the shipped ones, to measure how those of a part of the corpus do on the rest.
    """
    context = context_of(draft, doc)
    body = [sentence for sentence in context.sentences if sentence.carries_moves]
    if not body:
        return Reply(draft, doc, context.sentences, (), "none")
    model = model or annotator()
    every = features_of(context)
    features = [every[sentence.index] for sentence in body]
    scores = (model.sentence.scores(names) for names in features)
    chances = [overruled(context, sentence.index, [probability(score) for score in row]) for sentence, row in zip(body, scores)]
    whole = model.chance_of_refusal(chances, features)
    certainty = with_evidence(linear.refusal_of_draft(whole, chances), draft.meta)
    if any(is_certain(context, sentence.index) for sentence in body):
        certainty = max(certainty, _PLAIN)
    speaking = [names for sentence, names in zip(body, features) if not refuses_nothing(context, sentence.index)]
    refuses = model.refuses(certainty, speaking)
    _hold_certain(context, body, chances, model)
    decided = _decide(chances, refuses, model)
    moves = [
        _move(kind, body[index], chances[index][KINDS.index(kind)], context, model.sentence.weighed_most(features[index], KINDS.index(kind)) if explain else ())
        for index, kinds in enumerate(decided)
        for kind in kinds
    ]
    return Reply(draft, doc, context.sentences, tuple(moves), _refusal(moves, context), round(certainty, 3))


def _hold_certain(context: Context, body: Sequence[Sentence], chances: Sequence[list[float]], model: Annotator) -> None:
    """Sets the moves about which a rule is certain, whatever they weigh."""
    _hold_options(context, body, chances, model)
    for sentence, row in zip(body, chances):
        if says_no(context, sentence.index):
            row[_REFUSAL] = max(row[_REFUSAL], _SAID)
        if row[_REFUSAL] > model.thresholds[MoveKind.REFUSAL] and says_because(context, sentence.index):
            row[_REASON] = max(row[_REASON], row[_REFUSAL])
        elif gives_no_reason(context, sentence.index, row[_REASON]):
            row[_REASON] = 0.0
        if puts_option(context, sentence.index):
            row[_ALTERNATIVE] = max(row[_ALTERNATIVE], _SAID)
        elif offers_no_option(context, sentence.index):
            row[_ALTERNATIVE] = 0.0
        if says_thanks(context, sentence.index):
            row[_GRATITUDE] = max(row[_GRATITUDE], _SAID)
        if names_nothing(context, sentence.index):
            row[_ACKNOWLEDGMENT] = 0.0


def _hold_options(context: Context, body: Sequence[Sentence], chances: Sequence[list[float]], model: Annotator) -> None:
    """Every item of a list whose lead announces options is one, once the lead or any of the items is taken for one."""
    lead: tuple[Sentence, list[float]] | None = None
    for is_list, group in groupby(zip(body, chances), lambda pair: pair[0].region == "list_item"):
        pairs = list(group)
        if not is_list:
            lead = pairs[-1]
        elif lead is not None and announces_options(context, lead[0].index):
            most = max(row[_ALTERNATIVE] for _, row in (lead, *pairs))
            if most > model.thresholds[MoveKind.ALTERNATIVE]:
                for _, row in pairs:
                    row[_ALTERNATIVE] = most


def context_of(draft: Draft, doc: Doc) -> Context:
    """The sentences of a draft with their cues; quoted text, signatures and headings get none."""
    cues = move_cues()
    sentences = tuple(sentences_of(draft, doc))
    hits = tuple(cues.hits(sentence) if sentence.carries_moves else () for sentence in sentences)
    return Context(draft, sentences, hits, request_words(draft.request), asks_why(draft.request), asks_of_others(draft.request))


def _decide(chances: Sequence[Sequence[float]], refuses: bool, model: Annotator) -> list[list[MoveKind]]:
    """The moves of every sentence. A draft that turns nothing down has no refusal, reason or alternative; one that does has a refusal somewhere."""
    decided = []
    for row in chances:
        said = [kind for kind, value in zip(KINDS, row) if value > model.thresholds[kind]]
        decided.append(said if refuses else [kind for kind in said if kind not in _ONLY_IN_REFUSALS])
    refusal = KINDS.index(MoveKind.REFUSAL)
    if refuses and not any(MoveKind.REFUSAL in kinds for kinds in decided):
        decided[max(range(len(chances)), key=lambda index: chances[index][refusal])].append(MoveKind.REFUSAL)
    return decided


def _move(kind: MoveKind, sentence: Sentence, confidence: float, context: Context, because: tuple[str, ...]) -> Move:
    own = [hit for hit in context.hits[sentence.index] if hit.group.id.startswith(f"{kind.value}.")]
    flags = flags_of(kind, sentence, own, context)
    return Move(kind, sentence.span, own[0].group.id if own else "model", sentence.index, flags, round(confidence, 3), because)


def _refusal(moves: Sequence[Move], context: Context) -> Refusal:
    if not any(move.kind is MoveKind.REFUSAL for move in moves):
        return "none"
    return "partial" if is_partial(moves, context) else "full"


