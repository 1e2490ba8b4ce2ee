"""The catalogue of the shipped rules: every row is whole, every id means the same wherever it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import replylint_checks

from replylint import housekeeping
from replylint.checks import FolderCheck
from replylint.cli.explain import explain
from replylint.cli.rules import guideline_table, markdown_lines
from replylint.config import Config
from replylint.draft import Comment, DraftBuilder, Source
from replylint.model import Finding, Rule, Span
from replylint.profiles import Profile
from replylint.reporters.records import record
from replylint.rule_choice import choose
from replylint.runner import Linter
from replylint.suppress import apply
from tests.reports import report_of

SHIPPED = Path(replylint_checks.__file__).parent
CHECKS = tuple(replylint_checks.get_checks())
RULES = (*(rule for check in CHECKS for rule in check.rules), *housekeeping.HOUSEKEEPING_RULES)
PROFILES = tuple(replylint_checks.get_profiles())
PREFIXES = {
    "acknowledgment": "ACK", "clarity": "CLR", "jargon": "JRG", "tone": "TON", "reason": "RSN", "alternatives": "ALT", "gratitude": "THX", "apology": "APO",
    "positive_language": "POS", "follow_up": "FUP",
}  # fmt: skip
HEADINGS = ["What it asks", "Why", "Weak reply", "Better reply", "Limits"]
EVERY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
EVERY_ROW = pytest.mark.parametrize("row", PREFIXES)


def test_every_folder_is_a_row_and_every_row_a_folder() -> None:
    folders = {path.name for path in SHIPPED.iterdir() if path.is_dir() and path.name not in ("profiles", "__pycache__")}
    assert folders == set(PREFIXES) == set(replylint_checks.ROWS)
    assert [check.info.row for check in CHECKS] == list(replylint_checks.ROWS)


@EVERY_ROW
def test_a_row_has_its_files(row: str) -> None:
    assert {name for name in ("check.yaml", "cases.yaml", "README.md") if not (SHIPPED / row / name).is_file()} == set()


@EVERY_ROW
def test_a_readme_has_the_five_headings_in_order_each_with_something_below(row: str) -> None:
    text = (SHIPPED / row / "README.md").read_text("utf-8")
    title, *sections = re.split(r"^#{1,6} ", text, flags=re.MULTILINE)[1:]
    assert title.splitlines()[0] == next(check.info.title for check in CHECKS if check.info.row == row)
    assert [section.splitlines()[0].strip() for section in sections] == HEADINGS
    assert all(section.partition("\n")[2].strip() for section in sections)


@EVERY_ROW
def test_a_readme_speaks_of_every_rule_of_its_row_and_of_no_rule_that_is_not_there(row: str) -> None:
    named = set(re.findall(r"\b[A-Z]{3}\d{3}\b", (SHIPPED / row / "README.md").read_text("utf-8")))
    assert named >= {rule.code for rule in RULES if rule.row == row}
    assert named <= {rule.code for rule in RULES}


@EVERY_ROW
def test_a_row_asks_a_question_with_sources(row: str) -> None:
    info = next(check.info for check in CHECKS if check.info.row == row)
    assert info.question.endswith("?")
    assert info.weight > 0
    assert info.sources
    assert info.package == "replylint"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.info.row)
def test_codes_are_the_prefix_of_the_row_and_three_digits(check: FolderCheck) -> None:
    assert check.rules
    for rule in check.rules:
        assert re.fullmatch(PREFIXES[check.info.row] + r"\d{3}", rule.code)
        assert rule.row == check.info.row


@EVERY_RULE
def test_a_rule_has_a_name_and_words(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.message
    assert rule.suggestion
    assert "\n" not in rule.message + rule.suggestion


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_cue_ids_are_unique_in_a_row_and_each_says_why() -> None:
    for check in CHECKS:
        ids = [group.id for group in check.phrases.groups]
        assert len(ids) == len(set(ids))
        assert all(group.why for group in check.phrases.groups)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_profile_names_only_what_is_there(profile: Profile) -> None:
    assert profile.validate_against(RULES, list(PREFIXES)) == []


@EVERY_RULE
def test_the_id_that_is_configured_is_the_id_that_is_printed(rule: Rule) -> None:
    registry = Linter().registry
    for word in (rule.code, rule.name, rule.code.lower()):
        settings = Config.from_mapping({"rules": {word: "off"}}).settings_for(None)
        assert rule.code not in choose(registry, settings).rules
        on = Config.from_mapping({"rules": {word: "error"}}).settings_for(None)
        assert choose(registry, on).rules[rule.code].severity.value == "error"


@EVERY_RULE
def test_the_id_that_is_printed_silences(rule: Rule) -> None:
    given = "<!-- x -->\nWe can't."
    found = []
    for word in (rule.code, rule.name):
        builder = DraftBuilder(given)
        builder.keep(11, len(given))
        draft = builder.draft(Source(given, "a.md"), comments=[Comment(Span(0, 10), f"replylint: ignore {word} -- the reason")])
        finding = Finding(rule, Span(0, 8), rule.message, rule.suggestion)
        found.append([one.rule.code for one in apply(draft, [finding], {rule.code: rule, "SUP001": housekeeping.SUP001}, housekeeping.SUP001)])
    expected = ["SUP001", "SUP001"] if rule.code == "SUP001" else []  # what is wrong with a suppression cannot be silenced by one
    assert found == [expected, expected]


@EVERY_RULE
def test_the_id_that_is_explained_is_the_id_that_is_printed(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    builder = DraftBuilder("We can't.")
    builder.keep(0, 9)
    draft = builder.draft(Source("We can't.", "a.txt"))
    (said,) = record(report_of(draft, Finding(rule, Span(0, 8), rule.message, "")))["findings"]
    assert (said["code"], said["name"]) == (rule.code, rule.name)
    explain([rule.name], standalone_mode=False)
    assert capsys.readouterr().out.startswith(f"{rule.code} {rule.name} (")


def test_the_table_of_the_readme_is_made_from_the_checks() -> None:
    table = [row for row in guideline_table(Linter(Config.default())) if row["package"] == "replylint"]
    wanted = list(markdown_lines(table, "support"))
    lines = (SHIPPED.parent / "README.md").read_text("utf-8").splitlines()
    assert wanted[0] in lines, "checks/README.md needs the table that `replylint rules --format markdown` prints"
    start = lines.index(wanted[0])
    assert lines[start : start + len(wanted)] == wanted, "put what `replylint rules --format markdown` prints into checks/README.md"
    assert not lines[start + len(wanted)].startswith("|")
