"""Sentences, books of cues and the questions to the syntax, on real parses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from replylint.cues import CueBook, Sentence, load_words, sentences_of, syntax
from replylint.cues.book import read_groups
from replylint.cues.pattern import TAG, compile_pattern
from replylint.draft import Draft, Source
from replylint.formats import plain
from replylint.model import MoveKind, Span
from replylint.nlp import pipe

ROOT = Path(__file__).parent.parent


def sentences(*texts: str) -> list[list[Sentence]]:
    drafts: list[Draft] = [plain.read(Source(text)) for text in texts]
    return [list(sentences_of(draft, doc)) for draft, doc in pipe(drafts)]


def sentence(text: str) -> Sentence:
    ((first, *_),) = sentences(text)
    return first


def position(of: Sentence, word: str) -> int:
    return list(of.forms).index(word)


# Sentences


def test_a_sentence_has_its_place_and_its_forms() -> None:
    text = "Hi Ann,\n\nWe can\u2019t take it back.  It\u00a0was used!\n"
    draft = plain.read(Source(text))
    ((_, doc),) = pipe([draft])
    found = list(sentences_of(draft, doc))
    assert [draft.text[one.span.start : one.span.end] for one in found] == ["Hi Ann,", "We can\u2019t take it back.", "It\u00a0was used!"]
    assert [text[span.start : span.end] for span in (draft.to_source(one.span) for one in found)] == [draft.text[one.span.start : one.span.end] for one in found]
    assert [one.index for one in found] == [0, 1, 2]
    assert list(found[1].forms) == ["we", "can", "not", "take", "it", "back", "."]
    assert [one.block for one in found] == [0, 1, 1]
    assert found[1].span_of(1, 2) == Span(draft.text.index("can\u2019t"), draft.text.index("can\u2019t") + 5)


def test_the_line_of_a_sentence_can_be_cut_into_its_tokens() -> None:
    found = sentence("We can't take it back, I'm afraid.")
    assert len(found.at) == len(found.tokens)
    parts = [found.line[start:end] for start, end in zip(found.at, [*found.at[1:], len(found.line)])]
    assert [tuple(part.rstrip(" ").split(TAG)) for part in parts] == [(token.norm_, token.tag_) for token in found.tokens]


def test_no_sentence_runs_across_blocks() -> None:
    ((*found,),) = sentences("We offer\n\n- a credit\n- a repair\n\nand a call")
    assert [one.text for one in found] == ["We offer", "a credit", "a repair", "and a call"]
    assert [one.region for one in found] == [None, "list_item", "list_item", None]
    assert all(one.carries_moves for one in found)


def test_quotes_and_signatures_carry_no_moves() -> None:
    ((*found,),) = sentences("Subject: Your lamp\n\nWe can't.\n\n> Can you take it back?\n\nKind regards,\nAnn\n")
    assert [(one.text, one.carries_moves) for one in found if one.text in ("We can't.", "Can you take it back?", "Kind regards,", "Ann", "Your lamp")] == [
        ("Your lamp", False), ("We can't.", True), ("Can you take it back?", False), ("Kind regards,", False), ("Ann", False),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t\n", "\u00a0"])
def test_white_space_makes_no_sentence(text: str) -> None:
    assert sentences(text) == [[]]


@pytest.mark.parametrize(("text", "question"), [("Shall I book it?", True), ('Did you ask "why?"', True), ("I asked why.", False), ("Is it? No.", True)])
def test_a_question_ends_with_its_mark(text: str, question: bool) -> None:
    assert sentence(text).is_question is question


# Syntax


@pytest.mark.parametrize(("condition", "text", "word", "holds"), [
    ("not_conditional", "We cannot refund the ticket.", "refund", True),
    ("not_conditional", "If you cannot log in, call us.", "log", False),
    ("not_conditional", "Call us when you cannot log in.", "log", False),
    ("not_conditional", "Should you not receive it, call us.", "receive", False),
    ("not_conditional", "Unless we hear from you, we will close it.", "hear", False),
    ("not_conditional", "Unless we hear from you, we will close it.", "close", True),
    ("not_conditional", "If you wish, we can send it.", "send", True),
    ("not_conditional", "You asked whether we could move it.", "move", False),
    ("not_relative", "A card that cannot be charged is refused.", "charged", False),
    ("not_relative", "The card cannot be charged.", "charged", True),
    ("not_reported", "You mentioned that you cannot log in.", "log", False),
    ("not_reported", "We think that you cannot log in.", "log", True),
    ("not_reported", "You wrote that the lamp does not work.", "work", False),
    ("not_reported", "I regret that we cannot refund it.", "refund", True),
    ("question", "Can you not see the button?", "see", True),
    ("question", "You cannot see the button.", "see", False),
    ("question", "We have none left, would you take the blue one?", "take", True),
    ("question", "We have none left, would you take the blue one?", "have", False),
    ("not_question", "We have none left, would you take the blue one?", "have", True),
    ("sender", "We cannot refund it.", "refund", True),
    ("sender", "Our team is unable to refund it.", "unable", True),
    ("sender", "You cannot return it.", "return", False),
    ("sender", "The bank cannot refund it.", "refund", False),
    ("customer", "You cannot return it.", "return", True),
    ("customer", "Your order cannot be returned.", "returned", True),
    ("customer", "We cannot take your order.", "take", False),
    ("not_customer", "The bank declined your card.", "declined", True),
    ("not_customer", "Your card was declined.", "declined", False),
    ("negated", "We do not ship there.", "ship", True),
    ("negated", "We never ship there.", "ship", True),
    ("negated", "We ship there.", "ship", False),
    ("not_negated", "We ship there and do not pack.", "ship", True),
])  # fmt: skip
def test_conditions(condition: str, text: str, word: str, holds: bool) -> None:
    one = sentence(text)
    assert syntax.CONDITIONS[condition](one, position(one, word)) is holds


@pytest.mark.parametrize(("text", "word", "subject"), [
    ("We looked and cannot refund it.", "refund", "we"),
    ("We want to help you.", "help", "we"),
    ("The card was charged.", "charged", "card"),
    ("Please call us.", "call", None),
    ("There is no room.", "is", "there"),
])  # fmt: skip
def test_subjects(text: str, word: str, subject: str | None) -> None:
    one = sentence(text)
    found = syntax.subject_of(one.tokens[position(one, word)])
    assert (None if found is None else found.norm_) == subject


@pytest.mark.parametrize(("text", "asks_from"), [
    ("Would you take the blue one?", "would"),
    ("We have none left, would you take the blue one?", "would"),
    ("We are full on Friday, so which day suits you?", "which"),
    ("You take the blue one?", "you"),
    ("We are full.", None),
])  # fmt: skip
def test_where_a_question_begins(text: str, asks_from: str | None) -> None:
    one = sentence(text)
    start = syntax.question_start(one)
    assert (None if start is None else one.forms[start]) == asks_from


# Books


def book(*groups: dict[str, Any]) -> CueBook:
    return CueBook(read_groups([{"why": "a reason", **group} for group in groups], load_words(), "here.yaml"))


def hits(of: CueBook, text: str) -> list[tuple[str, str]]:
    one = sentence(text)
    return [(hit.group.id, one.text[hit.span.start - one.span.start : hit.span.end - one.span.start]) for hit in of.find(one)]


def test_hits_have_their_group_and_their_words() -> None:
    of = book({"id": "no", "any": ["{we} (can|could) ..1 not ..2 refund"]}, {"id": "sorry", "any": ["sorry", "apologi*"]})
    assert hits(of, "Sorry, we can\u2019t really refund it, and we apologise.") == [("no", "we can\u2019t really refund"), ("sorry", "Sorry"), ("sorry", "apologise")]
    assert hits(of, "We can refund it.") == []


def test_a_place_is_hit_once_by_a_group() -> None:
    assert hits(book({"id": "no", "any": ["can not", "can not refund", "not refund"]}), "We can not refund it.") == [("no", "can not")]


def test_unless_takes_a_hit_back_and_where_asks_the_syntax() -> None:
    of = book({"id": "no", "any": ["{can} @not ..2 <VB>"], "unless": ["not wait"], "where": ["not_conditional"]})
    assert hits(of, "We cannot send it.") == [("no", "cannot send")]
    assert hits(of, "We cannot wait to send it.") == []
    assert hits(of, "If you cannot send it, call us.") == []


def test_patterns_without_an_anchor_are_tried_everywhere() -> None:
    assert hits(book({"id": "any", "any": ["thank*"]}), "I thanked them.") == [("any", "thanked")]


@pytest.mark.parametrize(("group", "said"), [
    ({"id": "a", "why": "w"}, "'any'"),
    ({"id": "a", "any": ["x"]}, "'why'"),
    ({"id": "a", "why": "", "any": ["x"]}, "needs a reason"),
    ({"id": "a", "why": "w", "any": []}, "needs a reason (why) and patterns (any)"),
    ({"id": "a", "why": "w", "any": ["x"], "when": ["y"]}, "unknown key 'when'"),
    ({"id": "a", "why": "w", "any": ["x"], "where": ["nowhere"]}, "unknown condition 'nowhere'; there are customer"),
    ({"id": "a", "why": "w", "any": ["(x"]}, "a bracket is not closed"),
    ({"id": "a", "why": "w", "any": ["x"], "unless": ["{nothing}"]}, "no word class 'nothing'"),
    ("a word", "cue group '?'"),
])  # fmt: skip
def test_faults_name_file_and_group(group: Any, said: str) -> None:
    with pytest.raises(ValueError) as raised:
        read_groups([group], load_words(), "here.yaml")
    assert str(raised.value).startswith("here.yaml: cue group")
    assert said in str(raised.value)


def test_two_groups_of_one_id_are_a_fault() -> None:
    with pytest.raises(ValueError, match=r"here\.yaml: two cue groups have the same id"):
        book({"id": "a", "any": ["x"]}, {"id": "a", "any": ["y"]})


# What is shipped


@pytest.mark.parametrize("name", load_words())
def test_every_word_class_can_be_used(name: str) -> None:
    assert compile_pattern(f"{{{name}}}", load_words()).regex.pattern


def shipped_groups() -> Iterable[Any]:
    from replylint_checks import get_checks

    from replylint.moves.cuebook import move_cues

    yield from ((f"moves/{group.id}", group) for group in move_cues().book.groups)
    yield from ((f"{check.info.row}/{group.id}", group) for check in get_checks() for group in check.phrases.groups)


def test_no_shipped_pattern_matches_nothing_at_all() -> None:
    empty = [f"{name}: {pattern.text}" for name, group in shipped_groups() for pattern in (*group.patterns, *group.unless) if pattern.regex.match("")]
    assert empty == []


def test_every_cue_of_a_move_is_named_after_its_move_and_says_why() -> None:
    from replylint.moves.cuebook import move_cues

    cues = move_cues()
    kinds = {kind.value for kind in MoveKind}
    for group in cues.book.groups:
        stem = group.id.partition(".")[0]
        kind = cues.kind_of.get(group.id)  # none for what speaks against a move
        assert stem == kind.value if kind is not None else stem.removeprefix("not-") in kinds and stem.startswith("not-"), group.id
    assert len({group.id for group in cues.book.groups}) == len(cues.book.groups)
    assert [group.id for group in cues.book.groups if not group.why] == []
    assert cues.group("refusal.inability") in cues.book.groups
    assert cues.group("refusal.nothing") is None


def test_every_cue_of_a_move_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    from replylint.cli.explain import explain
    from replylint.moves.cuebook import move_cues

    for group in move_cues().book.groups:
        explain([group.id], standalone_mode=False)
        said = capsys.readouterr().out
        assert said.startswith(f"{group.id}: ")
        assert all(pattern.text in said for pattern in group.patterns)
