"""Alternatives: is there another way, and can the customer still weigh them all?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from replylint.checks import Row
from replylint.cues import Sentence
from replylint.model import MoveKind, Span, Verdict
from replylint.moves.reply import Reply

if TYPE_CHECKING:
    from spacy.tokens import Token

_SEPARATORS = frozenset([",", ";"])
_CLAUSES = frozenset(["if", "when", "and", "but", "so", "which", "who", "whose", "where", "that", "as", "because", "since", "though", "while", "unless"])
_ASIDES = frozenset(["however", "also", "instead", "therefore", "though", "otherwise", "alternatively"])  # "you can, however, keep it or …" has no member "however"
_EXAMPLES = frozenset(["such", "example", "instance", "e.g.", "including", "eg", "namely"])  # "costs such as a, b or c" is one offer too
_SO_MANY = frozenset(["two", "three", "so", "more", "later", "less", "longer"])  # "a week or two"
_SWEEPING = frozenset(["any", "all", "every", "whichever", "whatever"])  # "for any coat, hat, scarf or belt" is one offer


def check(reply: Reply, row: Row) -> Verdict:
    """unmet: none. weak: more than a reader can weigh. met: at least one."""
    if not _offers(reply, row) and _beside_the_no(reply, row):
        return row.verdict("met", "offers another way in the sentence of the no")
    if not _offers(reply, row):
        return row.verdict("unmet", "nothing else is offered", [row.finding("ALT001", reply.refusal_span)])
    most = max(int(row.option("ALT002", "most")), 1)  # one option is never too many
    options = list(_options(reply, row))
    if len(options) <= most:
        return row.verdict("met", "offers another way")
    # All of them are too many, and not the last ones: readers mark the list from its first option to its last (43 of 57 labelled lists).
    every = Span(min(option.start for option in options), max(option.end for option in options))
    return row.verdict("weak", f"{len(options)} options", [row.finding("ALT002", every, count=len(options), most=most)])


def _offers(reply: Reply, row: Row) -> set[int]:
    """The sentences that offer something. "Let us know if you have any other questions" and "you should have read it" offer nothing."""
    reproaches = {hit.sentence.index for hit in row.hits(reply, "reproach")}
    invitations = {move.sentence for move in reply.moves_of(MoveKind.FOLLOW_UP, "invite")}
    guesses = invitations | reproaches  # there an offer must have a wording of its own
    return {move.sentence for move in reply.moves_of(MoveKind.ALTERNATIVE) if move.flags or move.sentence not in guesses}


def _beside_the_no(reply: Reply, row: Row) -> bool:
    """The second half of the refusal's own sentence offers something ("we can't ..., but I can ...")."""
    return bool({hit.sentence.index for hit in row.hits(reply, "turn")} & {move.sentence for move in reply.moves_of(MoveKind.REFUSAL)})


def _options(reply: Reply, row: Row) -> list[Span]:
    """Where each option stands. A list item is one; so is each member of "A, B, C or D"; several sentences about one option are one."""
    offers = _offers(reply, row)
    counted: list[Span] = []
    plain: list[Sentence] = []
    for listed, group in groupby(reply.body, lambda sentence: sentence.region == "list_item"):
        sentences = list(group)
        if listed:
            counted += _listed(sentences, offers, reply, row)
            continue
        for sentence in (sentence for sentence in sentences if sentence.index in offers):
            counted += (members := _members(sentence))
            plain += [] if members else [sentence]
    further = {hit.sentence.index for hit in row.hits(reply, "more")}
    said = [sentence.span for number, sentence in enumerate(plain) if number == 0 or sentence.index in further]
    return max(counted, said, key=len)  # never added up: a sentence beside a list is mostly about one of its items


def _listed(items: list[Sentence], offers: set[int], reply: Reply, row: Row) -> list[Span]:
    """One option an item, where the list is one of options: most of its items offer something and its lead-in speaks of no steps."""
    blocks = [list(block) for _, block in groupby(items, lambda sentence: sentence.block)]
    offered = [block for block in blocks if any(sentence.index in offers for sentence in block)]
    lead_in = items[0].index - 1
    if 2 * len(offered) < len(blocks) or lead_in in {hit.sentence.index for hit in row.hits(reply, "steps")}:
        return []
    if _is_numbered(reply, items[0]) and lead_in not in {hit.sentence.index for hit in row.hits(reply, "choice")}:
        return []  # numbered and not called a choice: the steps of one way
    if 3 * sum(any(_is_address(token) for sentence in block for token in sentence.tokens) for block in blocks) >= 2 * len(blocks):
        return []  # a directory of links is one option: to look there
    return [Span(block[0].span.start, block[-1].span.end) for block in blocks]


def _is_address(token: Token) -> bool:
    return "://" in token.text or "@" in token.text or token.text.startswith(("#", "www."))


def _is_numbered(reply: Reply, item: Sentence) -> bool:
    """The list counts its items ("1.", "2)")."""
    source = reply.draft.to_given(item.span)
    line = reply.draft.given[: source.end].rpartition("\n")[2].lstrip(" >*_")
    return line[:1].isdigit() and line.lstrip("0123456789")[:1] in (".", ")")


def _members(sentence: Sentence) -> list[Span]:
    """The members of a list inside a sentence that ends in "or" ("you could A, B, C or D"); empty for any other sentence.

    Read off the commas: parsers lose the thread of a long list. A part that begins like a clause ("if", "which", "so") belongs to the one before it.
    """
    parts: list[list[Token]] = []
    aside = False  # what follows one goes on with what stood before it
    for number, part in enumerate(part for part in _parts(sentence) if part):
        if parts and len(part) == 1 and part[0].norm_ in _ASIDES:
            aside = True
        elif aside:
            parts[-1], aside = parts[-1] + part, False
        elif part[0].norm_ not in _CLAUSES:
            parts.append(part)
        elif number and parts:
            parts[-1] = parts[-1] + part
    last = parts[-1] if len(parts) > 1 else []
    at = next((place for place, token in enumerate(last) if token.norm_ == "or"), None)
    if at is None or {token.norm_ for token in last[at + 1 :]} <= _SO_MANY | {"."}:
        return []
    if any(token.norm_ in _SWEEPING for token in parts[0]) or any(token.norm_ in _EXAMPLES for part in parts for token in part):
        return []
    members = parts[:-1] + [member for member in (last[:at], last[at:]) if member]
    return [Span(member[0].idx, member[-1].idx + len(member[-1].text)) for member in members] if len(members) > 2 else []


def _parts(sentence: Sentence) -> Iterator[list[Token]]:
    """The sentence cut at the commas and semicolons that stand outside of brackets."""
    part: list[Token] = []
    depth = 0
    for token in sentence.tokens:
        depth += (token.text == "(") - (token.text == ")")
        if token.text in _SEPARATORS and depth <= 0:
            yield part
            part = []
        else:
            part.append(token)
    yield part
