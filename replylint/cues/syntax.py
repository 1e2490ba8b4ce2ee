"""Small questions to the dependency tree, each a walk from one word to its head, its subject or its clause.

Each takes a sentence and the position of a word in `sentence.tokens`. They are used as conditions of cues (`where:`) and as features of the annotator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from replylint.cues.sentence import Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONDITIONAL = frozenset(["if", "unless", "when", "whenever", "whether", "until", "once", "in case", "provided"])
_SENDER = frozenset(["we", "i", "us", "me", "our", "my"])
_CUSTOMER = frozenset(["you", "your", "u"])
_SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "expl"])
_ACROSS = frozenset(["ccomp", "advcl", "relcl", "acl", "parataxis"])
_CLAUSES = frozenset(["ROOT", "ccomp", "xcomp", "advcl", "conj", "relcl", "acl", "parataxis", "pcomp"])


def clause_heads(token: Token) -> Iterator[Token]:
    """The word that heads this word's clause, then the heads of the clauses around it, up to the root."""
    seen = 0
    while seen < 40:
        if token.dep_ in _CLAUSES:
            yield token
        if token.head.i == token.i or (token.dep_ in _ACROSS and _apart(token, token.head)):
            return
        token = token.head
        seen += 1


def _apart(one: Token, other: Token) -> bool:
    """A semicolon stands between the two: what is said after it is said anew, whatever the parser hangs it on."""
    first, last = sorted((one.i, other.i))
    return last - first > 1 and any(token.norm_ == ";" for token in one.doc[first + 1 : last])


def subject_of(token: Token) -> Token | None:
    """The subject of a word's clause; a conjoined or open complement clause borrows the one of its head."""
    for head in clause_heads(token):
        for child in head.children:
            if child.dep_ in _SUBJECTS:
                return child
        if head.dep_ not in ("conj", "xcomp"):
            return None
    return None


def is_conditional(sentence: Sentence, at: int) -> bool:
    """The word stands under "if", "when", "unless" … ("if you cannot log in"), or under an inverted "should you"."""
    token = sentence.tokens[at]
    for head in clause_heads(token):
        marks = [child for child in head.children if child.i <= token.i and (child.dep_ == "mark" or child.tag_ == "WRB")]
        if any(child.norm_ in _CONDITIONAL for child in marks):
            return True
        first = next((child for child in head.children if child.dep_ == "aux"), None)
        subject = next((child for child in head.children if child.dep_ in _SUBJECTS), None)
        if first is not None and subject is not None and first.norm_ in ("should", "had") and first.i < subject.i and not sentence.is_question:
            return True
    return False


def is_relative(sentence: Sentence, at: int) -> bool:
    """The word stands in a relative clause ("a card that cannot be charged")."""
    return any(head.dep_ in ("relcl", "acl") for head in clause_heads(sentence.tokens[at]))


def is_reported(sentence: Sentence, at: int) -> bool:
    """The word stands in what the customer said, asked or thought ("you mentioned that you cannot log in")."""
    for head in clause_heads(sentence.tokens[at]):
        if head.dep_ != "ccomp":
            continue
        subject = subject_of(head.head)
        if subject is not None and subject.norm_ in _CUSTOMER:
            return True
    return False


def person_of_subject(sentence: Sentence, at: int) -> str:
    """Who the clause is about: sender (we, I, our team), customer (you, your order), other, or none."""
    subject = subject_of(sentence.tokens[at])
    if subject is None:
        return "none"
    forms = {subject.norm_} | {child.norm_ for child in subject.children if child.dep_ == "poss"}
    if forms & _SENDER:
        return "sender"
    return "customer" if forms & _CUSTOMER else "other"


_QUESTION_WORDS = frozenset(
    "would do does did is are can could shall should will may might what which how when where who why want any have has anything something".split()
)
_BEFORE_QUESTIONS = frozenset([",", ";", ":", "-", "--", "\u2013", "\u2014", ".", "!", "?", "...", "and", "but", "so", "or", "then", "instead", "please", "though"])


def question_start(sentence: Sentence) -> int | None:
    """Where the question of a sentence begins: "we have none left, would you take the blue one?" asks from "would" on. None without a question mark.

    A sentence that asks without an inverted verb or a question word asks as a whole.
    """
    if not sentence.is_question:
        return None
    for position in range(len(sentence.forms) - 1, 0, -1):
        if sentence.forms[position] in _QUESTION_WORDS and sentence.forms[position - 1] in _BEFORE_QUESTIONS:
            return position
    return 0


def is_asked(sentence: Sentence, at: int) -> bool:
    """The word stands in the part of the sentence that asks."""
    start = question_start(sentence)
    return start is not None and at >= start


def is_negated(token: Token) -> bool:
    """The word has a negation of its own ("not", "never", "no")."""
    return any(child.dep_ == "neg" or child.norm_ in ("not", "never", "no", "cannot") for child in token.children)


CONDITIONS: Mapping[str, Callable[[Sentence, int], bool]] = {
    "not_conditional": lambda sentence, at: not is_conditional(sentence, at),
    "not_relative": lambda sentence, at: not is_relative(sentence, at),
    "not_reported": lambda sentence, at: not is_reported(sentence, at),
    "not_question": lambda sentence, at: not is_asked(sentence, at),
    "question": is_asked,
    "sender": lambda sentence, at: person_of_subject(sentence, at) == "sender",
    "not_sender": lambda sentence, at: person_of_subject(sentence, at) != "sender",
    "not_customer": lambda sentence, at: person_of_subject(sentence, at) != "customer",
    "customer": lambda sentence, at: person_of_subject(sentence, at) == "customer",
    "negated": lambda sentence, at: is_negated(sentence.tokens[at]),
    "not_negated": lambda sentence, at: not is_negated(sentence.tokens[at]),
}
