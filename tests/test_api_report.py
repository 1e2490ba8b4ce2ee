"""The report that the Python API gives: what passes, what fails, what was not judged, and the record of a draft."""

from __future__ import annotations

import pytest

import replylint
from replylint.model import Report, Severity
from tests.known_replies import NO, YES

GERMAN = "Leider k\u00f6nnen wir Ihnen das Geld nicht zur\u00fcckgeben, weil die Frist abgelaufen ist."


def test_a_report_of_one_draft() -> None:
    report = replylint.lint(NO)
    assert len(report.drafts) == 1
    assert report.failures == ()
    assert (report.exit_status(), report.exit_status(None), report.exit_status(None, 100), report.exit_status(Severity.ERROR)) == (1, 0, 1, 0)
    assert report.findings == report.drafts[0].findings
    assert replylint.lint(YES).exit_status() == 0


def test_nothing_and_empty_text() -> None:
    report = replylint.lint("")
    assert (report.drafts[0].note, report.exit_status()) == ("nothing to read", 2)


@pytest.mark.parametrize("final", [True, None])
@pytest.mark.parametrize("text", ["", " \n", "Internal note: the customer has called twice.", GERMAN], ids=["empty", "blank", "internal", "German"])
def test_what_was_not_judged_does_not_pass(text: str, final: bool | None) -> None:
    report = replylint.lint(text, final=final)
    assert (report.failures, report.findings, report.drafts[0].is_judged) == ((), (), False)
    assert [report.exit_status(choice) for choice in ("error", "never", None)] == [2, 2, 2]
    assert report.exit_status(unjudged=False) == 0
    assert Report((replylint.lint(YES).drafts[0], report.drafts[0])).exit_status() == 2


@pytest.mark.parametrize("text", [YES, "Hi Sam,", "We can't."], ids=["nothing is turned down", "a fragment", "short"])
def test_what_was_judged_says_so(text: str) -> None:
    report = replylint.lint(text)
    assert report.drafts[0].is_judged
    assert report.exit_status("never") == 0


def test_a_score_is_compared_with_a_number() -> None:
    report = replylint.lint(NO)
    for wrong in ("90", True):
        with pytest.raises(TypeError, match="min_score is"):
            report.exit_status(None, wrong)  # type: ignore[arg-type]
    assert report.exit_status(None, 99.5) == 1


def test_exit_status_takes_a_severity_or_its_name() -> None:
    report = replylint.lint(NO)
    assert [report.exit_status(word) for word in ("info", "warning", "error", "never")] == [
        report.exit_status(choice) for choice in (Severity.INFO, Severity.WARNING, Severity.ERROR, None)
    ]
    with pytest.raises(ValueError, match="fail_on is 'often'; expected one of error, warning, info, never"):
        report.exit_status("often")


def test_the_record_of_a_draft_is_the_line_that_the_program_prints() -> None:
    from jsonschema import Draft202012Validator

    from replylint.reporters.schema import schema

    record = replylint.record(replylint.lint(NO).drafts[0])
    Draft202012Validator(schema()).validate(record)
    assert record["refusal"] == "full"
