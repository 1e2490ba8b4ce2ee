"""A sentence as cues see it: its tokens' normal forms and tags in one line, and its place in the draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from replylint.cues.pattern import TAG
from replylint.draft import Draft, RegionKind
from replylint.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `span` counts in Draft.text without outer white space; `tokens` leaves white space out.

    `line` is "form\\x01tag " for every token; `at[i]` is where token i begins in it. `region` is the marked stretch it stands in, None in the body.
    `block` counts the lines of the draft (a paragraph, a list item): sentences of one block have the same.
    """

    index: int
    span: Span
    tokens: tuple[Token, ...]
    line: str
    at: tuple[int, ...]
    block: int
    region: RegionKind | None = None

    @property
    def text(self) -> str:
        """The sentence as the parser read it."""
        return self.tokens[0].doc.text[self.span.start : self.span.end]

    @property
    def forms(self) -> list[str]:
        """Normal forms of the tokens."""
        return [token.norm_ for token in self.tokens]

    @property
    def is_question(self) -> bool:
        return self.tokens[-1].text.endswith("?") or (len(self.tokens) > 1 and self.tokens[-2].text.endswith("?"))

    @property
    def carries_moves(self) -> bool:
        """Quoted text, signatures, headings and subject lines carry no moves (codebook, rules of thumb)."""
        return self.region in (None, "list_item")

    def span_of(self, first: int, last: int) -> Span:
        """The draft's span of tokens `first` to `last` (positions in `tokens`), both included."""
        end = self.tokens[last]
        return Span(self.tokens[first].idx, end.idx + len(end.text))


def sentences_of(draft: Draft, doc: Doc) -> Iterator[Sentence]:
    """The sentences of a parsed draft, in order; stretches of white space make none."""
    index = block = 0
    end_of_last = 0
    for sent in doc.sents:
        tokens = tuple(token for token in sent if not token.is_space)
        if not tokens:
            continue
        at, parts, length = [], [], 0
        for token in tokens:
            at.append(length)
            part = f"{token.norm_}{TAG}{token.tag_} "
            parts.append(part)
            length += len(part)
        span = Span(tokens[0].idx, tokens[-1].idx + len(tokens[-1].text))
        if "\n" in draft.text[end_of_last : span.start]:
            block += 1
        end_of_last = span.end
        yield Sentence(index, span, tokens, "".join(parts), tuple(at), block, draft.region_at(span.start))
        index += 1
