"""Many replies through the Python API: `lint_many`, which streams, the async wrapper, and threads."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

import replylint
from replylint import nlp
from replylint.errors import ConfigError
from replylint.model import Report
from tests.known_replies import NO, TALK, YES, codes

# lint_many


def test_many_are_judged_in_order_each_with_its_id_and_what_is_known_of_it() -> None:
    items = [NO, {"text": YES, "id": "yes", "request": "Where is it?", "channel": "chat"}, {"text": NO, "id": 7, "thread": TALK}]
    first, second, third = list(replylint.lint_many(items))
    assert isinstance(first, replylint.DraftReport) and isinstance(second, replylint.DraftReport) and isinstance(third, replylint.DraftReport)
    assert [one.draft.id for one in (first, second, third)] == ["1", "yes", "7"]
    assert [one.draft.request for one in (first, second, third)] == [None, "Where is it?", "This one. Can I have the chargeback as well?"]
    assert second.draft.meta["channel"] == "chat"
    assert [finding.rule.code for finding in first.findings] == codes(replylint.lint(NO))


def test_one_bad_item_of_many_stops_no_other_and_says_which_it_is() -> None:
    items = [NO, None, {"id": "a"}, {"text": 3}, {"text": NO, "thread": "x"}, {"text": "word " * 20_000, "id": "long"}, YES]
    results = list(replylint.lint_many(items))  # type: ignore[arg-type]
    assert [type(one).__name__ for one in results] == ["DraftReport", *["Failure"] * 5, "DraftReport"]
    failures = [one for one in results if isinstance(one, replylint.Failure)]
    assert [one.id for one in failures] == ["2", "a", "4", "5", "long"]
    assert [one.message for one in failures] == [
        "item 2: expected a string or a mapping, found NoneType",
        'item 3: there is no "text"',
        "item 4: text is int; expected str",
        "item 5: thread is str; expected a list of messages, newest last",
        "99,999 characters are too long for one reply: the limit is 50,000",
    ]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"text": NO, "profile": "chat"}, 'item 1: "profile" is no key of an item; it holds for all: lint_many(items, profile=…)'),
        ({"text": NO, "final": "x"}, 'item 1: "final" is no key of an item; it holds for all: lint_many(items, final=…)'),
        ({"text": NO, "requst": "May I?"}, 'item 1: "requst" is no key of an item; did you mean "request"?'),
        ({"text": NO, "Thread": []}, 'item 1: "Thread" is no key of an item; did you mean "thread"?'),
        ({"text": NO, "id": {}}, "item 1: id is dict; expected str or int"),
        ({"text": NO, "request": 3}, "item 1: request is int; expected str"),
    ],
)
def test_what_an_item_says_is_not_passed_over(item: dict[str, object], message: str) -> None:
    (failure,) = replylint.lint_many([item])
    assert isinstance(failure, replylint.Failure)
    assert failure.message == message


def test_other_keys_of_an_item_are_for_the_checks() -> None:
    more = {"requester": "Ann", "requested_at": "2026-01-01", "tags": ["a"], "kind": "reply", "title": "Refund", "channel": "chat"}
    (report,) = replylint.lint_many([{"text": NO, **more}])
    assert isinstance(report, replylint.DraftReport)
    assert {key: report.draft.meta[key] for key in more} == more


def test_many_stream_thirty_two_at_a_time() -> None:
    taken: list[int] = []

    def endless() -> Iterator[str]:
        for number in count():
            taken.append(number)
            yield f"We can't move lesson {number}, because the studio is closed."

    results = replylint.lint_many(endless())
    assert taken == [], "nothing is judged before it is asked for"
    for _ in range(3):
        next(results)
    assert len(taken) == nlp.BATCH_SIZE
    for _ in range(nlp.BATCH_SIZE):
        next(results)
    assert len(taken) == 2 * nlp.BATCH_SIZE


def test_what_is_wrong_with_the_call_is_told_at_once() -> None:
    for one in (NO, NO.encode(), {"text": NO}):
        with pytest.raises(TypeError, match=r"expected many of them: \[item\]"):
            replylint.lint_many(one)  # type: ignore[arg-type]
    with pytest.raises(ConfigError):
        replylint.lint_many([NO], profile="chatt")
    assert list(replylint.lint_many([])) == []


def test_a_draft_of_many_in_another_format() -> None:
    record = '{"id": "in the line", "text": "We can\'t."}'
    (report,) = replylint.lint_many([{"id": "outside", "text": record}], input_format="jsonl")
    assert isinstance(report, replylint.DraftReport)
    assert report.draft.id == "in the line"


# alint, and threads


def test_the_async_wrapper_gives_the_same_and_raises_the_same() -> None:
    async def together() -> list[Report]:
        return await asyncio.gather(*(replylint.alint(text, request="May I?", thread=TALK, profile="chat", final=True) for text in (NO, YES)))

    assert asyncio.run(together()) == [replylint.lint(text, request="May I?", profile="chat", final=True) for text in (NO, YES)]
    with pytest.raises(TypeError, match="text is int"):
        asyncio.run(replylint.alint(3))  # type: ignore[arg-type]


def test_the_async_wrapper_leaves_the_loop_free(monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()
    parse = nlp.pipe

    def waiting(*given: object, **named: object) -> object:
        assert goes_on.wait(60), "the event loop stood still"
        return parse(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(nlp, "pipe", waiting)

    async def both() -> Report:
        judged = asyncio.ensure_future(replylint.alint(NO))
        await asyncio.sleep(0)
        goes_on.set()
        return await asyncio.wait_for(judged, 60)

    assert asyncio.run(both()).findings


def test_eight_threads_find_what_one_finds() -> None:
    texts = [f"Hi Rosa,\n\nWe can't move lesson {number} to day-{number}xyz because room Q{number} is closed. You should have checked.\n" for number in range(60)]
    texts += [NO, YES, "", "[name]", "word " * 20_000]
    serial = [replylint.lint(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        rounds = [list(pool.map(replylint.lint, texts)) for _ in range(2)]
        streamed = list(pool.map(lambda _: [one for one in replylint.lint_many(texts) if isinstance(one, replylint.DraftReport)], range(8)))
    for parallel in rounds:
        assert parallel == serial
    expected = [(one.score, one.moves, one.findings) for report in serial for one in report.drafts]
    for one in streamed:
        assert [(report.score, report.moves, report.findings) for report in one] == expected


def test_threads_that_come_first_at_once_read_the_checks_once() -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "import replylint\n"
        "from replylint import nlp, registry\n"
        "with ThreadPoolExecutor(8) as pool: reports = list(pool.map(replylint.lint, [\"We can't do that.\"] * 8))\n"
        "assert len({one.drafts[0].refusal for one in reports}) == 1\n"
        "print(registry.installed.cache_info().misses, nlp._load.cache_info().misses)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("1 1\n", 0), done.stderr
