"""The Python API: what `lint` and `lint_paths` take, give and raise."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import replylint
from replylint import api, nlp
from replylint.config import Config
from replylint.errors import ConfigError, ModelError, ReplylintError
from replylint.model import Report, Severity

NO = "Hi Rosa,\n\nWe can't move your pottery lesson to Sunday because the studio is closed then. You should have checked the calendar.\n"
YES = "Hi Rosa,\n\nYour refund is on its way to you. Thank you for your patience!\n"
GERMAN = "Leider k\u00f6nnen wir Ihnen das Geld nicht zur\u00fcckgeben, weil die Frist abgelaufen ist."

HISTORY: list[object] = [  # as chat models have it
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "Can I have a refund?"},
            {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}, "text": "a lamp"},
            {"type": "text", "text": "It is this one."},
        ],
    },
    {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "look_up", "arguments": "{}"}}]},
    {"role": "tool", "tool_call_id": "1", "content": "{}"},
]


def codes(report: Report) -> list[str]:
    return [finding.rule.code for finding in report.findings]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name, text in (("no.txt", NO), ("yes.txt", YES)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_the_example_of_the_package_itself() -> None:
    report = replylint.lint("We can't do that.", request="Could you refund my ticket?")
    assert report.drafts[0].refusal == "full"


@pytest.mark.parametrize("name", replylint.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(replylint, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'lintt'"):
        replylint.lintt  # noqa: B018  # the name is what is asked for


def test_places_count_in_the_text_that_was_given() -> None:
    text = NO.replace("You should", "\U0001f642\u00a0You should")
    report = replylint.lint(text)
    (blame,) = (finding for finding in report.findings if finding.rule.code == "TON003")
    place = report.drafts[0].draft.to_given(blame.span)
    assert text[place.start : place.end].startswith("You should have")


def test_a_report_of_one_draft() -> None:
    report = replylint.lint(NO)
    assert len(report.drafts) == 1
    assert report.failures == ()
    assert (report.exit_status(), report.exit_status(None), report.exit_status(None, 100), report.exit_status(Severity.ERROR)) == (1, 0, 1, 0)
    assert report.findings == report.drafts[0].findings
    assert replylint.lint(YES).exit_status() == 0


def test_the_request_reaches_the_draft_and_a_records_own_goes_before() -> None:
    assert replylint.lint(NO, request="May I come on Sunday?").drafts[0].draft.request == "May I come on Sunday?"
    records = '{"id": "a", "text": "No.", "request": "own"}\n{"id": "b", "text": "No."}\n'
    report = replylint.lint(records, request="given", input_format="jsonl")
    assert [one.draft.request for one in report.drafts] == ["own", "given"]


def test_the_profile() -> None:
    rows = {verdict.row: verdict.level for verdict in replylint.lint(NO, profile="chat").drafts[0].verdicts}
    assert rows["gratitude"] == rows["follow_up"] == "na"
    with pytest.raises(ConfigError) as raised:
        replylint.lint(NO, profile="chatt")
    assert "chat" in raised.value.failures[0].hint


def test_a_configuration_as_mapping_file_or_config(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("ignore: [TON003]\n")
    assert "TON003" in codes(replylint.lint(NO))
    for config in ({"ignore": ["TON003"]}, path, str(path), Config.load(path)):
        assert "TON003" not in codes(replylint.lint(NO, config=config))
    with pytest.raises(ConfigError):
        replylint.lint(NO, config=tmp_path / "nothing.yaml")
    with pytest.raises(ConfigError) as raised:
        replylint.lint(NO, config={"ignor": ["TON003"], "fail-on": "often"})
    assert len(raised.value.failures) == 2


def test_no_configuration_is_looked_for(folder: Path) -> None:
    (folder / "replylint.yaml").write_text("ignore: [TON003]\n")
    assert "TON003" in codes(replylint.lint(NO))


def test_a_missing_model() -> None:
    with pytest.raises(ModelError) as raised:
        replylint.lint(NO, config={"model": "en_no_such_pipeline"})
    assert isinstance(raised.value, ReplylintError)


def test_an_unknown_format() -> None:
    with pytest.raises(ReplylintError, match="unknown input format"):
        replylint.lint(NO, input_format="docx")


def test_checks_and_model_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    replylint.lint(NO)
    made: list[object] = []
    init = replylint.Linter.__init__

    def counted(self: replylint.Linter, *given: object, **named: object) -> None:
        made.append(given)
        init(self, *given, **named)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr(replylint.Linter, "__init__", counted)
    for _ in range(3):
        replylint.lint(NO)
        replylint.lint(YES)
    assert made == []
    assert nlp._load.cache_info().currsize <= 2
    assert nlp.load() is nlp.load()


def test_nothing_and_empty_text() -> None:
    report = replylint.lint("")
    assert (report.drafts[0].note, report.exit_status()) == ("nothing to read", 2)


@pytest.mark.parametrize("final", [True, None])
@pytest.mark.parametrize("text", ["", " \n", "Internal note: the customer has called twice.", GERMAN], ids=["empty", "blank", "internal", "German"])
def test_what_was_not_judged_does_not_pass(text: str, final: bool | None) -> None:
    report = replylint.lint(text, final=final)
    assert (report.failures, report.findings, report.drafts[0].is_judged) == ((), (), False)
    assert [report.exit_status(choice) for choice in ("error", "never", None)] == [2, 2, 2]
    assert report.exit_status(unjudged=False) == 0
    assert Report((replylint.lint(YES).drafts[0], report.drafts[0])).exit_status() == 2


@pytest.mark.parametrize("text", [YES, "Hi Sam,", "We can't."], ids=["nothing is turned down", "a fragment", "short"])
def test_what_was_judged_says_so(text: str) -> None:
    report = replylint.lint(text)
    assert report.drafts[0].is_judged
    assert report.exit_status("never") == 0


def test_a_score_is_compared_with_a_number() -> None:
    report = replylint.lint(NO)
    for wrong in ("90", True):
        with pytest.raises(TypeError, match="min_score is"):
            report.exit_status(None, wrong)  # type: ignore[arg-type]
    assert report.exit_status(None, 99.5) == 1


def test_paths(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "in.jsonl").write_text('{"id": "a", "text": "We can\'t."}\n{"id": "b"}\n')
    report = replylint.lint_paths([folder / "no.txt", "yes.txt", os.fspath(folder / "sub"), "nowhere.md"])
    assert [one.draft.source.path for one in report.drafts] == [str(folder / "no.txt"), "yes.txt", str(folder / "sub" / "in.jsonl")]
    assert [failure.path for failure in report.failures] == [str(folder / "sub" / "in.jsonl"), "nowhere.md"]
    assert report.exit_status() == 2


def test_each_path_has_the_configuration_above_it(folder: Path) -> None:
    (folder / "team").mkdir()
    (folder / "team" / "no.txt").write_text(NO)
    (folder / "team" / "replylint.yaml").write_text("ignore: [TON003]\n")
    report = replylint.lint_paths([folder / "no.txt", folder / "team"])
    assert [[finding.rule.code for finding in one.findings].count("TON003") for one in report.drafts] == [1, 0]
    named = replylint.lint_paths([folder / "no.txt", folder / "team"], config={})
    assert [[finding.rule.code for finding in one.findings].count("TON003") for one in named.drafts] == [1, 1]


def test_a_faulty_configuration_and_a_missing_model_cost_only_their_own_folders(folder: Path) -> None:
    for name, text in (("faulty", "profil: chat\n"), ("bare", "model: en_no_such_pipeline\n"), ("well", "profile: chat\n")):
        (folder / name).mkdir()
        (folder / name / "no.txt").write_text(NO)
        (folder / name / "replylint.yaml").write_text(text)
    report = replylint.lint_paths(["faulty", "bare", "well", "no.txt"])
    assert [one.draft.source.path for one in report.drafts] == ["well/no.txt", "no.txt"]
    assert [failure.line for failure in report.failures] == [1, None]
    assert "en_no_such_pipeline" in report.failures[1].message


def test_excluded_files_are_not_walked_into(folder: Path) -> None:
    (folder / "replylint.yaml").write_text("exclude: [old/]\n")
    (folder / "old").mkdir()
    (folder / "old" / "no.txt").write_text(NO)
    assert [one.draft.source.path for one in replylint.lint_paths(["."]).drafts] == ["no.txt", "yes.txt"]


def test_results_are_the_same_each_time() -> None:
    first, second = replylint.lint(NO), replylint.lint(NO)
    assert first.findings == second.findings
    assert first.drafts[0].moves == second.drafts[0].moves
    assert api.lint is replylint.lint


def test_one_path_needs_no_list(folder: Path) -> None:
    for path in ("no.txt", folder / "no.txt"):
        assert [Path(one.draft.source.path or "").name for one in replylint.lint_paths(path).drafts] == ["no.txt"]


def test_text_and_request_must_be_str() -> None:
    with pytest.raises(TypeError, match="text is bytes; expected str"):
        replylint.lint(NO.encode())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="text is NoneType; expected str"):
        replylint.lint(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="request is int; expected str"):
        replylint.lint(NO, request=3)  # type: ignore[arg-type]


def test_exit_status_takes_a_severity_or_its_name() -> None:
    report = replylint.lint(NO)
    assert [report.exit_status(word) for word in ("info", "warning", "error", "never")] == [
        report.exit_status(choice) for choice in (Severity.INFO, Severity.WARNING, Severity.ERROR, None)
    ]
    with pytest.raises(ValueError, match="fail_on is 'often'; expected one of error, warning, info, never"):
        report.exit_status("often")


def test_dir_lists_the_public_names() -> None:
    assert dir(replylint) == sorted(replylint.__all__)


TALK = [
    {"role": "customer", "text": "Is the tandem free on Sunday?"},
    {"role": "agent", "text": "It is with the mechanic. Which Sunday?"},
    {"role": "Customer", "text": "This one. Can I have the chargeback as well?"},
    {"role": "agent", "text": "One moment."},
]


@pytest.mark.parametrize(
    ("thread", "request_"),
    [
        (HISTORY, "Can I have a refund?\nIt is this one."),
        ([{"role": "user", "content": None}, {"role": "assistant", "tool_calls": []}], None),
        ([{"role": "user", "text": None, "content": "May I?"}], "May I?"),
        ([{"role": "user", "content": ["May", {"text": "I?"}, {"type": "input_text", "text": "Please."}]}], "May\nI?\nPlease."),
        (TALK, "This one. Can I have the chargeback as well?"),
        (TALK[:2], "Is the tandem free on Sunday?"),
        (["first", "second"], "second"),
        ([{"text": "no role"}], "no role"),
        ([{"role": "user", "content": "the words of a chat model's messages"}, {"role": "assistant", "content": "A reply"}], "the words of a chat model's messages"),
        ([{"role": "system", "text": "Be kind."}], None),
        ([{"role": "customer", "text": "asked"}, {"role": "customer", "text": "  "}], "asked"),
        ([], None),
    ],
)
def test_the_customers_last_message_in_the_thread_is_the_request(thread: list[object], request_: str | None) -> None:
    assert replylint.lint(NO, thread=thread).drafts[0].draft.request == request_  # type: ignore[arg-type]
    assert replylint.lint(NO, request="given", thread=thread).drafts[0].draft.request == "given"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("thread", "message"),
    [
        ("May I?", "thread is str; expected a list"),
        ({"role": "customer", "text": "May I?"}, "thread is dict; expected a list"),
        (3, "thread is int; expected a list"),
        (["May I?", 3], "message 2 of the thread is int"),
        ([{"role": "customer"}], 'message 1 of the thread, the customer\'s, has neither "text" nor "content"'),
        ([{"role": None, "text": "May I?"}], 'message 1 of the thread needs a string under "role"'),
        ([{"role": "user", "content": 3}], 'message 1 of the thread needs a string, a list of parts or null under "text" or "content"'),
        ([{"role": "user", "content": [3]}], "a part of message 1 of the thread is int"),
    ],
)
def test_a_thread_of_another_shape_is_a_type_error(thread: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        replylint.lint(NO, thread=thread)  # type: ignore[arg-type]


def test_the_thread_reaches_the_rules() -> None:
    reply = "Hi Rosa,\n\nWe can't send the chargeback, because it is being rewritten. You will have the new one on Friday.\n"
    assert "JRG001" in codes(replylint.lint(reply))
    assert "JRG001" not in codes(replylint.lint(reply, thread=TALK))


def test_final_makes_an_open_slot_an_error() -> None:
    text = "Hi [first name],\n\nWe can't lend the tandem on Sunday because it is with the mechanic.\n"
    assert "TPL001" in codes(replylint.lint(text, final=True))
    assert "TPL001" not in codes(replylint.lint(text))
    assert "TPL001" in codes(replylint.lint(text, config={"final": True}))
    assert "TPL001" not in codes(replylint.lint(text, config={"final": True}, final=False))


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


@pytest.mark.parametrize(("argument", "value"), [("profile", ["chat"]), ("profile", 3), ("final", "yes"), ("final", 1)])
def test_an_argument_of_the_wrong_type(argument: str, value: object) -> None:
    given: dict[str, Any] = {argument: value}
    for call in (lambda: replylint.lint(NO, **given), lambda: replylint.lint_many([NO], **given), lambda: asyncio.run(replylint.alint(NO, **given))):
        with pytest.raises(TypeError, match=f"{argument} is "):
            call()


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


def test_the_record_of_a_draft_is_the_line_that_the_program_prints() -> None:
    from jsonschema import Draft202012Validator

    from replylint.reporters.schema import schema

    record = replylint.record(replylint.lint(NO).drafts[0])
    Draft202012Validator(schema()).validate(record)
    assert record["refusal"] == "full"
