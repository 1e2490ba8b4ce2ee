"""What the names of features say, for those who read them behind `because of` in `replylint moves`."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "word": "a word of the sentence, in its normal form",
    "pair": "two words that stand beside each other",
    "three": "three words that stand beside each other",
    "frame": "three or four words in which only function words stand as themselves and every other as its tag (VB a verb, NN a noun, JJ an adjective)",
    "asked": "a word, a pair or three words of a question at the end of the sentence",
    "cue": "a cue of a move; `replylint explain` with the name behind the colon has its wordings",
    "cue-kind": "the sentence has a cue of that move",
    "cue-kinds": "the moves that the sentence has cues of, together",
    "turn": "what follows, in a short answer to a message that is known",
    "before": "what follows stands in the sentence before",
    "after": "what follows stands in the sentence after",
    "earlier": "what follows stands in some sentence before",
    "later": "what follows stands in some sentence after",
    "neg": "a negation, by whom its verb is about (sender, customer, other), or by the kind of clause it stands in",
    "neg-head": "the word that is negated",
    "neg-tag": "the kind of word that is negated",
    "neg-of-others": "a negation, in the answer to a question about the world",
    "neg-to-why": "a negation, in the answer to a question that asks why",
    "root": "the main word of the sentence",
    "root-tag": "the kind of the main word",
    "subject": "whom the main verb is about: sender, customer, other or none",
    "subject-root": "whom the main verb is about, and the main word",
    "mark": "a word that opens a clause",
    "mark-of": "a function word",
    "passive": "a verb in the passive",
    "passive-of": "whom a passive is about",
    "deontic": "must, need, have to, should, and whom they are about",
    "only": "the word \"only\", and what it limits",
    "place": "where in the reply the sentence stands",
    "length": "how long the sentence is, in steps of four words",
    "slot": "a slot to fill in, and what it stands for",
    "only-slot": "the sentence is hardly more than a slot",
    "request": "how the sentence and what the customer wrote go together",
    "asks": "the word that opens a question",
    "question": "the sentence asks, as a whole or at its end",
    "imperative": "the sentence tells somebody to do something",
    "list-item": "the sentence is an item of a list",
    "digits": "there are figures in the sentence",
    "greeting": "the sentence opens on a greeting",
    "ends-with-colon": "the sentence ends with a colon, so that something is to follow",
    "speaks-of-refusal": "the sentence has a cue of refusal",
    "silent-of-refusal": "the sentence has no cue of refusal",
    "sign": "the sentence has a sign of refusal: a cue of one, a negation, \"only\", a softener or a slot for the reason",
    "bias": "how frequent the move is, before anything is read",
}


def evidence_of(name: str) -> str | None:
    """What a feature's name says, by what stands before its colon; None for a name of another kind."""
    kind = name.partition(":")[0]
    return _NAMES.get(kind) or (_NAMES["asked"] if kind.startswith("asked-") else _NAMES["root"] if ":" in name and kind.startswith("root-") else None)
