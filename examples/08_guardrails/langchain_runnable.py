"""A LangChain runnable: judges the reply that a chain made, and says what to change.

    from langchain_runnable import judge

    chain = prompt | model | judge
    judged = chain.invoke({"request": what_the_customer_wrote})
    if not judged["ok"]:
        print(judged["brief"])

It takes a text, a message, or a mapping with "reply" and what `replylint.lint` takes beside it: "request", "thread", "profile". So that the customer's
words reach it: `RunnablePassthrough.assign(reply=prompt | model | StrOutputParser()) | judge`.

pip install langchain-core
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable, RunnableLambda

import replylint


class Judged(TypedDict):
    """`ok`: nothing is worse than a hint. `score` is 0 to 100, None where no row applies. `brief` is for whoever rewrites the reply."""

    reply: str
    ok: bool
    score: int | None
    brief: str


def _judged(given: Any) -> Judged:
    text, known = _read(given)
    return _told(text, replylint.lint(text, **known))


async def _ajudged(given: Any) -> Judged:
    text, known = _read(given)
    return _told(text, await replylint.alint(text, **known))


def _read(given: Any) -> tuple[str, dict[str, Any]]:
    known = {name: given[name] for name in ("request", "thread", "profile") if given.get(name)} if isinstance(given, Mapping) else {}
    reply = given["reply"] if isinstance(given, Mapping) else given
    return str(reply.text) if isinstance(reply, BaseMessage) else reply, {"final": True, **known}


def _told(text: str, report: replylint.Report) -> Judged:
    said = [replylint.brief(report), *(failure.message for failure in report.failures)]
    score = report.drafts[0].score if report.drafts else None
    return {"reply": text, "ok": report.exit_status("warning") == 0, "score": score, "brief": "\n".join(filter(None, said))}


judge: Runnable[Any, Judged] = RunnableLambda(_judged, afunc=_ajudged, name="replylint")
