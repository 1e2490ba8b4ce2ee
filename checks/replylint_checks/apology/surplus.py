"""What of an apology can go without a loss: a sentence that is nothing but one, and the words piled up before "sorry"."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from replylint.cues import Sentence
from replylint.model import Edit, Fix, MoveKind, Span
from replylint.moves.reply import Reply

_LIST = Path(__file__).parent / "surplus.yaml"
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_ARTICLE = re.compile(r"\ban?\s+$", re.IGNORECASE)


def without_sentence(reply: Reply, sentence: Sentence) -> Fix | None:
    """The fix that takes a sentence out; None where it says more than "sorry"."""
    said = {move.kind for move in reply.moves_in(sentence)}
    if said != {MoveKind.APOLOGY} or sentence.is_question or not _is_bare(sentence.text):
        return None
    if any(slot.span.overlaps(sentence.span) for slot in reply.draft.placeholders):
        return None
    return Fix((Edit(sentence.span, ""),), "take the further apology out")


def _is_bare(text: str) -> bool:
    words = [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]
    return not any(map(str.isdigit, text)) and _words()["bare"].issuperset(words) and not _words()["regret"].isdisjoint(words)


def without_heap(reply: Reply, sentence: Sentence, span: Span) -> Fix | None:
    """The fix that says "sorry" plainly for a heap of words that `span` is a part of; None where it is no mere heap."""
    for match in _heap().finditer(sentence.text):
        heap = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
        if not heap.overlaps(span):
            continue
        if _ARTICLE.search(reply.draft.text, max(0, heap.start - 9), heap.start) or any(slot.span.overlaps(heap) for slot in reply.draft.placeholders):
            return None
        around = sentence.text[: match.start()] + " " + sentence.text[match.end() :]
        said_twice = "sorry" in match.group()[: match.start("regret") - match.start()].lower()
        if not _words()["regret"].isdisjoint(map(str.lower, _WORD.findall(around))) or (said_twice and sentence.text[match.end() :].startswith(",")):
            return None  # "sorry, really sorry, about …": its commas hold the sentence together
        plain = match["regret"]
        return Fix((Edit(heap, plain[0].upper() + plain[1:] if match.group()[0].isupper() else plain),), "say it plainly")
    return None


@lru_cache(maxsize=1)
def _heap() -> re.Pattern[str]:
    """Two and more intensifiers before a word of regret, or a stretched one, or "sorry" said twice."""
    loud = "|".join(sorted(map(re.escape, _words()["intensifiers"]), key=len, reverse=True))
    one = rf"(?:{loud}|soo+|veryy+|reallyy+|sorry)"
    between = r"(?:\s*,\s*(?:and\s+)?|\s+(?:and\s+)?)"
    return re.compile(rf"\b(?:{one}{between})+(?P<regret>sorry|apologi[sz](?:e|es|ed|ing)|apologies|apology|regrets?)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    raw = yaml.load(_LIST.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {name: frozenset(str(word) for word in words) for name, words in raw.items()}
