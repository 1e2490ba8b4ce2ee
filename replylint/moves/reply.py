"""A draft that was read: its sentences, what each does, and whether it turns something down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from replylint.cues import Sentence
from replylint.draft import Draft
from replylint.model import Move, MoveKind, Refusal, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True)
class Reply:
    """What the checks look at. They ask for moves and never look for words of a move themselves, so that no two disagree."""

    draft: Draft
    doc: Doc
    sentences: tuple[Sentence, ...]
    moves: tuple[Move, ...]
    refusal: Refusal
    certainty: float = 1.0  # how likely something is turned down, 0 to 1; of a draft that refuses nothing, how likely it does all the same

    def moves_of(self, kind: MoveKind, flag: str | None = None) -> tuple[Move, ...]:
        """The moves of a kind in the order of the draft, those with `flag` only where it is given."""
        return tuple(move for move in self.moves if move.kind is kind and (flag is None or flag in move.flags))

    def moves_in(self, sentence: Sentence) -> tuple[Move, ...]:
        """The moves that a sentence carries."""
        return tuple(move for move in self.moves if move.sentence == sentence.index)

    @cached_property
    def body(self) -> tuple[Sentence, ...]:
        """The sentences that can carry moves: no quotes, signatures, headings, subject lines."""
        return tuple(sentence for sentence in self.sentences if sentence.carries_moves)

    @cached_property
    def refusal_span(self) -> Span:
        """The sentence in which the no is said: the place for what is missing. Without a refusal, the first sentence of the body."""
        refusals = self.moves_of(MoveKind.REFUSAL)
        if refusals:
            return self.sentences[refusals[0].sentence].span
        first = self.body or self.sentences
        return first[0].span if first else Span(0, 0)

    def text(self, span: Span) -> str:
        """The words of a span of the draft."""
        return self.draft.text[span.start : span.end]

    def quoted(self, span: Span) -> str:
        """The words there for a message: without markup, a placeholder as it stands in the template."""
        return self.draft.as_read(span)

    @cached_property
    def request_forms(self) -> frozenset[str]:
        """Lower-case words of the customer's request; empty where none is known."""
        return frozenset(word.strip(".,;:!?\"'()[]").lower().replace("\u2019", "'") for word in (self.draft.request or "").split()) - {""}
