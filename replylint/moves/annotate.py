"""From a parsed draft to a Reply: cues and syntax as features, three linear models, then what holds for the draft as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from replylint.cues import Sentence, sentences_of
from replylint.draft import Draft
from replylint.model import Move, MoveKind, Refusal
from replylint.moves import linear
from replylint.moves.cuebook import move_cues
from replylint.moves.evidence import with_evidence
from replylint.moves.features import Context, features_of, request_words
from replylint.moves.firm import announces_options, gives_no_reason, offers_no_option, overruled
from replylint.moves.flags import flags_of, is_partial
from replylint.moves.linear import KINDS, Annotator, annotator, probability
from replylint.moves.reply import Reply

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ALTERNATIVE = KINDS.index(MoveKind.ALTERNATIVE)
_REASON = KINDS.index(MoveKind.REASON)
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
    first = [[probability(score) for score in model.sentence.scores(names)] for names in features]
    first = [overruled(context, sentence.index, row) for sentence, row in zip(body, first)]
    contexts = linear.context_features(first, features)
    final = [[probability(score) for score in model.context.scores(names)] for names in contexts]
    whole = probability(model.draft.scores(linear.draft_features(first, features))[0])
    certainty = with_evidence(linear.refusal_of_draft(whole, first), draft.meta)
    refuses = model.refuses(certainty, features)
    _hold_certain(context, body, final, model)
    decided = _decide(final, refuses, model)
    moves = [
        _move(kind, body[index], final[index][KINDS.index(kind)], context, model.sentence.weighed_most(features[index], KINDS.index(kind)) if explain else ())
        for index, kinds in enumerate(decided)
        for kind in kinds
    ]
    return Reply(draft, doc, context.sentences, tuple(moves), _refusal(moves, context), round(certainty, 3))


def _hold_certain(context: Context, body: Sequence[Sentence], final: Sequence[list[float]], model: Annotator) -> None:
    """Sets the reasons and alternatives about which a rule is certain, whatever they weigh."""
    lead: tuple[int, float] | None = None  # the sentence above a list, and how surely it is an alternative
    for sentence, row in zip(body, final):
        if sentence.region != "list_item":
            lead = (sentence.index, row[_ALTERNATIVE])
        elif lead is not None and lead[1] > model.thresholds[MoveKind.ALTERNATIVE] and announces_options(context, lead[0]):
            row[_ALTERNATIVE] = max(row[_ALTERNATIVE], lead[1])
        if gives_no_reason(context, sentence.index, row[_REASON]):
            row[_REASON] = 0.0
        if offers_no_option(context, sentence.index):
            row[_ALTERNATIVE] = 0.0


def context_of(draft: Draft, doc: Doc) -> Context:
    """The sentences of a draft with their cues; quoted text, signatures and headings get none."""
    cues = move_cues()
    sentences = tuple(sentences_of(draft, doc))
    hits = tuple(cues.hits(sentence) if sentence.carries_moves else () for sentence in sentences)
    return Context(draft, sentences, hits, request_words(draft.request))


def _decide(final: Sequence[Sequence[float]], refuses: bool, model: Annotator) -> list[list[MoveKind]]:
    """The moves of every sentence. A draft that turns nothing down has no refusal, reason or alternative; one that does has a refusal somewhere."""
    decided = []
    for row in final:
        said = [kind for kind, value in zip(KINDS, row) if value > model.thresholds[kind]]
        decided.append(said if refuses else [kind for kind in said if kind not in _ONLY_IN_REFUSALS])
    refusal = KINDS.index(MoveKind.REFUSAL)
    if refuses and not any(MoveKind.REFUSAL in kinds for kinds in decided):
        decided[max(range(len(final)), key=lambda index: final[index][refusal])].append(MoveKind.REFUSAL)
    return decided


def _move(kind: MoveKind, sentence: Sentence, confidence: float, context: Context, because: tuple[str, ...]) -> Move:
    own = [hit for hit in context.hits[sentence.index] if hit.group.id.startswith(f"{kind.value}.")]
    flags = flags_of(kind, sentence, own, context)
    return Move(kind, sentence.span, own[0].group.id if own else "model", sentence.index, flags, round(confidence, 3), because)


def _refusal(moves: Sequence[Move], context: Context) -> Refusal:
    if not any(move.kind is MoveKind.REFUSAL for move in moves):
        return "none"
    return "partial" if is_partial(moves, context) else "full"


