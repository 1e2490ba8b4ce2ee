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

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from replylint.checks import Check
from replylint.draft import Draft, Source
from replylint.model import Finding
from replylint.moves.reply import Reply

KINDS = ("bad", "good", "near-miss")
_KEYS = {"rule", "kind", "draft", "request", "finds", "why"}


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
    """The cases of a file. Raises ValueError for a case that is not of the form above, OSError and yaml.YAMLError for a file that is none."""
    raw = yaml.load(Path(path).read_text("utf-8"), Loader=yaml.CSafeLoader) or []
    if not isinstance(raw, list):
        raise ValueError(f"{path}: expected a list of cases")
    return tuple(_read_case(str(path), number, item) for number, item in enumerate(raw, 1))


def _read_case(path: str, number: int, item: object) -> Case:
    where = f"{path}: case {number}"
    if not isinstance(item, dict) or not all(isinstance(item.get(key), str) for key in ("rule", "kind", "draft")):
        raise ValueError(f"{where}: expected a mapping with rule, kind and draft")
    unknown = sorted(str(key) for key in set(item) - _KEYS)
    if unknown:
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; there are {', '.join(sorted(_KEYS))}")
    if item["kind"] not in KINDS:
        raise ValueError(f"{where}: `kind` must be one of {', '.join(KINDS)}, not {item['kind']!r}")
    try:
        finds = tuple((str(find["code"]), str(find["text"])) for find in item.get("finds", ()))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{where}: `finds` must be a list of {{code, text}}") from error
    if (item["kind"] == "bad") != any(code == item["rule"] for code, _ in finds):
        raise ValueError(f"{where}: a bad case finds its rule, a good one and a near miss do not")
    return Case(path, number, item["rule"], item["kind"], item["draft"].strip(), item.get("request"), finds, item.get("why", ""))


def faults(case: Case, check: Check, reply: Reply, options: Mapping[str, Mapping[str, object]] | None = None) -> list[str]:
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
    from replylint.formats import plain
    from replylint.moves import annotate
    from replylint.nlp import pipe

    for draft, doc in pipe(with_request(plain.read(Source(case.draft)), case.request) for case in cases):
        yield annotate(draft, doc)


def with_request(draft: Draft, request: str | None) -> Draft:
    """The draft with the customer's request beside it."""
    return replace(draft, request=request) if request else draft
