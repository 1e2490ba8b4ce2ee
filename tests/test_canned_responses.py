"""The example repository of canned responses: its files are read whole, and its page shows what the program prints.

`REPLYLINT_UPDATE_DOCS=1 pytest tests/test_canned_responses.py` writes the shown output anew.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from replylint import Severity, lint_paths
from replylint.formats import format_of
from replylint.model import DraftReport
from tests.test_ci_files import ACTION, HOOKS
from tests.test_examples import EXAMPLES, between, run

REPOSITORY = EXAMPLES / "03_canned_responses"
NAME = "examples/03_canned_responses"

# File, words of the reply, how it refuses, and warnings that must be in it (none: nothing must be).
EXPECTED = [
    ("replies/macros.md", "The soles have been walked on", "full", set()),
    ("replies/macros.md", "so, so sorry", "full", {"ALT001", "APO001", "TON003", "TON004"}),
    ("replies/macros.md", "The mill has stopped", "full", set()),
    ("replies/macros.md", "left us this morning", "none", set()),
    ("canned_responses.json", "gift card is paid for as goods", "full", set()),
    ("canned_responses.json", "match the price that you have found", "full", {"APO001", "FUP002"}),
    ("canned_responses.json", "open from Tuesday", "none", set()),
    ("zendesk/macros.json", "this pole broke in a wind", "full", set()),
    ("zendesk/macros.json", "cannot help you with the zip", "full", {"JRG001", "RSN002", "TON004"}),
    (".github/label-actions.yml", "this is not our problem", "full", {"TON001", "TON002", "TON004"}),
    (".github/label-actions.yml", "sketch of the tide view", "full", set()),
    (".github/label-actions.yml", "add the log of the app", "none", set()),
]
FILES = sorted({file for file, *_ in EXPECTED})


def skip_unless_read(file: str) -> None:
    if format_of(file) is None:
        pytest.skip(f"{Path(file).suffix} files are not read yet")


def reports(file: str) -> tuple[DraftReport, ...]:
    report = lint_paths(REPOSITORY / file)
    assert report.failures == ()
    return report.drafts


@pytest.mark.parametrize("file", FILES)
def test_every_reply_of_a_file_is_read_and_nothing_else(file: str) -> None:
    skip_unless_read(file)
    wanted = [words for name, words, *_ in EXPECTED if name == file]
    texts = [" ".join(report.draft.text.split()) for report in reports(file)]
    assert len(texts) == len(wanted)
    assert all(words in text for words, text in zip(wanted, texts))


@pytest.mark.parametrize(("file", "words", "refusal", "codes"), EXPECTED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_reply_is_judged_as_the_table_says(file: str, words: str, refusal: str, codes: set[str]) -> None:
    skip_unless_read(file)
    (report,) = (report for report in reports(file) if words in " ".join(report.draft.text.split()))
    assert report.refusal == refusal
    found = {finding.rule.code for finding in report.findings if finding.rule.severity is not Severity.INFO}
    assert codes <= found if codes else not found


def test_its_files_are_valid_whoever_reads_them() -> None:
    assert len(json.loads((REPOSITORY / "canned_responses.json").read_text("utf-8"))) == 3
    assert json.loads((REPOSITORY / "zendesk" / "macros.json").read_text("utf-8"))["count"] == 3
    assert set(yaml.safe_load((REPOSITORY / ".github" / "label-actions.yml").read_text("utf-8"))["issues"]["actions"]) == {"invalid", "wishlist", "needs-log"}


def test_its_hook_and_its_workflow_use_what_is_there() -> None:
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    assert hook["id"] in {one["id"] for one in HOOKS}
    assert all(re.search(hook["files"], file) for file in FILES)
    assert not re.search(hook["files"], "README.md")
    step = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "replies.yml").read_text("utf-8"))["jobs"]["replylint"]["steps"][-1]
    assert set(step["with"]) <= set(ACTION["inputs"])


def test_the_page_shows_what_is_found() -> None:
    arguments = ["check", "--quiet", NAME]
    printed = run("-m", "replylint", *arguments)
    assert (printed.returncode, printed.stderr) == (1, "")
    expected = f"```console\n$ replylint {' '.join(arguments)}\n{printed.stdout}```\n"
    assert between(REPOSITORY / "README.md", "check", expected) == expected


def test_the_page_shows_what_can_be_fixed() -> None:
    printed = run("-m", "replylint", "check", "--diff-fix", f"{NAME}/replies")
    assert printed.returncode == 1
    expected = f"```diff\n{printed.stdout}```\n"
    assert between(REPOSITORY / "README.md", "diff", expected) == expected
