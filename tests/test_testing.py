"""`replylint.testing`, with which anyone runs the cases of a check: what it reads, and what it says is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from replylint.testing import Case, faults, read_cases, replies
from tests.own_checks import WordCheck

TEA = WordCheck("tea", "TEA001", "tea")


def write(folder: Path, text: str) -> Path:
    path = folder / "tea" / "cases.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def case(draft: str, kind: str = "bad", *texts: str, request: str | None = None) -> Case:
    return Case("tea/cases.yaml", 1, "TEA001", kind, draft, request, tuple(("TEA001", text) for text in texts))


def said(one: Case) -> list[str]:
    (reply,) = replies([one])
    return faults(one, TEA, reply)


def test_cases_are_read_with_their_names(tmp_path: Path) -> None:
    first = "- {rule: TEA001, kind: bad, draft: ' No tea. ', finds: [{code: TEA001, text: tea}]}\n"
    path = write(tmp_path, first + "- {rule: TEA001, kind: near-miss, draft: Steak., request: Tea?, why: a word}\n")
    bad, near = read_cases(path)
    assert (bad.name, near.name) == ("tea-TEA001-bad-1", "tea-TEA001-near-miss-2")
    assert (bad.draft, bad.finds, near.request, near.why) == ("No tea.", (("TEA001", "tea"),), "Tea?", "a word")


def test_an_empty_file_has_no_cases(tmp_path: Path) -> None:
    assert read_cases(write(tmp_path, "# none yet\n")) == ()


@pytest.mark.parametrize(("text", "message"), [
    ("rule: TEA001", "expected a list of cases"),
    ("- a word", "case 1: expected a mapping with rule, kind and draft"),
    ("- {rule: TEA001, kind: good}", "case 1: expected a mapping with rule, kind and draft"),
    ("- {rule: TEA001, kind: good, draft: x, finding: y}", "case 1: unknown key 'finding'; there are draft, finds, kind, request, rule, why"),
    ("- {rule: TEA001, kind: worse, draft: x}", "case 1: `kind` must be one of bad, good, near-miss, not 'worse'"),
    ("- {rule: TEA001, kind: bad, draft: x, finds: [tea]}", "case 1: `finds` must be a list of {code, text}"),
    ("- {rule: TEA001, kind: bad, draft: x, finds: [{code: TEA001}]}", "case 1: `finds` must be a list of {code, text}"),
    ("- {rule: TEA001, kind: bad, draft: x}", "a bad case finds its rule"),
    ("- {rule: TEA001, kind: good, draft: x, finds: [{code: TEA001, text: x}]}", "a bad case finds its rule, a good one and a near miss do not"),
    ("- {rule: TEA001, kind: good, draft: x}\n- {rule: TEA001, kind: odd, draft: x}", "case 2: "),
])  # fmt: skip
def test_a_case_that_is_not_of_the_form_is_told_with_its_number(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as raised:
        read_cases(write(tmp_path, text))
    assert str(tmp_path) in str(raised.value)


def test_nothing_is_said_of_a_case_that_holds() -> None:
    assert said(case("We have no tea.", "bad", "tea")) == []
    assert said(case("We have tea and tea.", "bad", "tea", "tea")) == []
    assert said(case("We have steak.", "good")) == []


def test_what_is_missing_and_what_is_too_much_is_said() -> None:
    assert said(case("We have no milk.", "bad", "tea")) == ["expected TEA001 at 'tea'"]
    assert said(case("We have no tea, tea.", "bad", "tea")) == ["did not expect TEA001 at 'tea'"]
    assert said(case("We have tea.", "bad", "green tea")) == ["expected TEA001 at 'green tea'", "did not expect TEA001 at 'tea'"]
    assert said(case("We have tea.", "good")) == ["did not expect TEA001 at 'tea'"]


def test_other_rules_of_the_row_may_fire_beside_it() -> None:
    one = Case("tea/cases.yaml", 1, "TEA002", "good", "We have tea.", None, ())
    assert said(one) == []


def test_replies_keep_their_order_and_their_requests() -> None:
    cases = [case(f"We have {number} cups.", "good", request=f"{number}?" if number % 2 else None) for number in range(40)]
    found = list(replies(cases))
    assert [(reply.draft.text, reply.draft.request) for reply in found] == [(one.draft, one.request) for one in cases]
