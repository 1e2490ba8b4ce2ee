"""The runner: order, streaming, what a failure costs, what configuration and suppressions do to findings, and how the score comes about."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from replylint import nlp, registry, runner
from replylint.checks import Check
from replylint.config import Config
from replylint.draft import Draft, Source
from replylint.errors import ConfigError, Failure, ModelError
from replylint.formats import jsonl, markdown, plain
from replylint.kinds import UNSURE
from replylint.language import is_english
from replylint.model import DraftReport, Finding, Report, Severity, Span, Verdict
from replylint.moves import annotate
from replylint.registry import Registry
from replylint.reporters.scorecard import said_of
from replylint.rule_choice import RuleChoice, choose
from replylint.runner import ALL_RULES_OFF, NOT_ENGLISH, NOTHING_REFUSED, NOTHING_TO_READ, ONLY_SLOTS, Linter
from tests.own_checks import WordCheck

TEA = "The tea is sold out, so we can't send it."
COFFEE = "The coffee is on its way to you."


def with_checks(monkeypatch: pytest.MonkeyPatch, *checks: Check, profiles: bool = True) -> None:
    """Only these checks are installed; the shipped profiles stay."""
    shipped = registry.load().profiles if profiles else {}
    monkeypatch.setattr(registry, "load", lambda directories=(): Registry(checks, shipped))


def draft(text: str, path: str | None = None, request: str | None = None) -> Draft:
    return replace(plain.read(Source(text, path)), request=request)


def page(text: str, path: str = "macros.md") -> list[Draft]:
    return [item for item in markdown.read(Source(text, path)) if isinstance(item, Draft)]


def reports(results: Iterable[DraftReport | Failure]) -> list[DraftReport]:
    kept = list(results)
    assert [item for item in kept if isinstance(item, Failure)] == []
    return [item for item in kept if isinstance(item, DraftReport)]


def codes(report: DraftReport) -> list[str]:
    return [finding.rule.code for finding in report.findings]


def words(report: DraftReport) -> list[str]:
    return [report.draft.text[finding.span.start : finding.span.end] for finding in report.findings]


# Order and streaming


def test_results_come_in_the_order_of_the_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"))
    inputs: list[Draft | Failure] = []
    for number in range(3 * runner._CHUNK // 2):
        kind = number % 5
        inputs.append(Failure(f"fault {number}", f"{number}.txt") if kind == 3 else draft(("", TEA, COFFEE, "", "\U0001f642")[kind], f"{number}.txt"))
    results = list(Linter().run(inputs))
    assert [result.path if isinstance(result, Failure) else result.draft.source.path for result in results] == [f"{number}.txt" for number in range(len(inputs))]
    assert all(result is inputs[number] for number, result in enumerate(results) if isinstance(result, Failure))
    judged = [result for result in results if isinstance(result, DraftReport)]
    assert [codes(report) for report in judged] == [["TEA001"] if report.draft.text == TEA else [] for report in judged]


def test_a_result_comes_before_the_last_draft_is_read() -> None:
    taken = 0

    def endless() -> Iterator[Draft]:
        nonlocal taken
        while True:
            taken += 1
            yield draft(COFFEE)

    stream = Linter().run(endless())
    assert isinstance(next(stream), DraftReport)
    assert taken <= runner._CHUNK


def test_a_reply_that_perhaps_refuses_nothing_says_why_nothing_is_missing() -> None:
    (unsure,) = Linter().run([draft("You can't get a refund.")])
    assert isinstance(unsure, DraftReport)
    assert (unsure.refusal, unsure.note) == ("full", UNSURE)
    assert {verdict.row for verdict in unsure.verdicts if verdict.level == "unmet"} >= {"reason", "alternatives"}
    assert not any(finding.rule.sure for finding in unsure.findings)
    assert said_of(unsure) == "may refuse"
    (sure,) = Linter().run([draft("We can't refund your ticket.")])
    assert isinstance(sure, DraftReport)
    assert (sure.note, said_of(sure)) == ("", "refuses")
    assert {finding.rule.name for finding in sure.findings} >= {"missing-reason", "missing-alternative"}


def test_nothing_in_nothing_out() -> None:
    assert list(Linter().run([])) == []


# One parse, one load


def test_the_model_is_loaded_once_and_every_draft_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import spacy
    from spacy.language import Language

    loads: list[str] = []
    parsed: Counter[str] = Counter()
    load, make_doc = spacy.load, Language.make_doc

    def counted_load(name: str, **options: Any) -> Language:
        loads.append(name)
        return load(name, **options)

    def counted_make_doc(self: Language, text: str) -> Any:
        parsed[text] += 1
        return make_doc(self, text)

    monkeypatch.setattr(spacy, "load", counted_load)
    monkeypatch.setattr(Language, "make_doc", counted_make_doc)
    nlp._load.cache_clear()
    texts = [f"We can't move your lesson to {number} May because the hall is shut. I could offer {number + 1} May." for number in range(1, 150)]
    for part in (texts[:5], texts[5:]):
        linter = Linter(select=["ACK", "CLR", "JRG", "TON", "RSN", "ALT", "THX", "APO", "POS", "FUP", "TPL"])
        assert len(reports(linter.run(draft(text) for text in part))) == len(part)
    assert loads == [nlp.DEFAULT_MODEL]
    assert parsed == Counter(texts)


def test_a_missing_model_stops_the_run_with_what_to_do() -> None:
    linter = Linter(Config.from_mapping({"model": "en_no_such_pipeline"}))
    with pytest.raises(ModelError) as raised:
        list(linter.run([draft(TEA)]))
    assert "en_no_such_pipeline" in raised.value.failures[0].message
    assert "pip install" in raised.value.failures[0].hint


def test_a_model_without_a_parser_says_so(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "bare")
    with pytest.raises(ModelError) as raised:
        nlp.load(str(tmp_path / "bare"))
    assert raised.value.failures[0].message.endswith("has no parser and no tagger")


# What a crash costs


def crashing(monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    cake = WordCheck("cake", "CAK001", "cake", crashing=True, package="the-bakery", **more)
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"), cake, WordCheck("milk", "MLK001", "milk"))


def test_a_check_that_crashes_costs_its_row_of_that_draft_only(monkeypatch: pytest.MonkeyPatch) -> None:
    crashing(monkeypatch)
    inputs = [draft("No cake today.", "a.txt"), draft("Hello Ann,\n\nno tea, no cake, a crash and milk.", "b.txt"), draft("No cake, no milk.", "c.txt")]
    first, failure, second, third = Linter().run(inputs)
    assert isinstance(first, DraftReport) and isinstance(second, DraftReport) and isinstance(third, DraftReport) and isinstance(failure, Failure)
    assert (codes(first), codes(second), codes(third)) == (["CAK001"], ["TEA001", "MLK001"], ["CAK001", "MLK001"])
    assert [(verdict.row, verdict.level, verdict.score) for verdict in second.verdicts] == [("tea", "unmet", 0.0), ("cake", "na", None), ("milk", "unmet", 0.0)]
    assert second.verdicts[1].note == "the check failed"
    assert second.draft.source.path == failure.path == "b.txt"
    assert failure.line is not None and failure.line >= 1
    assert "'cake'" in failure.message and "the-bakery" in failure.message and "RuntimeError: it broke" in failure.message
    assert Report((first, second, third), (failure,)).exit_status(None) == 2


@pytest.mark.parametrize("answer", [
    None,
    "met",
    Verdict("tea", "met", 1.0),
    Verdict("cake", "met", 100.0),
    Verdict("cake", "weak", 0.5, "", (Finding(WordCheck("cake", "CAK001", "cake").rules[0], Span(0, 999), "m", "s"),)),
    Verdict("cake", "weak", 0.5, "", (Finding(WordCheck("cake", "CAK001", "cake").rules[0], Span(0, 1), "m", "s", (Span(5, 999),)),)),
])  # fmt: skip
def test_an_answer_that_is_no_verdict_counts_as_a_crash(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    class Odd(WordCheck):
        def check(self, *_: Any) -> Any:
            return answer

    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"), Odd("cake", "CAK001", "cake"))
    failure, report = Linter().run([draft("No tea.")])
    assert isinstance(failure, Failure) and isinstance(report, DraftReport)
    assert "'cake'" in failure.message
    assert codes(report) == ["TEA001"]
    assert report.score == 0


def test_the_command_line_goes_on_after_a_crash_and_ends_with_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from replylint.cli import main

    crashing(monkeypatch)
    monkeypatch.chdir(tmp_path)
    lines = [{"id": "a", "text": "No cake."}, {"id": "b", "text": "A crash, and no tea."}, {"id": "c", "text": "No milk."}]
    Path("in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    result = CliRunner().invoke(main, ["check", "in.jsonl", "--format", "jsonl"])
    assert result.exit_code == 2
    assert [(record["id"], [finding["code"] for finding in record["findings"]]) for record in map(json.loads, result.stdout.splitlines())] == [
        ("a", ["CAK001"]), ("b", ["TEA001"]), ("c", ["MLK001"]),
    ]  # fmt: skip
    assert result.stderr.startswith("in.jsonl:2:")
    assert "Traceback" not in result.stderr


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


# The score


@pytest.mark.parametrize(("levels", "weights", "score"), [
    (["met", "met"], [1, 1], 100),
    (["met", "unmet"], [1.5, 1], 60),
    (["weak", "met", "unmet"], [2, 1, 1], 50),
    (["weak"], [0.5], 50),
    (["unmet", "met"], [0, 1], 100),
    (["unmet"], [0], None),
    (["met", "weak", "weak"], [1, 1, 1], 67),
])  # fmt: skip
def test_the_score_is_the_weighted_mean_of_the_rows(monkeypatch: pytest.MonkeyPatch, levels: Sequence[Any], weights: Sequence[float], score: int | None) -> None:
    names = ["tea", "milk", "cake"]
    with_checks(monkeypatch, *(WordCheck(name, f"{name[:3].upper()}001", name, level, weight) for name, level, weight in zip(names, levels, weights)))
    (report,) = reports(Linter().run([draft("No tea, no milk, no cake.")]))
    assert report.score == score


def test_a_draft_that_no_row_asks_has_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea", scope="refusal"))
    (report,) = reports(Linter().run([draft(COFFEE)]))
    assert (report.refusal, report.score, report.note) == ("none", None, NOTHING_REFUSED)


CORPUS = Path(__file__).parent / "corpus" / "first.jsonl"


def test_the_score_of_the_shipped_rows_decomposes() -> None:
    texts = [json.loads(line)["text"] for line in CORPUS.read_text("utf-8").splitlines()[:60]]
    linter = Linter()
    weights = {row.row: row.weight for row in linter.registry.rows}
    found = reports(linter.run(draft(text) for text in texts))
    assert len({report.score for report in found}) > 5
    for report in found:
        asked = [(weights[verdict.row], verdict.score) for verdict in report.verdicts if verdict.score is not None]
        assert report.score == round(100 * sum(weight * value for weight, value in asked) / sum(weight for weight, _ in asked))
        assert {verdict.row for verdict in report.verdicts} == set(weights)
        told = {"gratitude"} if report.refusal == "none" else set()  # information only: a level and no score
        assert all((verdict.level == "na" or verdict.row in told) == (verdict.score is None) for verdict in report.verdicts)
        assert sorted(map(id, report.findings)) == sorted(id(finding) for verdict in report.verdicts for finding in verdict.findings)


def test_a_draft_that_refuses_nothing_is_asked_only_the_rows_of_any_draft() -> None:
    linter = Linter()
    (report,) = reports(linter.run([draft("Hi Rosa,\n\nThank you for your patience. Your refund is on its way and will arrive by Friday. Please calm down.\n")]))
    assert (report.refusal, report.note) == ("none", NOTHING_REFUSED)
    scopes = {row.row: row.scope for row in linter.registry.rows}
    assert {verdict.row for verdict in report.verdicts if verdict.level == "na"} == {row for row, scope in scopes.items() if scope == "refusal"}
    assert codes(report).count("TON002") == 1
    assert [(verdict.level, verdict.score) for verdict in report.verdicts if verdict.row == "gratitude"] == [("weak", None)]


def test_missing_thanks_cost_a_draft_that_refuses_nothing_no_points() -> None:
    (report,) = reports(Linter().run([draft("Yes, you can pick the parcel up at the shop on Mill Road. They are open until eight tonight.")]))
    assert [(verdict.level, verdict.score) for verdict in report.verdicts if verdict.row == "gratitude"] == [("unmet", None)]
    assert report.score == 100


def test_a_message_quotes_what_the_author_wrote() -> None:
    (report,) = reports(Linter().run([draft("Hi {{name}},\n\nwe can't refund it. You should have told\n  {{agent}} about it before.\n")]))
    said = [finding.message for finding in report.findings]
    assert any("You should have told" in message for message in said)
    assert all("\n" not in message for message in said)
    start = report.draft.text.index("You should")
    reply = annotate(report.draft, next(iter(nlp.pipe([report.draft])))[1])
    assert reply.quoted(Span(start, len(report.draft.text.rstrip()))) == "You should have told {{agent}} about it before."


def test_a_limit_below_one_counts_as_one() -> None:
    text = "We can't print on cork. You could take linen."
    for most in (0, -2):
        (report,) = reports(Linter(Config.from_mapping({"rules": {"ALT002": {"most": most}}})).run([draft(text)]))
        assert "ALT002" not in codes(report)


# Slots of a draft that is about to be sent


@pytest.mark.parametrize(("text", "slots"), [
    ("Hi {{name}},\n\nyour parcel is on its way.", ["{{name}}"]),
    ("Hi [First Name], your refund of %{amount} is on its way.", ["[First Name]", "%{amount}"]),
    ("Hallo Frau {{nachname}}, Ihr Paket ist heute Morgen unterwegs und kommt am Freitag an.", ["{{nachname}}"]),
    ("{{greeting}}\n\n{{body}}", ["{{greeting}}", "{{body}}"]),
])  # fmt: skip
def test_unfilled_slots_of_a_final_draft(text: str, slots: list[str]) -> None:
    (report,) = reports(Linter(final=True, select=["TPL001"]).run([draft(text)]))
    assert codes(report) == ["TPL001"] * len(slots)
    given = [report.draft.to_given(finding.span) for finding in report.findings]
    assert [text[span.start : span.end] for span in given] == slots
    assert [finding.message for finding in report.findings] == [f"The slot {slot} is not filled in." for slot in slots]


@pytest.mark.parametrize(("text", "final"), [
    ("Hi {{name}},\n\nyour parcel is on its way.", False),  # a canned response is meant to have slots
    ("Hi Ann,\n\nyour parcel is on its way.", True),
    ("Hi Ann,\n\nyour parcel (no. 12) is on its way.", True),
    ("We said [sic] that it is on its way.", True),
    ("The set is on its way, and 3 < 4 > 2. See [1] and (2).", True),
])  # fmt: skip
def test_no_slot_is_reported(text: str, final: bool) -> None:
    (report,) = reports(Linter(final=final, select=["TPL001"]).run([draft(text)]))
    assert codes(report) == []


# Drafts that are no reply in English


@pytest.mark.parametrize(("text", "note"), [
    ("", NOTHING_TO_READ),
    (" \n\t\u00a0\n", NOTHING_TO_READ),
    ("\U0001f642\U0001f642 \U0001f44b\U0001f3fd", NOTHING_TO_READ),
    ("--- 12:30 ---", NOTHING_TO_READ),
    ("{{reason}}\n\n{{signature}}", ONLY_SLOTS),
    ("[Name], {{ ticket.id }}!", ONLY_SLOTS),
    ("Leider k\u00f6nnen wir Ihnen den Betrag nicht erstatten, weil die Frist am Montag abgelaufen ist.", NOT_ENGLISH),
    ("Nous ne pouvons malheureusement pas rembourser votre billet, car le d\u00e9lai est pass\u00e9 depuis lundi.", NOT_ENGLISH),
    ("Lamentablemente no podemos devolverle el dinero porque el plazo termin\u00f3 el lunes pasado.", NOT_ENGLISH),
    ("К сожалению, мы не можем вернуть деньги за билет, потому что срок истёк.", NOT_ENGLISH),
])  # fmt: skip
def test_what_is_no_reply_in_english_gets_a_note_and_no_findings(text: str, note: str) -> None:
    (report,) = reports(Linter().run([draft(text)]))
    assert (report.note, report.refusal, report.score, report.findings, report.moves) == (note, "none", None, (), ())
    assert {(verdict.level, verdict.score, verdict.note) for verdict in report.verdicts} == {("na", None, note)}


@pytest.mark.parametrize("text", [
    "No refunds on sale items. Store credit only. Exchange possible within thirty days with receipt.",
    "Nope, sold out.",
    "R\u00f6sti, cr\u00e8me br\u00fbl\u00e9e and K\u00e4sesp\u00e4tzle are off the menu until May, so we can't serve them to you.",
])  # fmt: skip
def test_short_and_odd_english_is_read(text: str) -> None:
    (report,) = reports(Linter().run([draft(text)]))
    assert report.note not in (NOT_ENGLISH, NOTHING_TO_READ)


def test_a_draft_that_is_too_long_is_a_failure_at_its_place() -> None:
    lines = [{"id": "a", "text": TEA}, {"id": "b", "text": "We can't. " * 30}, {"id": "c", "text": COFFEE}]
    source = Source("".join(json.dumps(line) + "\n" for line in lines), "in.jsonl")
    first, failure, last = Linter(Config.from_mapping({"max-length": 200})).run(jsonl.read(source))
    assert isinstance(first, DraftReport) and isinstance(last, DraftReport) and isinstance(failure, Failure)
    assert (first.draft.id, last.draft.id) == ("a", "c")
    assert (failure.path, failure.line, failure.column) == ("in.jsonl", 2, 22)
    assert "the limit is 200" in failure.message
    assert "max-length" in failure.hint


def test_the_limit_itself_is_not_too_long() -> None:
    assert len(reports(Linter(Config.from_mapping({"max-length": len(TEA)})).run([draft(TEA)]))) == 1
    (failure,) = Linter(Config.from_mapping({"max-length": len(TEA) - 1})).run([draft(TEA)])
    assert isinstance(failure, Failure)


def test_a_row_all_of_whose_rules_are_off_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with_checks(monkeypatch, WordCheck("tea", "TEA001", "tea"), WordCheck("milk", "MLK001", "milk"))
    (judged,), (spared,) = reports(Linter().run([draft(TEA)])), reports(Linter(ignore=["TEA"]).run([draft(TEA)]))
    assert [(verdict.level, verdict.score) for verdict in judged.verdicts] == [("unmet", 0.0), ("met", 1.0)]
    assert [(verdict.level, verdict.score, verdict.note) for verdict in spared.verdicts] == [("na", None, ALL_RULES_OFF), ("met", 1.0, "")]
    assert (judged.score, spared.score) == (50, 100)


@pytest.mark.parametrize("text", [
    "Booked! Nell, Saturday 11 am. Is there anything I should tell her?",
    "Today's seats have all gone. I've still got 11 seats on tomorrow's 7:15.",
    "Breakfast isn't included, you'd pay 8 euros extra.",
])  # fmt: skip
def test_a_short_english_message_is_known_without_the_language_identifier(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("replylint.language._identified", lambda text: "asked")
    assert is_english(text)


@pytest.mark.parametrize("text", [
    "Wir haben morgen leider no Plätze frei, aber gern am Tag darauf.",
    "Desværre kan vi ikke refundere det, men vi er her for at hjælpe dig.",
    "Helaas kunnen wij dit niet terugbetalen, maar u krijgt van ons een tegoedbon.",
    "No podemos devolver el dinero, pero si quiere le damos un vale de compra.",
    "Vi kan tyvärr inte betala tillbaka det, men du får gärna ett presentkort av oss.",
])  # fmt: skip
def test_other_languages_are_left_to_the_language_identifier(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("replylint.language._identified", lambda text: "asked")
    assert not is_english(text)


@pytest.mark.parametrize(("text", "note"), [
    ("> Hi, we asked you for a refund of the kettle.\n> Please send it.\n", NOTHING_TO_READ),
    ("# Your refund\n\n## The reason for it\n", NOTHING_TO_READ),
    ("# Your refund\n\n> The tea is sold out.\n\n> The coffee is sold out.\n", NOTHING_TO_READ),
    ("# Your refund\n\n{{body}}\n", ONLY_SLOTS),
])
def test_a_page_without_a_body_is_not_judged(text: str, note: str) -> None:
    (report,) = reports(Linter().run(page(text)))
    assert (report.note, report.score, report.findings) == (note, None, ())


def test_a_page_whose_only_body_is_a_quote_is_read() -> None:
    (report,) = reports(Linter().run(page(f"# The tea\n\n> {TEA}\n")))
    assert report.note != NOTHING_TO_READ
    assert report.refusal == "full"
