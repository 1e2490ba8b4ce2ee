"""What the annotator knows of a sentence, as names of features: its cues and those of its neighbours, its syntax, its words, its place, the request.

Names are readable on purpose: the ones that weighed most are what `replylint moves` prints as the reason of a move.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from replylint.cues import CueHit, Sentence, syntax
from replylint.draft import Draft

if TYPE_CHECKING:
    from spacy.tokens import Token

_FUNCTION_TAGS = frozenset((
        "DT IN TO CC PRP PRP$ MD RP EX WP WDT WRB POS . , : `` '' -LRB- -RRB- HYPH"
    ).split())
_PUNCTUATION = frozenset([".", ",", ":", "``", "''", "-LRB-", "-RRB-", "HYPH", "NFP"])
_NEGATIVES = frozenset(["no", "not", "cannot", "none", "nothing", "nobody", "unable"])
_DEONTIC = frozenset(["must", "need", "have", "should", "required", "require", "requires", "needs"])
# What a frame keeps as it is, beside the words of closed classes: the forms of be, have and do, negations, and what softens or turns a sentence.
_KEPT_IN_FRAMES = frozenset(
    (
        "be is are was were been being 's 're am has have had 've do does did not never no only please unfortunately sorry however instead yet already still just"
    ).split()
)
_FRAMES = (3, 4)  # words
_TURN = 3  # sentences
_IN_A_TURN = ("cue:", "neg", "word:", "root:", "subject", "passive", "only:", "question", "request")
# A sentence that has it may refuse: a cue of refusal, a negation, "only", a softener or a slot for the reason. What hardly any refusal is without.
SIGN = "sign"
_SOFTENERS = frozenset("unfortunately afraid sorry regret sadly alas but however instead unavailable failed".split())
_GREETINGS = frozenset(["hi", "hello", "hey", "dear", "greetings", "morning", "afternoon", "evening"])


@dataclass(frozen=True, slots=True)
class Context:
    """A draft's sentences with their cues, and the content words of the request."""

    draft: Draft
    sentences: tuple[Sentence, ...]
    hits: tuple[tuple[CueHit, ...], ...]
    request: frozenset[str]
    asks_why: bool = False
    asks_of_others: bool = False


def features_of(context: Context) -> list[list[str]]:
    """The features of every sentence, without repetition, in a fixed order."""
    body = [sentence for sentence in context.sentences if sentence.carries_moves]
    own = [list(dict.fromkeys(_sentence(context, index, body))) for index in range(len(context.sentences))]
    if _is_turn(context):
        own = [features + [f"turn:{name}" for name in features if name.startswith(_IN_A_TURN)] for features in own]
    return [features + list(dict.fromkeys(_neighbours(context, index))) for index, features in enumerate(own)]


def _is_turn(context: Context) -> bool:
    """A turn of a conversation: a short answer to a message that is known. Words weigh differently there ("the table is gone" is the whole no), so they have
    weights for it beside those for any text (after Daumé 2007, feature augmentation for domains)."""
    return bool(context.request) and sum(sentence.carries_moves for sentence in context.sentences) <= _TURN


def _sentence(context: Context, index: int, body: Sequence[Sentence]) -> Iterator[str]:
    sentence = context.sentences[index]
    yield "bias"
    for hit in context.hits[index]:
        yield f"cue:{hit.group.id}"
    kinds = sorted({hit.group.id.partition(".")[0] for hit in context.hits[index]})
    for kind in kinds:
        yield f"cue-kind:{kind}"
    yield f"cue-kinds:{'+'.join(kinds)}"
    yield "speaks-of-refusal" if "refusal" in kinds else "silent-of-refusal"
    if "refusal" in kinds:
        yield SIGN
    yield from _words(context, sentence)
    yield from _syntax(sentence, context)
    yield from _place(sentence, body)
    yield from _request(context, sentence)


def _words(context: Context, sentence: Sentence) -> Iterator[str]:
    """Words, pairs and threes; those of a question at the sentence's end under names of their own, so that they do not speak against what stands before."""
    asks_from = syntax.question_start(sentence)
    tail = asks_from or len(sentence.forms)
    content = [
        (_shape(form), "" if position < tail else "asked-") for position, (form, tag) in enumerate(zip(sentence.forms, sentence.tags)) if tag not in _PUNCTUATION
    ]
    for form, part in content:
        yield f"{part}word:{form}"
        if form in _SOFTENERS and not part:
            yield SIGN
    for (first, part), (second, _) in zip([("<s>", ""), *content], content):
        yield f"{part}pair:{first} {second}"
    for (first, part), (second, _), (third, _) in zip([("<s>", ""), *content], content, content[1:]):
        yield f"{part}three:{first} {second} {third}"
    for form, tag in zip(sentence.forms, sentence.tags):
        if tag in _PUNCTUATION:
            yield f"mark-of:{form}"
    yield from _frames(sentence)
    for slot in context.draft.placeholders:
        if sentence.span.overlaps(slot.span):
            yield f"slot:{slot.stands_for}"
            if slot.stands_for == "reason":
                yield SIGN
            if slot.span.covers(sentence.span) or len(sentence.span) - len(slot.span) <= 2:
                yield f"only-slot:{slot.stands_for}"


def _frames(sentence: Sentence) -> Iterator[str]:
    """Threes and fours of words in which only function words stand as themselves and every other is its tag ("<s> we cannot VB PRP$"): how a thing is said,
    whatever the trade. Single words tell one writer's subjects from another's; these carry over."""
    words = [
        form if tag in _FUNCTION_TAGS or form in _KEPT_IN_FRAMES else tag
        for form, tag in zip(sentence.forms, sentence.tags)
        if tag not in _PUNCTUATION
    ]
    words = ["<s>", *words, "</s>"]
    for length in _FRAMES:
        for at in range(len(words) - length + 1):
            yield f"frame:{' '.join(words[at : at + length])}"


def _shape(form: str) -> str:
    """A word as itself, a figure as "#", an address as "<link>"."""
    if form.isalpha():
        return form
    if any(character.isdigit() for character in form):
        return "#"
    return "<link>" if "@" in form or "://" in form or form.startswith("www.") else form


def _syntax(sentence: Sentence, context: Context) -> Iterator[str]:
    tokens = sentence.tokens
    at = sentence.deps.index("ROOT") if "ROOT" in sentence.deps else 0
    root = tokens[at]
    person = syntax.person_of_subject(sentence, at)
    yield f"root:{root.norm_}"
    yield f"root-tag:{root.tag_}"
    yield f"subject:{person}"
    yield f"subject-root:{person} {root.norm_}"
    if root.tag_ == "VB" and person == "none":
        yield "imperative"
    asks_from = syntax.question_start(sentence)
    if asks_from is not None:
        yield "question" if asks_from == 0 else "question:at-the-end"
        yield f"asks:{tokens[asks_from].norm_}"
    for child in root.children:
        if child.dep_ in ("aux", "auxpass", "neg", "mark", "prt", "cc"):
            yield f"root-{child.dep_}:{child.norm_}"
    for position, (form, tag, dep) in enumerate(zip(sentence.forms, sentence.tags, sentence.deps)):
        if dep == "neg" or form in _NEGATIVES:
            yield from _negation(sentence, position, tokens[position], context)
        elif form in _DEONTIC and tag.startswith(("MD", "VB")):
            yield f"deontic:{syntax.person_of_subject(sentence, position)}"
        elif form == "only":
            yield f"only:{tokens[position].head.tag_}"
            yield SIGN
        elif tag == "VBN" and "auxpass" in sentence.deps and any(child.dep_ == "auxpass" for child in tokens[position].children):
            yield f"passive:{form}"
            yield f"passive-of:{syntax.person_of_subject(sentence, position)}"
        if dep == "mark" or (tag == "WRB" and dep == "advmod"):
            yield f"mark:{form}" + ("" if position else ":first")


def _negation(sentence: Sentence, position: int, token: Token, context: Context) -> Iterator[str]:
    head = token.head
    person = syntax.person_of_subject(sentence, position)
    if context.asks_why:  # a question "why …" takes the negative for granted: who repeats it in the answer turns nothing down
        yield f"neg-to-why:{person}"
    if context.asks_of_others:
        yield f"neg-of-others:{person}"
    yield SIGN
    yield f"neg:{person}"
    yield f"neg-head:{head.norm_}"
    yield f"neg-head:{person} {head.norm_}"
    yield f"neg-tag:{head.tag_}"
    if syntax.is_conditional(sentence, position):
        yield "neg:conditional"
    if syntax.is_relative(sentence, position):
        yield "neg:relative"
    if syntax.is_reported(sentence, position):
        yield "neg:reported"
    if syntax.is_asked(sentence, position):
        yield "neg:asked"
    if head.dep_ == "ROOT":
        yield "neg:root"


def _place(sentence: Sentence, body: Sequence[Sentence]) -> Iterator[str]:
    rank = next((number for number, other in enumerate(body) if other.index >= sentence.index), 0)
    count = len(body)
    greeted = bool(body) and body[0].tokens[0].norm_ in _GREETINGS and len(body[0].tokens) <= 6
    rank, count = rank - greeted, count - greeted
    yield "place:first" if rank == 0 else "place:second" if rank == 1 else "place:third" if rank == 2 else "place:later"
    if count - rank <= 3:
        yield ("place:last", "place:last-but-one", "place:last-but-two")[max(0, count - rank - 1)]
    yield f"place:of-{'1' if count == 1 else '2' if count == 2 else '3-5' if count < 6 else 'more'}"
    yield f"length:{min(len(sentence.tokens) // 4, 9)}"
    if len(sentence.tokens) <= 3:
        yield "length:tiny"
    if sentence.region == "list_item":
        yield "list-item"
    if sum(character.isdigit() for character in sentence.text) > 0:
        yield "digits"
    if sentence.tokens[-1].text == ":":
        yield "ends-with-colon"
    if sentence.tokens[0].norm_ in _GREETINGS:
        yield "greeting"


def _request(context: Context, sentence: Sentence) -> Iterator[str]:
    if not context.request:
        yield "request:unknown"
        return
    if context.asks_why:
        yield "request:why"
    if context.asks_of_others:
        yield "request:of-others"
    content = {form for form, tag in zip(sentence.forms, sentence.tags) if tag not in _FUNCTION_TAGS and len(form) > 2}
    shared = len(content & context.request)
    yield f"request:shares-{min(shared, 3)}"
    if shared and any(syntax.is_negated(token) for token, form in zip(sentence.tokens, sentence.forms) if form in context.request):
        yield "request:negated-word"


def _neighbours(context: Context, index: int) -> Iterator[str]:
    for name, other in (("before", index - 1), ("after", index + 1)):
        if not 0 <= other < len(context.sentences):
            yield f"{name}:none"
            continue
        for hit in context.hits[other]:
            yield f"{name}:{hit.group.id}"
        if context.sentences[other].is_question:
            yield f"{name}:question"
        if context.sentences[other].region == "list_item":
            yield f"{name}:list-item"
        if context.sentences[other].tokens[-1].text == ":":
            yield f"{name}:colon"
        if context.sentences[other].block == context.sentences[index].block:
            yield f"{name}:same-block"
    kinds = [{hit.group.id.partition(".")[0] for hit in hits} for hits in context.hits]
    if any("refusal" in seen for seen in kinds[:index]):
        yield "earlier:refusal-cue"
    if any("refusal" in seen for seen in kinds[index + 1 :]):
        yield "later:refusal-cue"


def request_words(text: str | None) -> frozenset[str]:
    """The words of a request that can be shared with a reply: lower case, more than two characters."""
    stripped = (word.strip(".,;:!?\"'()[]\u2019").lower() for word in (text or "").split())
    return frozenset(word for word in stripped if len(word) > 2 and word not in _COMMON)


def asks_why(request: str | None) -> bool:
    """Whether a request asks for the reason of something: "why" or "how come" opens one of its sentences."""
    return _WHY.search(request or "") is not None


def asks_of_others(request: str | None) -> bool:
    """Whether a request is a question about the world, in which neither who asks nor who answers occurs ("what is a chargeback?"): its answer turns down a
    wish only rarely, whatever it denies."""
    return request is not None and _QUESTION.match(request) is not None and _PERSONS.search(request) is None


_QUESTION = re.compile(r"(?i)\W*(?:what|who|whose|which|when|where|why|how)(?:['\u2019]s|s)?\b")
_PERSONS = re.compile(r"(?i)\b(?:i|me|my|mine|we|us|our|ours|you|your|yours|u|ur|im|please|pls)\b")
_WHY = re.compile(r"(?i)(?:^|[.!?,;:]\s+|\b(?:and|but|so|or)\s+)(?:why|how come)\b")
_COMMON: Sequence[str] = (
        "the and you for with that this have are was not but can your from get all any our has will would could just there about been its please"
    ).split()
