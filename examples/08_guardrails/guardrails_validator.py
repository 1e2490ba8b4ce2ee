"""A validator for Guardrails AI: passes a reply in which nothing is worse than a hint, else fails with the rewrite brief.

    from guardrails import Guard
    from guardrails_validator import GoodRefusal

    guard = Guard().use(GoodRefusal(on_fail="exception"))
    guard.validate(reply, metadata={"request": what_the_customer_wrote})

With on_fail="reask" the brief is what the model is asked to mend. Guardrails AI itself reports its use over the network unless `enable_metrics=false`
stands in ~/.guardrailsrc.

pip install guardrails-ai
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guardrails.validator_base import FailResult, PassResult, ValidationResult, Validator, register_validator

import replylint


@register_validator(name="replylint/good-refusal", data_type="string")
class GoodRefusal(Validator):  # type: ignore[misc]
    """`fail_on` is the least severity that fails: error, warning or info. Metadata: "request", or "thread" as `replylint.lint` takes it."""

    def __init__(self, fail_on: str = "warning", profile: str | None = None, on_fail: str | Callable[..., Any] | None = None) -> None:
        super().__init__(on_fail=on_fail, fail_on=fail_on, profile=profile)
        self._fail_on = fail_on
        self._profile = profile

    def _validate(self, value: Any, metadata: dict[str, Any]) -> ValidationResult:
        report = replylint.lint(value, metadata.get("request"), self._profile, thread=metadata.get("thread"), final=True)
        if report.exit_status(self._fail_on) == 0:
            return PassResult()
        said = [replylint.brief(report), *(failure.message for failure in report.failures)]
        return FailResult(error_message="\n".join(filter(None, said)))
