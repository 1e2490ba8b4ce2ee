"""Every case of every shipped check: the rule fires where it should and nowhere else. All drafts are parsed once, in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import pytest
from replylint_checks import get_checks

from replylint.checks import FolderCheck
from replylint.moves.reply import Reply
from replylint.testing import Case, faults, read_cases, replies

CHECKS = {check.info.row: check for check in get_checks()}
CASES = tuple((row, case) for row, check in CHECKS.items() for case in read_cases(check.cases))
LEAST = {"bad": 3, "good": 3, "near-miss": 2}


@lru_cache(maxsize=1)
def parsed() -> Mapping[str, Reply]:
    return dict(zip((case.name for _, case in CASES), replies(case for _, case in CASES), strict=True))


@pytest.mark.parametrize(("check", "case"), [pytest.param(CHECKS[row], case, id=case.name) for row, case in CASES])
def test_case(check: FolderCheck, case: Case) -> None:
    said = faults(case, check, parsed()[case.name])
    assert said == [], f"{said} in:\n{case.draft}\n{case.why}"


def test_case_names_are_unique() -> None:
    assert [name for name, count in Counter(case.name for _, case in CASES).items() if count > 1] == []


@pytest.mark.parametrize("code", [rule.code for check in CHECKS.values() for rule in check.rules])
def test_every_rule_has_cases_of_every_kind(code: str) -> None:
    kinds = Counter(case.kind for _, case in CASES if case.rule == code)
    assert {kind: kinds[kind] for kind, least in LEAST.items() if kinds[kind] < least} == {}


@pytest.mark.parametrize("row", CHECKS)
def test_cases_are_about_the_rules_of_their_row(row: str) -> None:
    codes = {rule.code for rule in CHECKS[row].rules}
    assert {case.rule for own, case in CASES if own == row} <= codes


def test_every_near_miss_says_what_makes_it_hard() -> None:
    assert [case.name for _, case in CASES if case.kind == "near-miss" and not case.why] == []


def test_no_draft_is_used_twice_for_a_rule() -> None:
    drafts = Counter((case.rule, case.draft, case.request) for _, case in CASES)
    assert [draft for draft, count in drafts.items() if count > 1] == []
