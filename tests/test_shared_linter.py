"""One linter, many threads: each gets the answer that it would have got alone, and what a draft brought into memory goes with it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import replylint
from replylint import nlp
from replylint.config import Config
from replylint.reporters.records import record
from replylint.service.engine import Engine
from replylint.service.question import Question

CORPUS = Path(__file__).parent / "corpus" / "first.jsonl"
TEXTS = [json.loads(line)["text"] for line in CORPUS.read_text("utf-8").splitlines()[:24]]


def test_lint_may_be_called_from_many_threads() -> None:
    alone = [record(replylint.lint(text).drafts[0]) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: record(replylint.lint(text).drafts[0]), TEXTS * 3))
    assert together == alone * 3


def test_a_service_and_the_api_do_not_disturb_each_other() -> None:
    engine = Engine(Config.default())
    engine.load()
    alone = [record(replylint.lint(text).drafts[0]) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(lambda text=text: engine.judge(Question(text)).record()["drafts"][0]) for text in TEXTS * 2]
        called = [pool.submit(lambda text=text: record(replylint.lint(text).drafts[0])) for text in TEXTS * 2]
        assert [one.result() for one in asked] == alone * 2
        assert [one.result() for one in called] == alone * 2


def test_words_are_forgotten_with_their_draft() -> None:
    engine = Engine(Config.default())
    engine.load()
    strings = nlp.load().vocab.strings
    before = len(strings)
    for number in range(20):
        engine.judge(Question(f"We can't send the zanzibarquince{number}, because order kumquat{number} is gone."))
    assert len(strings) == before
    assert "zanzibarquince7" not in strings


def test_the_same_draft_gets_the_same_answer_behind_others() -> None:
    engine = Engine(Config.default())
    first = [engine.judge(Question(text)).record() for text in TEXTS]
    assert [engine.judge(Question(text)).record() for text in TEXTS] == first
