"""What suppressions, the configuration and the profile do to findings, and that settings are worked out once."""

from __future__ import annotations

from typing import Any

import pytest

from replylint import runner
from replylint.config import Config
from replylint.errors import ConfigError
from replylint.model import DraftReport, Severity, Span
from replylint.registry import Registry
from replylint.rule_choice import RuleChoice, choose
from replylint.runner import Linter
from tests.own_checks import WordCheck, crashing, with_checks
from tests.short_drafts import TEA, codes, draft, page, reports

# Suppressions


def test_a_suppression_takes_the_finding_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea", "weak"))
    (report,) = reports(Linter().run(page("No tea here.\n\n<!-- replylint: ignore TEA001 -- it is the name of the shop -->\nThe tea house is shut.\n")))
    assert [(finding.rule.code, finding.span) for finding in report.findings] == [("TEA001", Span(3, 6))]
    assert report.verdicts[0].findings == report.findings
    assert report.score == 50  # what is silenced was found all the same


def test_a_suppression_that_does_nothing_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"))
    (report,) = reports(Linter().run(page("<!-- replylint: ignore TEA001 -- no tea -->\nCoffee is on its way.\n")))
    assert codes(report) == ["SUP001"]
    (report,) = reports(Linter(ignore=["TEA001"]).run(page("<!-- replylint: ignore TEA001 -- no tea -->\nTea is on its way.\n")))
    assert codes(report) == []  # a rule that is off was not looked for


def test_the_report_of_a_useless_suppression_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"))
    (report,) = reports(Linter(ignore=["SUP001"]).run(page("<!-- replylint: ignore TEA001 -- no tea -->\nCoffee is on its way.\n")))
    assert codes(report) == []


MACROS = "---\nreplylint:\n  ignore: {{TEA001: the shop's name}}\n---\n# Macros\n" + "\n## Macro\n\n> Hi [name], thank you. {}\n" * 3


def test_front_matter_holds_for_every_draft_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"))
    drafts = page(MACROS.format("Coffee is on its way.", "No tea today.", "Milk is on its way."))
    assert len(drafts) == 3
    assert [codes(report) for report in reports(Linter().run([*drafts, draft("No tea.", "other.txt")]))] == [[], [], [], ["TEA001"]]
    unused = page(MACROS.format("Coffee is on its way.", "No cocoa today.", "Milk is on its way."))
    assert [codes(report) for report in reports(Linter().run(unused))] == [["SUP001"], [], []]


def test_two_files_with_front_matter_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"))
    first = page(MACROS.format("No tea today.", "Coffee is here.", "Milk is here."), "a.md")
    second = page(MACROS.format("Juice is here.", "Coffee is here.", "Milk is here."), "b.md")
    found = reports(Linter().run([*first, *second]))
    assert [report.draft.source.path for report in found] == ["a.md"] * 3 + ["b.md"] * 3
    assert [codes(report) for report in found] == [[], [], [], ["SUP001"], [], []]


def test_a_crash_between_the_drafts_of_a_file_does_not_part_them(monkeypatch: pytest.MonkeyPatch) -> None:
    crashing(monkeypatch)
    drafts = page(MACROS.format("Coffee is on its way.", "A crash, a cake.", "No tea today."))
    results = list(Linter().run(drafts))
    assert [type(result).__name__ for result in results] == ["DraftReport", "Failure", "DraftReport", "DraftReport"]
    assert [codes(result) for result in results if isinstance(result, DraftReport)] == [[], [], []]


# Configuration


def test_allowed_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"))
    (report,) = reports(Linter(Config.from_mapping({"allow": ["Green  Tea House"]})).run([draft("The green tea house has no tea, nor has Green\u00a0Tea House Two.".lower())]))
    assert [finding.span.start for finding in report.findings] == [27]


def test_overrides_hold_for_their_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"), WordCheck("milk", "MLK001", "milk"))
    config = Config.from_mapping({
        "rules": {"MLK001": "info"},
        "overrides": [{"files": ["chat/*"], "rules": {"TEA001": "off"}}, {"files": ["legal/**"], "rules": {"no-tea": "error"}, "allow": ["oat milk"]}],
    })
    text = "No tea, no milk, no oat milk."
    plain_, chat, legal = reports(Linter(config).run([draft(text, "a.txt"), draft(text, "chat/a.txt"), draft(text, "legal/x/a.txt")]))
    assert [(finding.rule.code, finding.rule.severity.value) for finding in plain_.findings] == [("TEA001", "warning"), ("MLK001", "info"), ("MLK001", "info")]
    assert codes(chat) == ["MLK001", "MLK001"]
    assert [(finding.rule.code, finding.rule.severity) for finding in legal.findings] == [("TEA001", Severity.ERROR), ("MLK001", Severity.INFO)]


def test_options_reach_the_check_in_their_types(monkeypatch: pytest.MonkeyPatch) -> None:
    tea = WordCheck("tea", "TEA001", "tea")
    with_checks(monkeypatch, tea)
    reports(Linter(Config.from_mapping({"rules": {"TEA001": {"most": 3}}})).run([draft(TEA)]))
    reports(Linter().run([draft(TEA)]))
    assert tea.options_seen == [{"most": 3}, {}]
    with pytest.raises(ConfigError, match="expected a whole number"):
        Linter(Config.from_mapping({"rules": {"TEA001": {"most": "three"}}}))


def test_a_limit_below_one_counts_as_one() -> None:
    text = "We can't print on cork. You could take linen."
    for most in (0, -2):
        (report,) = reports(Linter(Config.from_mapping({"rules": {"ALT002": {"most": most}}})).run([draft(text)]))
        assert "ALT002" not in codes(report)


def test_select_and_ignore_of_the_constructor_lie_over_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"), WordCheck("milk", "MLK001", "milk"), WordCheck("cake", "CAK001", "cake"))
    text = "No tea, no milk, no cake."
    config = Config.from_mapping({"ignore": ["no-cake"]})
    assert [codes(report) for report in reports(Linter(config).run([draft(text)]))] == [["TEA001", "MLK001"]]
    assert [codes(report) for report in reports(Linter(config, ignore=["TEA"]).run([draft(text)]))] == [["MLK001"]]
    assert [codes(report) for report in reports(Linter(config, select=["TEA001"]).run([draft(text)]))] == [["TEA001"]]


def test_a_row_that_the_profile_does_not_ask_is_na_and_no_part_of_the_score() -> None:
    text = "Hi Rosa,\n\nWe can't move your lesson because the studio is closed on Sundays. You're welcome on Saturday at ten instead.\n"
    (support,) = reports(Linter(profile="support").run([draft(text)]))
    (chat,) = reports(Linter(profile="chat").run([draft(text)]))
    off = {verdict.row: verdict for verdict in chat.verdicts if verdict.row in ("gratitude", "follow_up")}
    assert {(verdict.level, verdict.score, verdict.note, verdict.findings) for verdict in off.values()} == {("na", None, "not asked by the profile chat", ())}
    assert "THX001" in codes(support)
    assert not {"THX001", "FUP001"} & set(codes(chat))
    assert support.score is not None and chat.score is not None and support.score < chat.score


def test_an_unknown_profile_names_those_that_are_there() -> None:
    with pytest.raises(ConfigError) as raised:
        Linter(profile="goverment")
    assert "government" in raised.value.failures[0].hint


def test_faults_of_the_configuration_are_told_before_anything_is_judged() -> None:
    with pytest.raises(ConfigError) as raised:
        Linter(Config.from_mapping({"rules": {"ALT009": "off"}, "profile": "chatt", "ignore": ["XYZ"]}))
    assert len(raised.value.failures) == 3


# Settings are worked out once


@pytest.mark.parametrize("options", [{}, {"ignore": ["TON"]}, {"select": ["ALT"], "ignore": ["ALT002"]}, {"profile": "chat", "final": True, "preview": True}])
def test_one_path_after_the_other_gets_the_same_settings(options: dict[str, Any]) -> None:
    linter = Linter(Config.from_mapping({"overrides": [{"files": ["chat/*"], "allow": ["x"]}]}), **options)
    assert linter.settings_for("a.txt") is linter.settings_for("b/c.txt") is linter.settings_for(None)
    assert linter.settings_for("chat/a.txt") is linter.settings_for("chat/b.txt")
    assert linter.settings_for("chat/a.txt") is not linter.settings_for("a.txt")
    assert linter.settings_for("chat/a.txt").ignore == tuple(options.get("ignore", ()))


def test_rules_are_chosen_once_for_all_drafts_under_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[object] = []

    def counted(known: Registry, settings: Any) -> RuleChoice:
        chosen.append(settings)
        return choose(known, settings)

    monkeypatch.setattr(runner, "choose", counted)
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"))
    linter = Linter(Config.from_mapping({"overrides": [{"files": ["chat/*"], "allow": ["x"]}]}), ignore=["SUP001"])
    found = reports(linter.run(draft(TEA, f"{folder}{number}.txt") for number in range(40) for folder in ("", "chat/")))
    assert len(found) == 80
    assert len(chosen) == 2
