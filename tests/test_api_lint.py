"""`replylint.lint`: what it takes of a reply, a request, a thread, a profile and a configuration, and what it raises."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

import replylint
from replylint import api, nlp
from replylint.config import Config
from replylint.errors import ConfigError, ModelError, ReplylintError
from tests.known_replies import NO, TALK, YES, codes

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


# The package


def test_the_example_of_the_package_itself() -> None:
    report = replylint.lint("We can't do that.", request="Could you refund my ticket?")
    assert report.drafts[0].refusal == "full"


@pytest.mark.parametrize("name", replylint.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(replylint, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'lintt'"):
        replylint.lintt  # noqa: B018  # the name is what is asked for


def test_dir_lists_the_public_names() -> None:
    assert dir(replylint) == sorted(replylint.__all__)


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


def test_results_are_the_same_each_time() -> None:
    first, second = replylint.lint(NO), replylint.lint(NO)
    assert first.findings == second.findings
    assert first.drafts[0].moves == second.drafts[0].moves
    assert api.lint is replylint.lint


# Arguments


def test_places_count_in_the_text_that_was_given() -> None:
    text = NO.replace("You should", "\U0001f642\u00a0You should")
    report = replylint.lint(text)
    (blame,) = (finding for finding in report.findings if finding.rule.code == "TON003")
    place = report.drafts[0].draft.to_given(blame.span)
    assert text[place.start : place.end].startswith("You should have")


def test_text_and_request_must_be_str() -> None:
    with pytest.raises(TypeError, match="text is bytes; expected str"):
        replylint.lint(NO.encode())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="text is NoneType; expected str"):
        replylint.lint(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="request is int; expected str"):
        replylint.lint(NO, request=3)  # type: ignore[arg-type]


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


def test_a_missing_model() -> None:
    with pytest.raises(ModelError) as raised:
        replylint.lint(NO, config={"model": "en_no_such_pipeline"})
    assert isinstance(raised.value, ReplylintError)


def test_an_unknown_format() -> None:
    with pytest.raises(ReplylintError, match="unknown input format"):
        replylint.lint(NO, input_format="docx")


def test_final_makes_an_open_slot_an_error() -> None:
    text = "Hi [first name],\n\nWe can't lend the tandem on Sunday because it is with the mechanic.\n"
    assert "TPL001" in codes(replylint.lint(text, final=True))
    assert "TPL001" not in codes(replylint.lint(text))
    assert "TPL001" in codes(replylint.lint(text, config={"final": True}))
    assert "TPL001" not in codes(replylint.lint(text, config={"final": True}, final=False))


@pytest.mark.parametrize(("argument", "value"), [("profile", ["chat"]), ("profile", 3), ("final", "yes"), ("final", 1)])
def test_an_argument_of_the_wrong_type(argument: str, value: object) -> None:
    given: dict[str, Any] = {argument: value}
    for call in (lambda: replylint.lint(NO, **given), lambda: replylint.lint_many([NO], **given), lambda: asyncio.run(replylint.alint(NO, **given))):
        with pytest.raises(TypeError, match=f"{argument} is "):
            call()


# The request and the thread


def test_the_request_reaches_the_draft_and_a_records_own_goes_before() -> None:
    assert replylint.lint(NO, request="May I come on Sunday?").drafts[0].draft.request == "May I come on Sunday?"
    records = '{"id": "a", "text": "No.", "request": "own"}\n{"id": "b", "text": "No."}\n'
    report = replylint.lint(records, request="given", input_format="jsonl")
    assert [one.draft.request for one in report.drafts] == ["own", "given"]


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
