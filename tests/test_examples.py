"""The examples run and find what their pages say. `REPLYLINT_UPDATE_DOCS=1 pytest tests/test_examples.py` writes the shown output and the table anew."""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from replylint import Severity, lint_paths
from replylint.check_folder import read_checks_in
from replylint.model import DraftReport
from replylint.testing import faults, read_cases, replies

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
OWN = EXAMPLES / "05_own_check"
HOUSE_WORDS = next(read_checks_in(OWN / "yaml_only" / "checks", package="example"))


def environment(path: str = "") -> dict[str, str]:
    """What a fresh interpreter needs to find replylint, its checks and `path`."""
    search = os.pathsep.join(part for part in (path, str(ROOT), str(ROOT / "checks"), os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}


def run(*arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in the project's root."""
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment(path), capture_output=True, text=True, encoding="utf-8", check=False)


def between(page: Path, name: str, text: str) -> str:
    """What stands between the marker comments of a page. With REPLYLINT_UPDATE_DOCS, `text` is put there first."""
    pattern = re.compile(rf"(<!-- {name}: begin -->\n)(.*?)(<!-- {name}: end -->)", re.DOTALL)
    if os.environ.get("REPLYLINT_UPDATE_DOCS"):
        page.write_text(pattern.sub(lambda match: match[1] + text + match[3], page.read_text("utf-8")), "utf-8")
    found = pattern.search(page.read_text("utf-8"))
    assert found is not None, f"{page.name} has no markers {name!r}"
    return found[2]


@pytest.fixture(scope="module")
def drafts() -> dict[str, DraftReport]:
    """The example drafts by the name that the table of examples/README.md gives them."""
    report = lint_paths([EXAMPLES / "01_drafts"])
    assert report.failures == ()
    return {" ".join(filter(None, (Path(one.draft.source.path or "").name, one.draft.id))): one for one in report.drafts}


def codes(report: DraftReport) -> str:
    return " ".join(sorted({finding.rule.code for finding in report.findings if finding.rule.severity is not Severity.INFO}))


def test_drafts_are_as_the_table_says(drafts: dict[str, DraftReport]) -> None:
    rows = "".join(f"| {name} | {codes(report)}".rstrip() + " |\n" for name, report in sorted(drafts.items()))
    expected = f"| draft | warnings and errors |\n|---|---|\n{rows}"
    assert between(EXAMPLES / "README.md", "drafts", expected) == expected


def test_good_drafts_have_nothing_to_mend_and_bad_ones_have(drafts: dict[str, DraftReport]) -> None:
    good = {name for name in drafts if "good" in name or name.endswith("results")}
    assert len(good) == 8 and len(drafts) == 16
    assert {name for name, report in drafts.items() if not codes(report)} == good


def test_good_drafts_refuse_and_score_better_than_their_bad_twins(drafts: dict[str, DraftReport]) -> None:
    pairs = [(drafts[name], drafts[name.replace("good", "bad")]) for name in drafts if "good" in name]
    assert len(pairs) == 7
    for good, bad in pairs:
        assert good.refusal != "none"
        assert (good.score or 0) > (bad.score or 0)


def test_the_draft_without_a_refusal_is_not_asked_for_one(drafts: dict[str, DraftReport]) -> None:
    report = drafts["clinic.jsonl results"]
    assert report.refusal == "none"
    assert {verdict.row for verdict in report.verdicts if verdict.level == "na"} >= {"acknowledgment", "reason", "alternatives", "follow_up"}


def test_the_readme_shows_what_the_program_prints() -> None:
    printed = run("-m", "replylint", "check", "examples/01_drafts/shop_bad.md")
    expected = f"```console\n$ replylint check examples/01_drafts/shop_bad.md\n{printed.stdout}```\n"
    assert printed.returncode == 1, printed.stderr
    assert between(ROOT / "README.md", "screen", expected) == expected


def test_the_page_of_outputs_shows_the_tables_that_the_program_prints() -> None:
    command = "check examples/01_drafts --statistics --quiet"
    printed = run("-m", "replylint", *command.split())
    expected = f"```console\n$ replylint {command}\n{printed.stdout}```\n"
    assert printed.returncode == 1, printed.stderr
    assert between(ROOT / "docs" / "outputs.md", "statistics", expected) == expected


def test_pre_send_without_arguments_holds_its_example_back() -> None:
    ran = run("examples/02_pre_send.py")
    assert ran.returncode == 1, ran.stderr
    assert "error: The slot [first name] is not filled in." in ran.stdout
    assert "in:     that's against our policy" in ran.stdout


@pytest.mark.parametrize(("draft", "status"), [("saas_good.txt", 0), ("saas_bad.txt", 1), ("no_such_file.txt", 2)])
def test_pre_send_takes_a_file(draft: str, status: int) -> None:
    ran = run("examples/02_pre_send.py", f"examples/01_drafts/{draft}")
    assert ran.returncode == status, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_page_for_agents_shows_the_brief_that_the_program_prints() -> None:
    command = "check examples/01_drafts/shop_bad.md --format prompt"
    printed = run("-m", "replylint", *command.split())
    expected = f"```console\n$ replylint {command}\n{printed.stdout}```\n"
    assert printed.returncode == 1, printed.stderr
    assert between(ROOT / "docs" / "agents.md", "brief", expected) == expected


def test_the_code_of_the_page_for_agents_runs() -> None:
    page = (ROOT / "docs" / "agents.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 4
    ran = run("-c", "\n".join(blocks))
    assert ran.returncode == 0, ran.stderr
    assert "# Rewrite brief\n" in ran.stdout
    assert "4712 could not be judged: item 2: there is no \"text\"\n" in ran.stdout
    assert ran.stdout.endswith("False\n")


def test_the_mcp_entry_of_the_page_for_agents_is_a_command_line(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from replylint.cli import main

    page = (ROOT / "docs" / "agents.md").read_text("utf-8")
    (block,) = re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    entry = json.loads(block)["mcpServers"]["replylint"]
    assert entry["command"] == "replylint"
    assert CliRunner().invoke(main, [*entry["args"], "--help"]).exit_code == 0


def test_the_loop_ends_with_a_reply_that_can_be_sent() -> None:
    ran = run("examples/07_rewrite_loop.py")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    rounds = re.findall(r"^round (\d): score \d+, to change: (.*)$", ran.stdout, re.MULTILINE)
    assert [number for number, _ in rounds] == ["1", "2", "3"]
    assert "TPL001" in rounds[0][1] and "TPL001" not in rounds[1][1]
    assert "Hi Lena," in ran.stdout and "our policy" not in ran.stdout


def test_the_loop_stops_after_its_rounds() -> None:
    ran = run("examples/07_rewrite_loop.py", "1")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "You should have read the terms." in ran.stdout
    assert "round 2" not in ran.stdout


def test_the_loop_takes_a_number_of_rounds_and_a_reader_that_leaves() -> None:
    ran = run("examples/07_rewrite_loop.py", "x")
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", "'x' is no number of rounds\n")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        left = subprocess.run([sys.executable, str(EXAMPLES / "07_rewrite_loop.py")], stdout=gone, stderr=subprocess.PIPE, env=environment(), text=True, check=False, timeout=120)
    assert (left.returncode, left.stderr) == (1, "")


def test_the_loop_stops_when_the_writer_has_no_more_facts(capsys: pytest.CaptureFixture[str]) -> None:
    loop = runpy.run_path(str(EXAMPLES / "07_rewrite_loop.py"))
    asked: list[str] = []

    def gives_up(draft: str, brief: str) -> str:
        asked.append(brief)
        return draft

    draft, report = loop["rewritten"](loop["DRAFT"], loop["REQUEST"], gives_up, 5)
    assert (draft, report.exit_status(), len(asked)) == (loop["DRAFT"], 1, 1)
    assert "ask somebody who has them" in capsys.readouterr().out
    loop["rewritten"]("Your refund is on its way to you.", "", gives_up, 5)
    loop["rewritten"]("no " * 20_000, "", gives_up, 5)
    assert len(asked) == 1, "what can be sent, and what cannot be judged, is not rewritten"


def test_the_promptfoo_configuration_names_the_assertion_and_grades_as_it_says() -> None:
    import yaml

    config = yaml.safe_load((EXAMPLES / "08_guardrails" / "promptfooconfig.yaml").read_text("utf-8"))
    (assertion,) = config["defaultTest"]["assert"]
    get_assert = runpy.run_path(str(EXAMPLES / "08_guardrails" / assertion["value"].removeprefix("file://")))["get_assert"]
    passed = [get_assert(test["vars"]["reply"], {"vars": test["vars"], "config": assertion["config"]})["pass"] for test in config["tests"]]
    assert passed == ["(fails)" not in test["description"] for test in config["tests"]] == [True, False]


@pytest.mark.parametrize("case", read_cases(HOUSE_WORDS.cases), ids=lambda case: case.name)
def test_case_of_the_check_without_python(case) -> None:  # type: ignore[no-untyped-def]
    (reply,) = replies([case])
    assert faults(case, HOUSE_WORDS, reply) == []


def test_check_without_python_is_found_through_the_configuration() -> None:
    ran = run("-m", "replylint", "check", "--quiet", "examples/05_own_check/yaml_only")
    assert ran.returncode == 1, ran.stderr
    found = [line.split(" ")[:2] for line in ran.stdout.splitlines()]
    name = str(Path("examples/05_own_check/yaml_only/draft.md"))
    assert [f"{name}:1:6:", "HSE001"] in found
    assert all(place.startswith(name) for place, _ in found), "the checks' own pages are not drafts"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The example package, installed into a folder of its own."""
    for module in ("pip", "hatchling"):
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed: pip install -e '.[test]'")
    target = tmp_path_factory.mktemp("house")
    source = target / "source"
    shutil.copytree(OWN, source)
    ran = run("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", str(target / "site"), str(source))
    assert ran.returncode == 0, ran.stderr
    return str(target / "site")


def test_own_package_adds_its_row(installed: str) -> None:
    ran = run("-m", "replylint", "rules", path=installed)
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^ownership: Does somebody own the no\?.*\n +OWN001 +unowned-refusal", ran.stdout, re.MULTILINE)


def test_own_package_judges_a_draft(installed: str, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("Your request to move the course has been declined, because the hall is taken. Places open again in May.\n", "utf-8")
    ran = run("-m", "replylint", "check", "--quiet", str(draft), path=installed)
    assert f"{draft}:1:1: OWN001 unowned-refusal info: The no has nobody behind it." in ran.stdout


def test_cases_of_the_own_package(installed: str) -> None:
    ran = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(OWN), str(OWN / "tests"), path=installed)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith("." * 8 + " "), ran.stdout
