"""The tables of `--statistics`, and the worst of many."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner

from replylint.cli import main
from replylint.errors import Failure
from replylint.model import DraftReport, Finding, Rule, Severity, Span
from replylint.reporters.statistics import OfRefusal, OfRow, Statistics
from replylint.reporters.worst import Worst
from tests.reports import BLAME, BLUNT, POLICY, approval, blank, clean, draft_of, kettle, report_of, verdict, written

LOUD = Rule("TON004", "unprofessional", "tone", Severity.WARNING, "", "")

TABLES = """\
rule                     severity  findings  drafts  share of drafts
POS001  negative-phrase  info             3       2              50%
RSN002  policy-only      warning          1       1              25%
TON003  blame            error            1       1              25%

row             mean score  met  weak  unmet  not asked
acknowledgment         100    1     0      0          0
reason                  75    1     1      0          0
alternatives             0    0     0      1          0
apology                       0     0      0          1
follow_up                     0     0      0          1
gratitude               50    0     1      0          0

4 drafts            drafts  mean score
refuses                  2          55
refuses in part          1          83
turns nothing down       1
"""


def twice_blunt() -> DraftReport:
    draft = draft_of("We can't. We can't.", "blunt.txt")
    return report_of(draft, Finding(BLUNT, Span(3, 8), "", ""), Finding(BLUNT, Span(13, 18), "", ""))


def test_the_tables() -> None:
    assert written("text", kettle(), clean(), twice_blunt(), blank(), quiet=True, statistics=True) == TABLES


def test_they_stand_behind_the_report() -> None:
    text = written("text", kettle(), statistics=True, hint="ask more")
    assert text.startswith(written("text", kettle(), hint="ask more") + "\nrule ")


def test_the_order_depends_on_how_often_and_on_the_code() -> None:
    def of(*rules: Rule) -> list[str]:
        draft = draft_of("We can't do it.")
        counted = Statistics()
        counted.add(report_of(draft, *(Finding(rule, Span(0, 2), "", "") for rule in rules)))
        return [one.rule.code for one in counted.rules()]

    assert {tuple(of(*order)) for order in permutations((LOUD, BLAME, POLICY, BLUNT, BLUNT))} == {("POS001", "RSN002", "TON003", "TON004")}


def test_a_rule_is_shown_with_its_worst_severity() -> None:
    counted = Statistics()
    draft = draft_of("We can't.")
    for severity in (Severity.INFO, Severity.ERROR, Severity.WARNING):
        counted.add(report_of(draft, Finding(Rule("POS001", "negative-phrase", "positive_language", severity, "", ""), Span(0, 2), "", "")))
    (one,) = counted.rules()
    assert (one.rule.severity, one.findings, one.drafts, one.share) == (Severity.ERROR, 3, 3, 1.0)


def test_a_row_without_a_score_has_no_mean() -> None:
    counted = Statistics()
    counted.add(report_of(draft_of("No."), verdicts=(verdict("tone", "na"), verdict("reason", "weak"))))
    counted.add(approval())
    assert counted.rows()[1] == OfRow("reason", 1, 0.5, {"weak": 1, "na": 1})
    assert counted.refusals() == [OfRefusal("full", 1, 60.0), OfRefusal("partial", 0, None), OfRefusal("none", 1, 100.0)]


def test_nothing_judged_is_said() -> None:
    assert written("text", Failure("no"), quiet=True, statistics=True) == "no drafts\n"


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "bad.txt").write_text("We can't move the lesson. You should have checked the calendar.\n", "utf-8")
    alone = CliRunner().invoke(main, ["check", "bad.txt", "--statistics", "-q"])
    assert alone.exit_code == 1
    assert alone.stdout.startswith("rule ") and "bad.txt" not in alone.stdout
    both = CliRunner().invoke(main, ["check", "bad.txt", "--statistics"])
    assert both.stdout.endswith(alone.stdout) and "bad.txt:1" in both.stdout


@pytest.mark.parametrize("name", ["json", "sarif", "html"])
def test_other_formats_have_no_place_for_it(name: str) -> None:
    result = CliRunner().invoke(main, ["check", "x.txt", "--statistics", "--format", name])
    assert result.exit_code == 2
    assert f"--statistics is a part of the text output; --format {name} has no place for it" in result.stderr


def test_the_worst_are_kept_and_the_others_counted() -> None:
    worst: Worst[str] = Worst(3)
    made: list[str] = []

    def offer(name: str, rule: Rule, score: int | None) -> None:
        def make() -> str:
            made.append(name)
            return name

        worst.add(report_of(draft_of("No."), score=score), Finding(rule, Span(0, 1), "", ""), make)

    offered = [("a", BLUNT, 10), ("b", POLICY, None), ("c", POLICY, 70), ("d", BLUNT, 5), ("e", POLICY, 70), ("f", BLAME, 90), ("g", POLICY, 60), ("h", BLUNT, 5)]
    for name, rule, score in offered:
        offer(name, rule, score)
    assert list(worst) == ["f", "g", "c"]
    assert (worst.seen, worst.dropped) == (8, 5)
    assert "h" not in made, "what is not kept is not made"


def test_none_can_be_kept() -> None:
    worst: Worst[str] = Worst(0)
    worst.add(report_of(draft_of("No.")), Finding(BLAME, Span(0, 1), "", ""), lambda: "x")
    assert (list(worst), worst.dropped) == ([], 1)
