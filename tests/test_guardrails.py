"""The adapters of examples/08_guardrails, each driven by the framework that it is for, with no network. One that is not installed is skipped."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import replylint

ADAPTERS = Path(__file__).parent.parent / "examples" / "08_guardrails"
REQUEST = "Can I have my money back for the concert?"
GOOD = """Hi Lena,

Thank you for asking about your ticket for the concert. We can't refund it, because the hall keeps the fee once a seat is taken. You can pass it on to a friend
until Friday: send me the name and I'll change it the same day.
"""
BAD = """Hi [first name],

We can't refund your ticket, that's against our policy. You should have read the terms.
"""
LONG = "no " * 20_000
GERMAN = "Leider k\u00f6nnen wir Ihnen das Geld nicht zur\u00fcckgeben, weil die Frist abgelaufen ist."


def adapter(name: str, needs: str, install: str) -> ModuleType:
    """An adapter's module; skips the test when its framework is not installed."""
    pytest.importorskip(needs, reason=f"{install} is not installed: pip install {install}")
    spec = importlib.util.spec_from_file_location(name, ADAPTERS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_drafts_are_as_they_are_called() -> None:
    assert replylint.lint(GOOD, REQUEST, final=True).exit_status() == 0
    assert replylint.lint(BAD, REQUEST, final=True).exit_status() == 1


@pytest.mark.parametrize("path", sorted(ADAPTERS.glob("*.py")), ids=lambda path: path.stem)
def test_an_adapter_is_short(path: Path) -> None:
    code = path.read_text("utf-8").split('"""', 2)[2]
    assert len(code.strip().splitlines()) < 60


class TestOpenAIAgents:
    @pytest.fixture
    def agents(self) -> Any:
        agents = pytest.importorskip("agents", reason="openai-agents is not installed: pip install openai-agents")
        agents.set_tracing_disabled(True)
        return agents

    def run(self, agents: Any, reply: str, asked: Any = REQUEST, output_type: Any = None) -> Any:
        """A run of an agent whose model answers with `reply`, whatever it is asked."""
        from openai.types.responses import ResponseOutputMessage, ResponseOutputText

        class Model(agents.Model):  # type: ignore[misc,name-defined]
            async def get_response(self, *_: Any, **__: Any) -> Any:
                words = ResponseOutputText(annotations=[], text=reply, type="output_text")
                message = ResponseOutputMessage(id="1", content=[words], role="assistant", status="completed", type="message")
                return agents.ModelResponse(output=[message], usage=agents.Usage(), response_id=None)

            def stream_response(self, *_: Any, **__: Any) -> Any:
                raise NotImplementedError

        guardrail = adapter("openai_agents", "agents", "openai-agents").no_worse_than_warned
        agent = agents.Agent(name="Support", model=Model(), output_guardrails=[guardrail], output_type=output_type)
        return asyncio.run(agents.Runner.run(agent, asked))

    def test_a_good_reply_is_sent(self, agents: Any) -> None:
        result = self.run(agents, GOOD)
        assert result.final_output == GOOD
        assert result.output_guardrail_results[0].guardrail.get_name() == "replylint"

    def test_a_bad_reply_stops_the_run_and_brings_the_brief(self, agents: Any) -> None:
        with pytest.raises(agents.OutputGuardrailTripwireTriggered) as stopped:
            self.run(agents, BAD)
        info = stopped.value.guardrail_result.output.output_info
        assert info["brief"] == replylint.brief(replylint.lint(BAD, REQUEST, final=True))
        assert {"TPL001", "RSN002", "TON003"} <= set(info["codes"])

    @pytest.mark.parametrize("asked", ["Can I have the chargeback?", [{"role": "user", "content": [{"type": "input_text", "text": "Can I have the chargeback?"}]}]])
    def test_what_the_customer_wrote_reaches_the_rules(self, agents: Any, asked: Any) -> None:
        reply = GOOD.replace("hall", "chargeback")
        assert self.run(agents, reply, asked).final_output == reply
        with pytest.raises(agents.OutputGuardrailTripwireTriggered) as stopped:
            self.run(agents, reply, "Can I have my money back?")
        assert stopped.value.guardrail_result.output.output_info["codes"] == ["JRG001"]

    def test_what_cannot_be_judged_stops_the_run(self, agents: Any) -> None:
        with pytest.raises(agents.OutputGuardrailTripwireTriggered) as stopped:
            self.run(agents, LONG)
        assert "too long" in stopped.value.guardrail_result.output.output_info["failures"][0]
        with pytest.raises(agents.OutputGuardrailTripwireTriggered):
            self.run(agents, '{"response": 3}', output_type=int)

    def test_a_reply_in_another_language_stops_the_run(self, agents: Any) -> None:
        with pytest.raises(agents.OutputGuardrailTripwireTriggered) as stopped:
            self.run(agents, GERMAN)
        assert "not in English" in stopped.value.guardrail_result.output.output_info["brief"]


class TestGuardrailsAI:
    @pytest.fixture
    def validator(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
        (tmp_path / ".guardrailsrc").write_text("enable_metrics=false\nuse_remote_inferencing=false\n", "utf-8")
        return adapter("guardrails_validator", "guardrails", "guardrails-ai").GoodRefusal

    def test_a_guard_passes_a_good_reply_and_fails_a_bad_one(self, validator: Any) -> None:
        from guardrails import Guard

        guard = Guard().use(validator(on_fail="noop"))
        assert guard.validate(GOOD, metadata={"request": REQUEST}).validation_passed
        failed = guard.validate(BAD, metadata={"request": REQUEST})
        assert not failed.validation_passed
        assert failed.validation_summaries[0].failure_reason == replylint.brief(replylint.lint(BAD, REQUEST, final=True))

    def test_a_guard_raises_with_the_brief(self, validator: Any) -> None:
        from guardrails import Guard
        from guardrails.errors import ValidationError

        with pytest.raises(ValidationError, match="The answer stays no"):
            Guard().use(validator(on_fail="exception")).validate(BAD)

    def test_severity_thread_and_what_cannot_be_judged(self, validator: Any) -> None:
        from guardrails.validator_base import FailResult, PassResult

        reply = GOOD.replace("hall", "chargeback")
        assert isinstance(validator().validate(reply, {"thread": [{"role": "customer", "text": "What of the chargeback?"}]}), PassResult)
        assert isinstance(validator().validate(reply, {}), FailResult)
        assert isinstance(validator(fail_on="error").validate(reply, {}), PassResult)
        assert "too long" in validator().validate(LONG, {}).error_message
        assert "not in English" in validator().validate(GERMAN, {}).error_message


class TestPromptfoo:
    """promptfoo calls a function of a file: nothing of it is needed."""

    @pytest.fixture
    def get_assert(self) -> Any:
        return adapter("promptfoo_assert", "replylint", "replylint").get_assert

    def graded(self, get_assert: Any, output: Any, **config: Any) -> dict[str, Any]:
        context = {"prompt": "Answer the customer.", "vars": {"request": REQUEST, "mail": "What of the chargeback?"}, "test": {}, "config": config or None}
        result = get_assert(output, context)
        assert isinstance(result["pass"], bool) and isinstance(result["score"], float) and isinstance(result["reason"], str)
        assert 0 <= result["score"] <= 1
        return dict(result)

    def test_a_good_and_a_bad_output(self, get_assert: Any) -> None:
        good, bad = self.graded(get_assert, GOOD), self.graded(get_assert, BAD)
        assert (good["pass"], bad["pass"]) == (True, False)
        assert good["score"] > bad["score"]
        assert bad["namedScores"]["alternatives"] == 0.0
        assert bad["reason"] == replylint.brief(replylint.lint(BAD, REQUEST, final=True))

    def test_its_configuration(self, get_assert: Any) -> None:
        reply = GOOD.replace("hall", "chargeback")
        assert not self.graded(get_assert, reply)["pass"]
        assert self.graded(get_assert, reply, request="mail")["pass"]
        assert self.graded(get_assert, reply, fail_on="error")["pass"]
        assert not self.graded(get_assert, reply, fail_on="error", min_score=100)["pass"]
        assert "gratitude" not in self.graded(get_assert, reply, profile="chat")["namedScores"]

    @pytest.mark.parametrize(
        ("output", "config", "reason"),
        [({"reply": GOOD}, {}, "the output is dict"), (LONG, {}, "too long"), (GOOD, {"profile": "chatt"}, "chatt"), (GOOD, {"fail_on": "often"}, "often")],
    )
    def test_what_cannot_be_judged_fails_and_says_why(self, get_assert: Any, output: Any, config: dict[str, Any], reason: str) -> None:
        graded = self.graded(get_assert, output, **config)
        assert (graded["pass"], graded["score"]) == (False, 0.0)
        assert reason in graded["reason"]

    @pytest.mark.parametrize(("output", "why"), [("", "nothing to read"), (GERMAN, "not in English")])
    def test_what_was_not_judged_does_not_pass(self, get_assert: Any, output: str, why: str) -> None:
        for config in ({}, {"final": False}, {"fail_on": "never"}):
            graded = self.graded(get_assert, output, **config)
            assert (graded["pass"], graded["score"]) == (False, 0.0)
            assert why in graded["reason"]

    @pytest.mark.parametrize("least", ["90", True, [90]])
    def test_a_score_that_is_no_number_is_told(self, get_assert: Any, least: Any) -> None:
        graded = self.graded(get_assert, GOOD, min_score=least)
        assert (graded["pass"], "min_score is" in graded["reason"]) == (False, True)


class TestLangChain:
    @pytest.fixture
    def judge(self) -> Any:
        return adapter("langchain_runnable", "langchain_core", "langchain-core").judge

    def test_in_a_chain_behind_a_model(self, judge: Any) -> None:
        from langchain_core.language_models import FakeListChatModel
        from langchain_core.prompts import ChatPromptTemplate

        chain = ChatPromptTemplate.from_messages([("human", "{request}")]) | FakeListChatModel(responses=[GOOD, BAD]) | judge
        good, bad = chain.invoke({"request": REQUEST}), chain.invoke({"request": REQUEST})
        assert (good["ok"], good["reply"], bad["ok"]) == (True, GOOD, False)
        assert bad["brief"] == replylint.brief(replylint.lint(BAD, final=True))
        assert good["score"] > bad["score"]

    def test_with_the_customers_words(self, judge: Any) -> None:
        from langchain_core.language_models import FakeListChatModel
        from langchain_core.output_parsers import StrOutputParser
        from langchain_core.prompts import ChatPromptTemplate
        from langchain_core.runnables import RunnablePassthrough

        reply = GOOD.replace("hall", "chargeback")
        write = ChatPromptTemplate.from_messages([("human", "{request}")]) | FakeListChatModel(responses=[reply]) | StrOutputParser()
        chain = RunnablePassthrough.assign(reply=write) | judge
        assert chain.invoke({"request": "What of the chargeback?"})["ok"]
        assert not chain.invoke({"request": REQUEST})["ok"]
        assert asyncio.run(chain.ainvoke({"request": "What of the chargeback?"}))["ok"]

    def test_many_at_once(self, judge: Any) -> None:
        got = judge.batch([GOOD, BAD, {"reply": GOOD, "request": REQUEST}] * 8, config={"max_concurrency": 8})
        assert [one["ok"] for one in got] == [True, False, True] * 8
        assert asyncio.run(judge.abatch([GOOD, BAD])) == judge.batch([GOOD, BAD])

    def test_what_cannot_be_judged_is_not_ok(self, judge: Any) -> None:
        judged = judge.invoke(LONG)
        assert (judged["ok"], judged["score"]) == (False, None)
        assert "too long" in judged["brief"]
        for text, why in (("", "nothing to read"), (GERMAN, "not in English")):
            judged = judge.invoke(text)
            assert (judged["ok"], why in judged["brief"]) == (False, True)
        with pytest.raises(TypeError, match="text is int"):
            judge.invoke(3)
