"""The tools of the MCP server: what they take, what they answer, and what is wrong with a call in one line."""

from __future__ import annotations

from typing import Any

import pytest

import replylint

pytest.importorskip("mcp", reason="the MCP SDK is not installed: pip install 'replylint[mcp]'")

import anyio
from mcp import Client

from replylint.config import Config
from replylint.mcp_server.answers import Answers
from replylint.mcp_server.server import server_of
from tests.known_replies import NO
from tests.mcp_client import default_answers, talk

answers = pytest.fixture(scope="module")(default_answers)
SLOT = "Hi [first name],\n\nWe can't move your pottery lesson to Sunday because the studio is closed then.\n"
HISTORY = [  # as chat models have it
    {"role": "user", "content": [{"type": "text", "text": "May I have the chargeback?"}, {"type": "image_url", "image_url": {"url": "https://a.example/1.png"}}]},
    {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "look_up", "arguments": "{}"}}]},
    {"role": "tool", "tool_call_id": "1", "content": "{}"},
]


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("lint_reply", {"text": 3}, "lint_reply: text: input should be a valid string"),
        ("lint_reply", {"text": None}, "lint_reply: text: input should be a valid string"),
        ("lint_reply", {"text": NO, "final": "perhaps"}, "lint_reply: final: input should be a valid boolean"),
        ("lint_reply", {"text": NO, "final": "yes"}, "lint_reply: final: input should be a valid boolean"),
        ("lint_reply", {"text": NO, "final": 1}, "lint_reply: final: input should be a valid boolean"),
        ("lint_reply", {"reply": NO}, "lint_reply has no argument 'reply'; it takes text, request, thread, profile, final"),
        ("lint_reply", {"text": NO, "thread": "May I?"}, "lint_reply: thread: input should be a valid list"),
        ("lint_reply", {"text": NO, "thread": [{"role": "customer"}]}, "message 1 of the thread, the customer's, has neither \"text\" nor \"content\""),
        ("lint_reply", {"text": NO, "thread": ["May I?", 3]}, 'message 2 of the thread is int; expected a string or {"role": …, "text": …}'),
        ("lint_reply", {"text": NO, "profile": "chatt"}, "there is no profile 'chatt' - did you mean 'chat'?"),
        ("lint_reply", {"text": "no " * 20_000}, "text has 60,000 characters; the limit is 50,000 - send one reply, and of the request what it is about"),
        ("lint_reply", {"text": NO, "request": "no " * 20_000}, "request has 60,000 characters; the limit is 50,000 - send one reply, and of the request what it is about"),
        (
            "lint_reply",
            {"text": "{% if plus %}We can't do it on Sunday.{% else %}We can't do it on Monday.{% endif %}"},
            "text is a template of 2 replies - fill in its conditions, then send the one reply that the customer will get",
        ),
        ("explain_rule", {}, "explain_rule: rule is missing"),
        ("explain_rule", {"rule": "ALT01"}, "explain ALT01: there is no such rule, row, move or cue - did you mean 'ALT001'?"),
        ("list_rules", {"profile": "x"}, "there is no profile 'x' - there are: chat, government, open-source, support"),
        ("lint_rply", {}, "there is no tool 'lint_rply'; did you mean 'lint_reply'?"),
    ],
)
def test_what_is_wrong_with_a_call_is_told_in_a_line(answers: Answers, tool: str, arguments: dict[str, Any], message: str) -> None:
    async def wrong(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert (result.is_error, [part.text for part in result.content]) == (True, [message])

    talk(server_of(answers), wrong)


def test_deep_nesting_is_refused_and_the_server_goes_on(answers: Answers) -> None:
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]

    async def nested(client: Client) -> None:
        assert (await client.call_tool("lint_reply", {"text": NO, "thread": deep})).is_error
        assert not (await client.call_tool("lint_reply", {"text": NO})).is_error

    talk(server_of(answers), nested)


def test_the_thread_the_profile_and_what_is_final(answers: Answers) -> None:
    async def asked(client: Client) -> None:
        async def codes(**arguments: Any) -> set[str]:
            content = (await client.call_tool("lint_reply", arguments)).structured_content
            return {finding["code"] for finding in content["findings"]}

        acronym = "Hi Rosa,\n\nWe can't send the chargeback, because it is being rewritten. You will have the new one on Friday.\n"
        thread = [{"role": "customer", "text": "May I have the chargeback?"}, {"role": "agent", "text": "One moment."}]
        assert "JRG001" in await codes(text=acronym)
        assert "JRG001" not in await codes(text=acronym, thread=thread)
        for other in (["May I have the chargeback?"], HISTORY, [{"role": "user", "content": "May I have the chargeback?"}]):
            assert "JRG001" not in await codes(text=acronym, thread=other)
        assert "TPL001" in await codes(text=SLOT)
        assert "TPL001" not in await codes(text=SLOT, final=False)
        assert "THX001" in await codes(text=SLOT)
        assert "THX001" not in await codes(text=SLOT, profile="chat")

    talk(server_of(answers), asked)


@pytest.mark.parametrize("text", ["", "   ", "[name]", "Guten Tag, leider können wir Ihnen den Betrag nicht erstatten, weil die Frist schon abgelaufen ist."])
def test_what_is_no_reply_in_english_is_said_to_be_none(answers: Answers, text: str) -> None:
    async def empty(client: Client) -> None:
        result = await client.call_tool("lint_reply", {"text": text})
        assert not result.is_error
        assert "Not judged: " in result.content[0].text
        assert result.structured_content["score"] is None

    talk(server_of(answers), empty)


def test_calls_at_once_get_what_calls_in_a_row_get(answers: Answers) -> None:
    texts = [f"We can't move lesson {number}, because room {number} is closed. You should have checked." for number in range(16)]

    async def together(client: Client) -> None:
        got: dict[str, Any] = {}

        async def ask(text: str) -> None:
            got[text] = (await client.call_tool("lint_reply", {"text": text})).structured_content

        async with anyio.create_task_group() as tasks:
            for text in texts:
                tasks.start_soon(ask, text)
        assert got == {text: replylint.record(replylint.lint(text, final=True).drafts[0]) for text in texts}

    talk(server_of(answers), together)


def test_a_missing_model_is_told_to_the_caller() -> None:
    async def ask(client: Client) -> None:
        result = await client.call_tool("lint_reply", {"text": NO})
        assert result.is_error
        assert result.content[0].text.startswith("the language model 'en_no_such_pipeline' is not installed - install it")

    answers = Answers(Config.from_mapping({"model": "en_no_such_pipeline"}))
    answers.warm()
    talk(server_of(answers), ask)
