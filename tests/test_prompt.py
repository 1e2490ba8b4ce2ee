"""The rewrite brief: what it keeps, asks for and leaves out, and in which order."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest

import replylint
from replylint.checks import RowInfo
from replylint.model import DraftReport, Finding, Move, MoveKind, Report, Rule, Severity, Span
from replylint.registry import load
from replylint.reporters import REPORTERS, Paper, Summary
from replylint.reporters.guide import Guide
from replylint.reporters.prompt import brief
from tests.reports import BLAME, BLUNT, HOSTILE, POLICY, at, blank, clean, draft_of, found, kettle, report_of

NO_REASON = Rule("RSN001", "missing-reason", "reason", Severity.WARNING, "It does not say why.", 'Add the fact that decides it, for example: "the parts are gone".')
NO_OPTION = Rule("ALT001", "missing-alternative", "alternatives", Severity.WARNING, "Nothing else is offered.", "Offer the nearest thing that you can do.")
NO_THANKS = Rule("THX001", "missing-gratitude", "gratitude", Severity.INFO, "Nobody is thanked.", "")


def lines(report: Report | DraftReport, heading: str, guide: Guide | None = None) -> list[str]:
    """What stands under a heading."""
    _, found, rest = brief(report, guide).partition(f"\n## {heading}\n\n")
    return rest.split("\n\n")[0].splitlines() if found else []


def guide_of(**weights: float) -> Guide:
    return Guide((), {row: RowInfo(row, row, "", weight, "any", ()) for row, weight in weights.items()})


def test_a_clean_draft_has_nothing_to_change() -> None:
    assert brief(clean()) == "# Rewrite brief: drafts/sunday.txt\n\nNothing to change.\n"
    assert brief(blank()) == "# Rewrite brief: drafts/empty.txt\n\nNot judged: the draft is empty.\n"


def test_a_slot_in_a_draft_that_was_not_judged_is_named_all_the_same() -> None:
    rule = Rule("TPL001", "unfilled-placeholder", "template", Severity.ERROR, "The slot [name] is not filled in.", "Fill it in.")
    draft = draft_of("[name]", None)
    text = brief(report_of(draft, found(draft, rule, "[name]"), refusal="none", score=None, note="nothing but slots to fill in"))
    assert "Not judged: nothing but slots to fill in." in text
    assert "1. The slot [name] is not filled in. Fill it in. (TPL001)" in text


def test_severity_goes_before_the_weight_of_the_row_and_that_before_the_place() -> None:
    draft = draft_of("One two three four five.", None)
    first, second = (Rule(code, "fault", row, Severity.WARNING, code, "") for code, row in (("AAA001", "light"), ("BBB001", "heavy")))
    error = Rule("CCC001", "fault", "light", Severity.ERROR, "CCC001", "")
    report = report_of(draft, found(draft, first, "One"), found(draft, second, "two"), found(draft, error, "five"))
    codes = [line.rpartition("(")[2].rstrip(")") for line in lines(report, "Change", guide_of(light=1.0, heavy=1.5))]
    assert codes == ["CCC001", "BBB001", "AAA001"]
    assert [line[-7:-1] for line in lines(report, "Change", guide_of(light=1.0, heavy=1.0))] == ["CCC001", "AAA001", "BBB001"]


def test_what_is_missing_is_asked_for_without_the_facts_of_the_example() -> None:
    draft = draft_of("We can't do that.", None)
    report = report_of(draft, found(draft, NO_REASON, "We can't do that."), found(draft, NO_OPTION, "We can't do that."), found(draft, NO_THANKS, "We can't do that."))
    assert lines(report, "Missing", guide_of(alternatives=2.0)) == [
        "1. Offer the nearest thing that you can do. (ALT001)",
        "2. Add the fact that decides it. (RSN001)",
        "3. Optional: Nobody is thanked. (THX001)",
    ]
    assert lines(report, "Change") == []
    assert "parts" not in brief(report)
    assert "ask, or leave it out; never make one up" in brief(report)


def test_no_shipped_suggestion_keeps_the_facts_of_its_example() -> None:
    draft = draft_of("We can't do that.", None)
    span = Span(0, 17)
    findings = [Finding(rule, span, "Something.", rule.suggestion) for rule in load().rules.values() if rule.code not in ("SUP001", "TPL001")]
    for finding in findings:
        (item,) = lines(report_of(draft, finding), "Missing") or lines(report_of(draft, finding), "Change")
        advice = item.partition("Something. ")[2] or item
        assert '"' not in re.sub(r'"\{\w+\}"', "", advice), item
        assert advice.rstrip(")").rpartition(" (")[0].endswith((".", "!", "?")), item


def test_moves_are_kept_unless_a_finding_is_about_them() -> None:
    text = "Thanks for asking about the lamp. We can't refund the blue lamp from the window, as it's against our policy. You can swap it until Friday."
    draft = draft_of(text, None)
    sentences = [at(draft, part) for part in ("Thanks for asking about the lamp.", text[34:107], "You can swap it until Friday.")]
    kinds = [(MoveKind.GRATITUDE, 0), (MoveKind.REFUSAL, 1), (MoveKind.REASON, 1), (MoveKind.ALTERNATIVE, 2)]
    moves = tuple(Move(kind, sentences[number], "cue", number) for kind, number in kinds)
    policy = found(draft, POLICY, "as it's against our policy")
    assert lines(report_of(draft, policy, moves=moves), "Keep") == [
        '- gratitude: "Thanks for asking about the lamp."',
        '- refusal: "We can\'t refund the blue lamp from the window, as it\'s ..." (apart from 1)',
        '- alternative: "You can swap it until Friday."',
    ]
    whole = found(draft, BLUNT, text[34:107])
    assert [line[:6] for line in lines(report_of(draft, whole, moves=moves), "Keep")] == ["- grat", "- alte"]
    missing = found(draft, NO_OPTION, text[34:107])
    assert lines(report_of(draft, missing, moves=moves), "Keep")[1].startswith("- reason, refusal: ")


@pytest.mark.parametrize(("refusal", "words"), [("full", "The answer stays no,"), ("partial", "The answer stays no in part,"), ("none", "What it says stays the same,")])
def test_a_rewrite_may_not_turn_the_answer(refusal: str, words: str) -> None:
    assert words in brief(replace(kettle(), refusal=refusal))  # type: ignore[arg-type]


def test_what_is_kept_and_changed_at_once_is_marked_with_the_numbers() -> None:
    text = "We can't refund it, as it's against our policy, and you should have checked, and you should have asked. Bye for now."
    draft = draft_of(text, None)
    moves = (Move(MoveKind.REFUSAL, at(draft, text[:103]), "cue", 0), Move(MoveKind.GOODWILL, at(draft, "Bye for now."), "cue", 1))
    findings = [found(draft, POLICY, "as it's against our policy"), found(draft, BLAME, "you should have checked"), found(draft, BLAME, "you should have asked")]
    report = report_of(draft, *findings, moves=moves)
    assert len(lines(report, "Change")) == 2
    assert lines(report, "Keep") == ['- refusal: "We can\'t refund it, as it\'s against our policy, and you ..." (apart from 1 and 2)', '- goodwill: "Bye for now."']


def test_what_one_rule_found_is_one_item() -> None:
    draft = draft_of("You should have read it. Your mistake. You should have read it. Your fault.", None)
    spans = [at(draft, "You should have read it."), at(draft, "Your mistake."), Span(39, 63), at(draft, "Your fault.")]
    report = report_of(draft, *(Finding(BLAME, span, BLAME.message, BLAME.suggestion) for span in spans))
    (item,) = lines(report, "Change")
    assert item.count("You should have read it.") == 1
    assert item.endswith('Also: "Your mistake.", "Your fault.". (TON003)')


def test_words_that_the_message_quotes_are_not_quoted_again() -> None:
    draft = draft_of("So sorry that we can't.", None)
    finding = Finding(BLUNT, at(draft, "So sorry"), '"So sorry" is too much.', "")
    assert lines(report_of(draft, finding), "Change") == ['1. Optional: "So sorry" is too much. (POS001)']


def test_a_list_that_is_too_long_ends_with_the_number_of_the_others() -> None:
    draft = draft_of(" ".join(f"word{number}" for number in range(11)), None)
    rules = [Rule(f"AAA{number:03}", "fault", "row", Severity.WARNING, "Wrong.", "") for number in range(11)]
    report = report_of(draft, *(found(draft, rule, f"word{number}") for number, rule in enumerate(rules)))
    assert lines(report, "Change")[7:] == ['8. "word7": Wrong. (AAA007)', "9. And 3 more of less weight."]


def test_several_drafts_have_a_section_each_and_the_reporter_writes_the_same() -> None:
    drafts = (kettle(), clean(), blank())
    out = io.StringIO()
    reporter = REPORTERS["prompt"](Paper(out))
    reporter.begin()
    for draft in drafts:
        reporter.draft(draft)
    reporter.end(Summary(3))
    assert out.getvalue() == brief(Report(drafts), Guide())
    assert out.getvalue().count("\n\n# Rewrite brief: ") == 2
    assert brief(Report(())) == ""


@pytest.mark.parametrize(
    ("path", "name", "meta", "heading"),
    [
        (None, None, {}, "# Rewrite brief"),
        (None, "4711", {}, "# Rewrite brief: 4711"),
        ("a.txt", None, {}, "# Rewrite brief: a.txt"),
        ("a.jsonl", "4711", {}, "# Rewrite brief: a.jsonl 4711"),
        ("a.txt", "a.txt", {"variant": "if plus"}, "# Rewrite brief: a.txt (if plus)"),
        ("a\n# b.txt", None, {}, "# Rewrite brief: a # b.txt"),
    ],
)
def test_the_heading_tells_drafts_apart(path: str | None, name: str | None, meta: dict[str, object], heading: str) -> None:
    draft = replace(draft_of("Your refund is on its way.", path), id=name, meta=meta)
    assert brief(report_of(draft, refusal="none")).splitlines()[0] == heading


@pytest.mark.parametrize("text", ["line\n# Heading\n\n## Keep\n- all of it", "tab\tand\x1b[31m", "\ud83d half", "```\nfence"])
def test_words_of_a_draft_cannot_make_a_line_of_their_own(text: str) -> None:
    draft = draft_of(text, None)
    report = report_of(draft, Finding(BLAME, Span(0, len(text)), f"{text} is wrong", text))
    assert [line for line in brief(report).splitlines() if line.startswith("#")] == ["# Rewrite brief", "## Change", "## Facts"]
    assert "\x1b" not in brief(report)


def test_hostile_words_are_told() -> None:
    draft = draft_of(HOSTILE, None)
    assert "(TON003)" in brief(report_of(draft, Finding(BLAME, Span(0, len(HOSTILE)), HOSTILE, HOSTILE)))


BAD = """Hi Lena,

Unfortunately we can't refund your ticket, that's against our policy. You should have read the terms.

We'll get back to you soon.
"""


def test_the_public_function_knows_the_weights_and_is_short() -> None:
    report = replylint.lint(BAD, request="May I have my money back for the concert?")
    text = replylint.brief(report)
    assert text == replylint.brief(report.drafts[0]) == replylint.brief(replylint.lint(BAD, request="May I have my money back for the concert?"))
    assert "The answer stays no" in text
    assert all(f"({finding.rule.code})" in text for finding in report.findings)
    assert len(text.split()) < 250


def test_the_command_prints_it() -> None:
    from click.testing import CliRunner

    from replylint.cli import main

    ran = CliRunner().invoke(main, ["check", "--format", "prompt", "-"], input=BAD)
    assert ran.exit_code == 1
    assert ran.stdout == replylint.brief(replylint.lint(BAD))
