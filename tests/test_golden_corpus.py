"""Every finding on the first part of the project's own corpus, so that a change in any rule shows in the review.

`REPLYLINT_UPDATE_GOLDEN=1 pytest tests/test_golden_corpus.py` writes the file anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.own_corpus import first_part

GOLDEN = Path(__file__).parent / "golden" / "corpus_findings.txt"


def findings() -> str:
    """A line a draft with its refusal and a line a finding: id, code, place in the given text, the words."""
    lines = []
    for row, report in first_part():
        lines.append(f"{row['id']} {report.refusal}")
        for finding in report.findings:
            span = report.draft.to_given(finding.span)
            words = " ".join(row["text"][span.start : span.end].split())
            lines.append(f"{row['id']} {finding.rule.code} {span.start:04}-{span.end:04} {words}")
    return "\n".join(sorted(lines)) + "\n"


def test_the_findings_on_the_corpus_are_those_of_the_golden_file() -> None:
    said = findings()
    if os.environ.get("REPLYLINT_UPDATE_GOLDEN"):
        GOLDEN.write_text(said, "utf-8", newline="")
    expected = GOLDEN.read_bytes().decode("utf-8")
    gone, new = set(expected.splitlines()) - set(said.splitlines()), set(said.splitlines()) - set(expected.splitlines())
    assert (sorted(gone), sorted(new)) == ([], []), "where that is meant: REPLYLINT_UPDATE_GOLDEN=1 pytest tests/test_golden_corpus.py"
    assert said == expected
