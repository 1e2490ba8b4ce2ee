"""From a parsed draft to a Reply: cues and syntax as features, three linear models, then what holds for the draft as a whole."""

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
from replylint.moves.features import Context, asks_why, features_of, request_words
from replylint.moves.firm import announces_options, gives_no_reason, is_certain, names_nothing, offers_no_option, overruled, says_because, says_no, says_thanks
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
    first = [[probability(score) for score in model.sentence.scores(names)] for names in features]
    first = [overruled(context, sentence.index, row) for sentence, row in zip(body, first)]
    contexts = linear.context_features(first, features)
    final = [[probability(score) for score in model.context.scores(names)] for names in contexts]
    whole = probability(model.draft.scores(linear.draft_features(first, features))[0])
    certainty = with_evidence(linear.refusal_of_draft(whole, first), draft.meta)
    if any(is_certain(context, sentence.index) for sentence in body):
        certainty = max(certainty, _PLAIN)
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
    """Sets the moves about which a rule is certain, whatever they weigh."""
    _hold_options(context, body, final, model)
    for sentence, row in zip(body, final):
        if says_no(context, sentence.index):
            row[_REFUSAL] = max(row[_REFUSAL], _SAID)
        if row[_REFUSAL] > model.thresholds[MoveKind.REFUSAL] and says_because(context, sentence.index):
            row[_REASON] = max(row[_REASON], row[_REFUSAL])
        elif gives_no_reason(context, sentence.index, row[_REASON]):
            row[_REASON] = 0.0
        if offers_no_option(context, sentence.index):
            row[_ALTERNATIVE] = 0.0
        if says_thanks(context, sentence.index):
            row[_GRATITUDE] = max(row[_GRATITUDE], _SAID)
        if names_nothing(context, sentence.index):
            row[_ACKNOWLEDGMENT] = 0.0


def _hold_options(context: Context, body: Sequence[Sentence], final: Sequence[list[float]], model: Annotator) -> None:
    """Every item of a list whose lead announces options is one, once the lead or any of the items is taken for one."""
    lead: tuple[Sentence, list[float]] | None = None
    for is_list, group in groupby(zip(body, final), lambda pair: pair[0].region == "list_item"):
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
    return Context(draft, sentences, hits, request_words(draft.request), asks_why(draft.request))


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


