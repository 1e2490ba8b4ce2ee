"""An output guardrail for the OpenAI Agents SDK: a reply with a warning or an error is not sent.

    from openai_agents import no_worse_than_warned

    agent = Agent(name="Support", instructions=…, output_guardrails=[no_worse_than_warned])
    try:
        result = await Runner.run(agent, what_the_customer_wrote)
    except OutputGuardrailTripwireTriggered as stopped:
        brief = stopped.guardrail_result.output.output_info["brief"]  # what to change: give it to the agent, or to a person

pip install openai-agents
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agents import Agent, GuardrailFunctionOutput, RunContextWrapper, output_guardrail

import replylint


@output_guardrail(name="replylint")
async def no_worse_than_warned(context: RunContextWrapper[Any], agent: Agent[Any], output: Any) -> GuardrailFunctionOutput:
    """Trips on a finding that is more than a hint, and on a reply that cannot be judged."""
    text = output if isinstance(output, str) else getattr(output, "reply", None)  # an agent with an output type: the field that is sent
    if not isinstance(text, str):
        return GuardrailFunctionOutput({"brief": f"There is no text to judge in {type(output).__name__}.", "codes": []}, True)
    report = await replylint.alint(text, thread=list(_messages(context)), final=True)
    info = {
        "brief": replylint.brief(report),
        "codes": [finding.rule.code for finding in report.findings],
        "failures": [failure.message for failure in report.failures],
    }
    return GuardrailFunctionOutput(info, tripwire_triggered=report.exit_status("warning") != 0)


def _messages(context: RunContextWrapper[Any]) -> Iterator[dict[str, str]]:
    """What the run was started with, as `replylint.lint` takes it."""
    for item in context.turn_input:
        content = item.get("content")
        parts = content if isinstance(content, list) else [{"text": content}]
        words = " ".join(str(part["text"]) for part in parts if isinstance(part.get("text"), str))
        if isinstance(role := item.get("role"), str) and words:
            yield {"role": role, "text": words}
