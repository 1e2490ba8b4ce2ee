"""A message that counts words counts them as a reader does."""

from __future__ import annotations

from replylint.draft import Source
from replylint.formats import plain
from replylint.model import DraftReport
from replylint.runner import Linter

LONG = (
    "We cannot move the piano to the second floor on the day that you named, because the stairs of the old house don't carry more than four people at once, the lift "
    "can't take anything over three hundred kilos, and the crew that has the crane won't be back from the coast before the end of the month."
)


def test_a_negation_that_runs_into_its_verb_is_part_of_it() -> None:
    (report,) = Linter().run([plain.read(Source(f"{LONG} The hall is free."))])
    assert isinstance(report, DraftReport)
    assert [finding.message for finding in report.findings if finding.rule.code == "CLR004"] == [f"This sentence is {len(LONG.split())} words long."]
