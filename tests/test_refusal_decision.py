"""When a draft counts as a refusal: signs, what is said beside it in its file, rules that are certain; and the normal forms of misspellings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from replylint.draft import Source
from replylint.formats import plain
from replylint.model import MoveKind
from replylint.moves import Reply, annotate
from replylint.moves.annotate import context_of
from replylint.moves.evidence import with_evidence
from replylint.moves.features import SIGN, features_of
from replylint.moves.firm import overruled
from replylint.moves.linear import KINDS, annotator, shows_refusal
from replylint.nlp import pipe


def read(text: str, meta: Mapping[str, object] | None = None) -> Reply:
    ((draft, doc),) = pipe([replace(plain.read(Source(text)), meta=meta or {})])
    return annotate(draft, doc)


def signs_of(text: str) -> list[bool]:
    """Whether each sentence shows a sign of refusal."""
    ((draft, doc),) = pipe([plain.read(Source(text))])
    return [shows_refusal([features]) for features in features_of(context_of(draft, doc))]


@pytest.mark.parametrize(
    "text",
    [
        "We decline your offer.",  # a cue
        "The pool is not heated.",  # a negation
        "The pass covers only the tram.",
        "Unfortunately the tram is late.",  # a softener
        "Reason: {{reason}}",
    ],
)
def test_a_sign_anywhere_in_the_draft_is_one(text: str) -> None:
    assert signs_of(text) == [True]
    assert signs_of(f"Your ticket was printed in blue. {text}") == [False, True]


def test_a_passive_or_a_word_of_thanks_is_no_sign() -> None:
    assert signs_of("Thank you for your order. Your room is booked for Friday. Which floor would you like?") == [False, False, False]


def test_without_a_sign_more_certainty_is_asked() -> None:
    model = annotator()
    between = (model.draft_threshold + model.silent_threshold) / 2
    assert model.draft_threshold < between < model.silent_threshold
    assert model.refuses(between, [[SIGN]])
    assert not model.refuses(between, [["word:fine"]])
    assert model.refuses(model.silent_threshold + 0.01, [["word:fine"]])


@pytest.mark.parametrize(
    "text",
    [
        "The number of the clinic is 0113 496 0021. Is there anything else?",
        "It was built in 1911.",
        "Your table is booked for seven, and the reference is K4T9.",
        "The ride takes 40 minutes and costs 12 pounds.",
    ],
)
def test_plain_answers_refuse_nothing(text: str) -> None:
    assert read(text).refusal == "none"


@pytest.mark.parametrize(
    "text",
    [
        "We can't print your poster on the heavy paper. The big press takes sheets of up to 200 grams.",
        "Hi Tom,\n\nwe won't lend the van out this month. The gearbox is in pieces on the bench, and the new one comes by ship.",
        "Thank you for asking, but we can't store bikes since the cellar floods, and the station has lockers.",
    ],
)
def test_what_opens_on_the_inability_or_has_it_after_but_refuses(text: str) -> None:
    assert read(text).refusal == "full"


@pytest.mark.parametrize(
    "text",
    [
        "We can't wait to see the finished poster!",
        "Thank you for the invitation, we can't thank you enough. All four of us are coming on Sunday.",
    ],
)
def test_near_misses_of_that(text: str) -> None:
    assert read(text).refusal == "none"


@pytest.mark.parametrize("text", ["I can't reproduce this on 3.2.", "We can't promise that it will be dry.", "If we can't find it, we will send another."])
def test_only_an_act_that_the_sender_does_not_do_is_certain(text: str) -> None:
    ((draft, doc),) = pipe([plain.read(Source(text))])
    even = [0.5] * len(KINDS)
    assert overruled(context_of(draft, doc), 0, even) == even


def test_the_act_itself_is_certain() -> None:
    ((draft, doc),) = pipe([plain.read(Source("We can't print your poster."))])
    refusal = KINDS.index(MoveKind.REFUSAL)
    assert overruled(context_of(draft, doc), 0, [0.5] * len(KINDS))[refusal] > 0.8


def test_what_the_file_says_adds_to_the_odds() -> None:
    def odds(value: float) -> float:
        return math.log(value / (1 - value))

    assert with_evidence(0.4, {}) == 0.4
    assert with_evidence(0.4, {"label": "wontfix"}) == 0.4  # a label alone closes nothing
    assert odds(with_evidence(0.4, {"closes": True, "label": "stale"})) == pytest.approx(odds(0.4) + 1.0)
    for label in ("wontfix", "Type: not-planned", "off_topic", "Question"):
        assert odds(with_evidence(0.4, {"closes": True, "label": label})) == pytest.approx(odds(0.4) + 1.7), label
    assert with_evidence(0.4, {"closes": True, "close_reason": "not planned"}) == with_evidence(0.4, {"closes": True, "label": "invalid"})
    assert 0 < with_evidence(0.0, {"closes": True}) < with_evidence(1.0, {"closes": True}) < 1.0 + 1e-9


def test_a_reply_is_surer_to_refuse_where_its_bot_closes_the_issue() -> None:
    text = "This looks like something for the forum of the project. The people there know the drivers best."
    alone, closing = read(text), read(text, {"closes": True, "label": "question"})
    assert closing.certainty > alone.certainty


def test_every_item_below_announced_options_is_one_and_below_instructions_none() -> None:
    options = read("Sorry, the cabin is taken in July. What you could do instead:\n\n- take the last week of June\n- sleep in the hay loft\n- wait for a cancellation\n")
    assert len([move for move in options.moves_of(MoveKind.ALTERNATIVE) if options.sentences[move.sentence].region == "list_item"]) == 3
    steps = read("Your cabin is booked. Before you come:\n\n- fill the water tank\n- bring wood\n")
    assert steps.moves_of(MoveKind.ALTERNATIVE) == ()


@pytest.mark.parametrize(("written", "meant"), [("we do nt have any left", "not"), ("unfortunatly it is gone", "unfortunately"), ("that is unavailble", "unavailable")])
def test_misspellings_have_their_normal_form(written: str, meant: str) -> None:
    (sentence,) = read(written).sentences
    assert meant in sentence.forms


def test_words_that_only_look_like_misspellings_are_left_alone() -> None:
    (sentence,) = read("the notion is sound").sentences
    assert sentence.forms == ("the", "notion", "is", "sound")


@pytest.mark.parametrize(
    "invitation",
    [
        "If you have any concerns, you can write to the warden of the hall.",
        "Is there something else I can offer you today?",
        "If you disagree, please contact the board, which meets in May.",
    ],
)
def test_an_invitation_for_the_case_of_questions_is_no_option(invitation: str) -> None:
    reply = read(f"We can't lend the hall on Sundays, because the choir sings then. {invitation}")
    assert reply.refusal == "full"
    assert [move.kind for move in reply.moves_of(MoveKind.ALTERNATIVE)] == []


def test_an_option_that_speaks_of_a_question_is_one() -> None:
    reply = read("We can't lend the hall on Sundays, because the choir sings then. If the price is the question, you can have the small room on Monday for half.")
    assert [move.sentence for move in reply.moves_of(MoveKind.ALTERNATIVE)] == [1]
