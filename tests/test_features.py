"""What the annotator knows of a sentence: frames that carry over from trade to trade, and questions that ask nothing of anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from replylint.draft import Source
from replylint.formats import plain
from replylint.moves.annotate import context_of
from replylint.moves.features import asks_of_others, features_of
from replylint.nlp import pipe


def features(text: str, request: str | None = None) -> list[str]:
    """The features of the first sentence."""
    ((draft, doc),) = pipe([replace(plain.read(Source(text)), request=request)])
    return features_of(context_of(draft, doc))[0]


def frames(text: str) -> set[str]:
    return {name.removeprefix("frame:") for name in features(text) if name.startswith("frame:")}


def test_a_frame_keeps_function_words_and_puts_tags_for_the_others() -> None:
    assert frames("We can't refund your ticket.") == {
        "<s> we can", "we can not", "can not VB", "not VB your", "VB your NN", "your NN </s>",
        "<s> we can not", "we can not VB", "can not VB your", "not VB your NN", "VB your NN </s>",
    }  # fmt: skip


def test_the_same_no_has_the_same_frames_in_another_trade() -> None:
    assert frames("We can't refund your ticket.") == frames("We can't unlock your forum!")
    assert frames("We can't refund your ticket.") != frames("We can refund your ticket.")


@pytest.mark.parametrize(
    "request_",
    ["What is a chargeback?", "why do whales sing", "What's the capital of Chad?", "Where\u2019s the harbour?", "How does the lift work?", "Who wrote it?"],
)
def test_a_question_about_the_world_asks_nothing_of_anybody(request_: str) -> None:
    assert asks_of_others(request_)
    assert "request:of-others" in features("It was built in 1911.", request_)
    assert "neg-of-others:other" in features("The lift does not stop there.", request_)


@pytest.mark.parametrize(
    "request_",
    [None, "", "Is the lift broken?", "Why can't I log in?", "What do you charge?", "Where is my parcel?", "How about the lift, please?", "Send the chart of whales."],
)
def test_a_wish_asks_something_of_somebody(request_: str | None) -> None:
    assert not asks_of_others(request_)
    assert not {"request:of-others", "neg-of-others:other"} & set(features("The lift does not stop there.", request_))
