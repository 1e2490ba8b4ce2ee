"""A sentence as cues see it: its tokens' normal forms and tags in one line, and its place in the draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
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
    `text` is its stretch of Draft.text, `forms`, `tags` and `deps` are the tokens' (read once: asking spaCy again costs), `vocabulary` the forms it holds.
    `block` counts the lines of the draft (a paragraph, a list item): sentences of one block have the same.
    """

    index: int
    span: Span
    tokens: tuple[Token, ...]
    line: str
    at: tuple[int, ...]
    block: int
    text: str
    forms: tuple[str, ...]
    tags: tuple[str, ...]
    deps: tuple[str, ...]
    vocabulary: frozenset[str]
    region: RegionKind | None = None

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


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, str]:
    """The normal form of each misspelling that replies often have."""
    import yaml

    written: Mapping[str, list[str]] = yaml.load((Path(__file__).parent / "spellings.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {wrong: right for right, forms in written.items() for wrong in forms}


def sentences_of(draft: Draft, doc: Doc) -> Iterator[Sentence]:
    """The sentences of a parsed draft, in order; stretches of white space make none."""
    spellings = _spellings()
    index = block = 0
    end_of_last = 0
    for sent in doc.sents:
        tokens = tuple(token for token in sent if not token.is_space)
        if not tokens:
            continue
        forms, tags = tuple([spellings.get(token.norm_, token.norm_) for token in tokens]), tuple([token.tag_ for token in tokens])
        parts = [f"{form}{TAG}{tag} " for form, tag in zip(forms, tags)]
        at = tuple(accumulate((len(part) for part in parts[:-1]), initial=0))
        span = Span(tokens[0].idx, tokens[-1].idx + len(tokens[-1].text))
        if "\n" in draft.text[end_of_last : span.start]:
            block += 1
        end_of_last = span.end
        deps = tuple([token.dep_ for token in tokens])
        text = draft.text[span.start : span.end]
        yield Sentence(index, span, tokens, "".join(parts), at, block, text, forms, tags, deps, frozenset(forms), draft.region_at(span.start))
        index += 1
