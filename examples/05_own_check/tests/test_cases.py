"""Runs the cases of every check of this package: `pip install -e '.[test]'` for replylint, then `pytest` here."""

import pytest
from house_checks import get_checks

from replylint.testing import faults, read_cases, replies

CHECKED = [(check, case) for check in get_checks() for case in read_cases(check.cases)]


@pytest.mark.parametrize(("check", "case"), CHECKED, ids=[case.name for _, case in CHECKED])
def test_case(check, case):
    (reply,) = replies([case])
    assert faults(case, check, reply) == []
