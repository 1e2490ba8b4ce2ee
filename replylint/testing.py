"""Runs the cases of a check: for the shipped checks and for anyone's own.

`cases.yaml` is a list; each case is a draft and what is expected of it:

    - rule: ALT001                # the rule the case is about
      kind: bad | good | near-miss
      draft: |                    # the reply; `request:` may stand beside it
        ...
      finds: [{code: ALT001, text: "the words underlined"}]   # bad: `text` is the finding's exact words, or a part of them
      why: what makes it hard     # near misses say it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from replylint.checks import Check
from replylint.model import Finding
from replylint.moves.reply import Reply


@dataclass(frozen=True, slots=True)
class Case:
    """One case of `cases.yaml`."""

    path: str
    number: int
    rule: str
    kind: str
    draft: str
    request: str | None
    finds: tuple[tuple[str, str], ...]
    why: str = ""

    @property
    def name(self) -> str:
        """For the list of a test run: row, rule, kind, number."""
        return f"{Path(self.path).parent.name}-{self.rule}-{self.kind}-{self.number}"


def read_cases(path: str | Path) -> tuple[Case, ...]:
    """The cases of a file. Raises ValueError for a case that is not of the form above."""
    cases = []
    for number, item in enumerate(yaml.load(Path(path).read_text("utf-8"), Loader=yaml.CSafeLoader) or [], 1):
        unknown = set(item) - {"rule", "kind", "draft", "request", "finds", "why"}
        if unknown or item["kind"] not in ("bad", "good", "near-miss"):
            raise ValueError(f"{path}: case {number}: unknown key or kind: {unknown or item['kind']}")
        finds = tuple((find["code"], find["text"]) for find in item.get("finds", ()))
        if (item["kind"] == "bad") != any(code == item["rule"] for code, _ in finds):
            raise ValueError(f"{path}: case {number}: a bad case finds its rule, a good one and a near miss do not")
        cases.append(Case(str(path), number, item["rule"], item["kind"], item["draft"].strip(), item.get("request"), finds, item.get("why", "")))
    return tuple(cases)


def faults(case: Case, check: Check, reply: Reply, options: dict[str, Any] | None = None) -> list[str]:
    """What is not as the case says; empty when all is well. Every finding of the case's rule must be expected, and every expected one be there."""
    found = [finding for finding in check.check(reply, options or {}).findings]
    said: list[str] = []
    left = list(found)
    for code, text in case.finds:
        hit = next((finding for finding in left if finding.rule.code == code and text in reply.text(finding.span)), None)
        if hit is None:
            said.append(f"expected {code} at {text!r}")
        else:
            left.remove(hit)
    said.extend(f"did not expect {_shown(finding, reply)}" for finding in left if finding.rule.code == case.rule)
    return said


def _shown(finding: Finding, reply: Reply) -> str:
    return f"{finding.rule.code} at {reply.text(finding.span)!r}"


def replies(cases: Iterable[Case]) -> Iterator[Reply]:
    """The cases' drafts, read and annotated with one load of the model."""
    from replylint.draft import Source
    from replylint.formats import plain
    from replylint.moves import annotate
    from replylint.nlp import pipe

    drafts = []
    for case in cases:
        draft = plain.read(Source(case.draft))
        drafts.append(with_request(draft, case.request))
    for draft, doc in pipe(drafts):
        yield annotate(draft, doc)


def with_request(draft: Any, request: str | None) -> Any:
    """The draft with the customer's request beside it."""
    from dataclasses import replace

    return replace(draft, request=request) if request else draft
