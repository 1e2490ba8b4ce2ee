"""An assertion for promptfoo: the output passes when nothing in it is worse than a hint; its score is replylint's, from 0 to 1.

    # promptfooconfig.yaml
    tests:
      - vars: {request: "Can I have my money back for the concert?"}
        assert:
          - type: python
            value: file://promptfoo_assert.py
            config: {profile: support, fail_on: warning, min_score: 60, request: request}

All of `config` may be left out. `request` there names the variable that holds the customer's words. promptfoo calls `get_assert` in the Python that
PROMPTFOO_PYTHON names: install replylint in that one. Needs no package of promptfoo's.
"""

from __future__ import annotations

from typing import Any

import replylint


def get_assert(output: str, context: dict[str, Any]) -> dict[str, Any]:
    """Grades an output: pass, score, reason (the rewrite brief), and a named score for each row of the guideline table that applies."""
    config = context.get("config") or {}
    request = (context.get("vars") or {}).get(config.get("request", "request"))
    if not isinstance(output, str):  # promptfoo parses output that is JSON
        return {"pass": False, "score": 0.0, "reason": f"there is no text to judge: the output is {type(output).__name__}"}
    try:
        report = replylint.lint(output, request if isinstance(request, str) else None, config.get("profile"), final=config.get("final", True))
        status = report.exit_status(config.get("fail_on", "warning"), config.get("min_score"))
    except (replylint.ReplylintError, TypeError, ValueError) as error:  # in the configuration of the assertion
        return {"pass": False, "score": 0.0, "reason": str(error)}
    failures = [failure.message for failure in report.failures]
    scores = [draft.score for draft in report.drafts if draft.score is not None]
    rows = {verdict.row: verdict.score for draft in report.drafts for verdict in draft.verdicts if verdict.score is not None}
    return {
        "pass": status == 0,
        "score": min(scores, default=100 if status == 0 else 0) / 100,
        "reason": "\n".join(filter(None, [replylint.brief(report), *failures])),
        "namedScores": rows,
    }
