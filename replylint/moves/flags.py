"""What is particular about a move: specific or generic, dated, a placeholder that stands for it; and whether a refusal grants a part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from replylint.cues import CueBook, CueHit, Sentence, load_words
from replylint.cues.book import read_groups
from replylint.model import Move, MoveKind
from replylint.moves.features import Context

_SLOT_KINDS = {MoveKind.REASON: "reason", MoveKind.ALTERNATIVE: "alternative"}

# Nouns that fit any customer: an acknowledgment that names only these is a formula.
_EMPTY_NOUNS = frozenset(
    (
        "request message email e-mail mail question inquiry enquiry query interest feedback concern concerns situation issue matter point frustration "
        "inconvenience time patience understanding disappointment position ticket note letter call contact support help team service business customer loyalty "
        "day details information case experience thing things way lot one response reply thanks problem trouble attention perspective opinion view"
    ).split()
)


def flags_of(kind: MoveKind, sentence: Sentence, own: Sequence[CueHit], context: Context) -> frozenset[str]:
    """The flags of a move in a sentence, given the cues of that move that hit there."""
    flags = {flag for hit in own for flag in hit.group.flags}
    flags |= {hit.group.id.partition(".")[2] for hit in own}
    if kind in (MoveKind.ACKNOWLEDGMENT, MoveKind.GRATITUDE):
        flags.add("specific" if _is_specific(sentence, context) else "generic")
    if kind is MoveKind.FOLLOW_UP and _is_dated(sentence):
        flags.add("dated")
    wanted = _SLOT_KINDS.get(kind)
    if any(slot.stands_for == wanted and sentence.span.overlaps(slot.span) for slot in context.draft.placeholders):
        flags.add("slot")
    return frozenset(flags)


def _is_specific(sentence: Sentence, context: Context) -> bool:
    """Names something of this customer's case: a noun of content, a figure, a slot, or a word of the request."""
    if any(sentence.span.overlaps(slot.span) and slot.stands_for != "name" for slot in context.draft.placeholders):
        return True
    for token in sentence.tokens:
        if token.tag_ == "CD" or (token.norm_ in context.request and token.norm_ not in _EMPTY_NOUNS and token.tag_[:2] in ("NN", "VB", "JJ")):
            return True
        if token.tag_ in ("NN", "NNS", "NNP", "NNPS") and token.norm_ not in _EMPTY_NOUNS and len(token.norm_) > 2 and token.dep_ != "npadvmod":
            return True
    return False


def _is_dated(sentence: Sentence) -> bool:
    return any(True for _ in _dates().find(sentence))


@lru_cache(maxsize=1)
def _dates() -> CueBook:
    """Wordings of a usable time: a day, a date, a number of days."""
    group = {
        "id": "date",
        "why": "a time that the customer can hold us to",
        "any": [
            "{time-word}",
            "(within|in|after|for|every|next|under|about|another) ..3 {time-unit}",
            "<CD> ..2 {time-unit}",
            "a few {time-unit}",
            "(this|next|same|later this|end of the|end of) (day|week|month|year|morning|afternoon|evening)",
            "(shortly after|by|on|before|until|till|from) the <CD>",
            "(by|before|at|until|till) <CD>",
        ],
    }
    return CueBook(read_groups([group], load_words(), "flags.py"))


def is_partial(moves: Sequence[Move], context: Context) -> bool:
    """A piece of the very thing asked is granted: said so ("part of", "half", "the rest", "in two lots"), or held until the customer supplies something."""
    return any(True for sentence in context.sentences if sentence.carries_moves for _ in _grants().find(sentence))


@lru_cache(maxsize=1)
def _grants() -> CueBook:
    group = {
        "id": "partial",
        "why": "words that divide the thing asked into what is given and what is not",
        "any": [
            "(half|some|most|rest|remainder|remaining|portion) of (the|your|it|that|this|these)",
            "(refund|give|grant|pay|credit|cover|approve|accept|offer|do) ..2 part of",
            "(partial|partially|partly|pro rata|pro-rata)",
            "(the rest|the other|the others|the remaining)",
            "(until|once|as soon as|unless) (we|i) ..2 (receive|have|get|hear)",
            "on hold",
        ],
    }
    return CueBook(read_groups([group], load_words(), "flags.py"))
