"""The command line: what it prints where, and with which exit status it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from replylint.cli import main
from replylint.cli.init import STARTER
from replylint.config import Config

BLAMING = "Hi Rosa,\n\nWe can't move your pottery lesson to Sunday because the studio is closed then. You should have checked the calendar.\n"
APPROVING = "Hi Rosa,\n\nYour refund is on its way to you. Thank you for your patience!\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()  # no configuration is looked for above
    (tmp_path / "bad.txt").write_text(BLAMING, "utf-8")
    (tmp_path / "good.txt").write_text(APPROVING, "utf-8")
    return tmp_path


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


def codes(result: Result) -> list[str]:
    return [finding["code"] for line in result.stdout.splitlines() for finding in json.loads(line)["findings"]]


def of_process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "replylint", *arguments], capture_output=True, check=False, **more)


def test_a_suppression_that_does_nothing_is_told_at_its_comment_in_every_format(here: Path) -> None:
    page = "Hello Anna,\n\nyour parts are on their way.\n\nBest\nTom\n\n  <!-- replylint: ignore-draft TON001 -- unused -->\n\n* a <!-- replylint: ignore TON009 -- x --> b\n"
    (here / "sup.md").write_text(page, "utf-8")
    (here / "sup.json").write_text(json.dumps({"title": "Parts", "body": f"<p>Hello Anna,</p>\n<p>your parts are on their way.</p>{page.splitlines()[7].strip()}"}), "utf-8")

    def said(name: str, format_name: str) -> str:
        return run("check", name, "--select", "SUP001,TON001", "--format", format_name).stdout

    assert [line.split(" ")[0] for line in said("sup.md", "unix").splitlines()] == ["sup.md:8:3:", "sup.md:10:5:"]
    assert all("sup.md:8:3" in said("sup.md", name) for name in ("text", "junit", "html"))
    assert "line=8,endLine=8,col=3,endColumn=52" in said("sup.md", "github")
    assert "    8 │   <!-- replylint: ignore-draft TON001 -- unused -->\n      │   ^^^^" in said("sup.md", "text")
    first, second = json.loads(said("sup.md", "jsonl"))["findings"]
    assert page[first["start"] : first["end"]] == "<!-- replylint: ignore-draft TON001 -- unused -->"
    assert page[second["start"] : second["end"]] == "<!-- replylint: ignore TON009 -- x -->"
    assert (first["line"], first["column"], first["end_line"], first["end_column"]) == (8, 3, 8, 52)
    region = json.loads(said("sup.md", "sarif"))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["snippet"]["text"]) == (8, 3, "<!-- replylint: ignore-draft TON001 -- unused -->")
    assert json.loads(said("sup.md", "rdjson"))["diagnostics"][0]["location"]["range"]["start"] == {"line": 8, "column": 3}
    assert json.loads(said("sup.md", "gitlab"))[0]["location"]["lines"]["begin"] == 8
    assert 'line="8" column="3"' in said("sup.md", "checkstyle")
    place = (here / "sup.json").read_text("utf-8").index("<!--") + 1
    assert said("sup.json", "unix").startswith(f"sup.json:1:{place}: SUP001")
    assert said("sup.json", "unix") == said("sup.json", "unix")  # from the cache


def test_records_of_the_same_id_are_told_apart_by_their_file_and_line(here: Path) -> None:
    reply = {"id": 1, "title": "Refund", "body": "Hi Sam, your refund is on its way to you."}
    for folder in ("a", "b"):
        (here / folder).mkdir()
        (here / folder / "replies.json").write_text(json.dumps([reply, {**reply, "id": 2}], indent=1), "utf-8")
    (here / "a" / "package.json").write_text("{}")
    document = json.loads(run("check", "a", "b", "--format", "json").stdout)
    told = [(record["id"], record["path"], record["line"]) for record in document["drafts"]]
    assert told == [(name, f"{folder}/replies.json", line) for folder in ("a", "b") for name, line in (("1", 5), ("2", 10))]
    assert document["summary"]["files"] == {"read": 3, "skipped": 1}
    assert "1 of 3 files skipped: a/package.json" in run("check", "a", "b").stdout


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_line_end_in_a_file_name_breaks_no_line(here: Path) -> None:
    (here / "a\nb.txt").write_text(BLAMING, "utf-8")
    (here / "c\nd.json").write_text("{", "utf-8")
    result = run("check", "a\nb.txt", "c\nd.json", "--select", "TON003", "--format", "unix")
    (line,) = result.stdout.splitlines()
    assert line.startswith("a b.txt:3:80: TON003 ")
    assert result.stderr.startswith("c d.json:1:2: ")
    (line,) = run("check", "a\nb.txt", "--select", "TON003", "-q").stdout.splitlines()
    assert line.startswith("a b.txt:3:80: TON003 ")


def test_messages_quote_the_words_as_they_are_read(here: Path) -> None:
    body = '<p>Hi {{ ticket.name }},</p>\n<p>We can&rsquo;t repair your lamp. It&rsquo;s <span class="x">against\nour policy</span>.</p>\n'
    (here / "a.html").write_text(body, "utf-8")
    (here / "canned.json").write_text(json.dumps([{"title": "Lamp", "body": body}]), "utf-8")
    (here / "a.md").write_text("We can't repair your lamp.\nIt's **against\nour [policy](https://shop.example/policy)**.\n", "utf-8")
    for name, words in (("a.html", "It\u2019s against our policy"), ("canned.json", "It\u2019s against our policy"), ("a.md", "It's against our policy")):
        (line,) = run("check", name, "--select", "RSN002", "--format", "unix").stdout.splitlines()
        assert f'RSN002 "{words}" names a rule' in line, line
    assert '"It\u2019s against our policy" names a rule' in run("check", "a.html", "--select", "RSN002", "--format", "prompt").stdout


# What is judged, and the exit status


def test_a_finding_gives_status_1(here: Path) -> None:
    result = run("check", "bad.txt")
    assert result.exit_code == 1
    assert "bad.txt:3:80 TON003 blame" in result.stdout
    assert result.stderr == ""


def test_nothing_found_gives_status_0(here: Path) -> None:
    result = run("check", "good.txt")
    assert result.exit_code == 0
    assert "turns nothing down" in result.stdout
    assert "nothing found" in result.stdout


def test_fail_on_decides_what_counts(here: Path) -> None:
    assert run("check", "bad.txt", "--select", "TON003", "--fail-on", "never").exit_code == 0
    assert run("check", "bad.txt", "--select", "TON003", "--fail-on", "info").exit_code == 1
    assert run("check", "bad.txt", "--select", "THX001", "--fail-on", "error").exit_code == 0


def test_fail_on_of_the_configuration_holds_unless_the_option_is_given(here: Path) -> None:
    (here / "replylint.yaml").write_text("fail-on: never\n")
    assert run("check", "bad.txt").exit_code == 0
    assert run("check", "bad.txt", "--fail-on", "warning").exit_code == 1


def test_min_score(here: Path) -> None:
    assert run("check", "bad.txt", "--fail-on", "never", "--min-score", "100").exit_code == 1
    assert run("check", "bad.txt", "--fail-on", "never", "--min-score", "0").exit_code == 0


@pytest.mark.parametrize("arguments", [["check", "--format", "xml"], ["check", "--min-score", "101"], ["check", "--nothing"], ["nothing"]])
def test_wrong_usage_gives_status_2(here: Path, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_select_and_ignore_take_lists_and_beginnings(here: Path) -> None:
    assert codes(run("check", "bad.txt", "--format", "jsonl", "--select", "blame")) == ["TON003"]
    everything = codes(run("check", "bad.txt", "--format", "jsonl"))
    assert "TON003" in everything
    rest = codes(run("check", "bad.txt", "--format", "jsonl", "--ignore", "TON,ALT001", "--ignore", "missing-gratitude"))
    assert rest == [code for code in everything if not code.startswith("TON") and code not in ("ALT001", "THX001")]


def test_an_unknown_rule_is_an_error_with_the_nearest_one(here: Path) -> None:
    result = run("check", "bad.txt", "--select", "TON0003", "--ignore", "blam")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "replylint: --select TON0003: there is no such rule",
        "  did you mean 'TON003'?",
        "replylint: --ignore blam: there is no such rule",
        "  did you mean 'blame'?",
    ]


def test_an_unknown_profile_is_an_error(here: Path) -> None:
    result = run("check", "bad.txt", "--profile", "goverment")
    assert result.exit_code == 2
    assert "goverment" in result.stderr and "government" in result.stderr


# Bad input


def test_a_missing_path_loses_nothing_else(here: Path) -> None:
    result = run("check", "nowhere.txt", "good.txt")
    assert result.exit_code == 2
    assert "nowhere.txt: no such file" in result.stderr
    assert "good.txt" in result.stdout


def test_an_empty_folder_is_an_error(here: Path) -> None:
    (here / "none").mkdir()
    result = run("check", "none")
    assert result.exit_code == 2
    assert result.stderr.startswith("none: no drafts found")


@pytest.mark.parametrize("text", ["", "  \n\t\n", "🙂🙂\n", "{{greeting}}\n"])
@pytest.mark.parametrize("name", ["blank.txt", "blank.md"])
def test_a_file_without_words_is_a_note(here: Path, name: str, text: str) -> None:
    (here / name).write_text(text, "utf-8")
    result = run("check", name, "good.txt")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "good.txt" in result.stdout


def test_a_blank_file_is_named_and_counted(here: Path) -> None:
    (here / "blank.txt").write_text(" \n")
    result = run("check", "blank.txt")
    assert "blank.txt · nothing to read" in result.stdout
    assert "1 of 1 file skipped: blank.txt (no text)" in result.stdout


def test_a_binary_file_is_an_error(here: Path) -> None:
    (here / "picture.txt").write_bytes(b"\x89PNG\0\0")
    result = run("check", "picture.txt", "bad.txt", "--format", "unix")
    assert result.exit_code == 2
    assert result.stderr.startswith("picture.txt:1:")
    assert "bad.txt:3:80: TON003" in result.stdout


def test_a_loop_of_links_ends(here: Path) -> None:
    (here / "loop").mkdir()
    (here / "loop" / "a.txt").write_text(APPROVING)
    (here / "loop" / "again").symlink_to(here / "loop", target_is_directory=True)
    (here / "loop" / "self.txt").symlink_to(here / "loop" / "self.txt")
    result = run("check", "loop", "--format", "json")
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert [draft["id"] for draft in document["drafts"]] == ["loop/a.txt"]
    assert [failure["path"] for failure in document["failures"]] == ["loop/self.txt"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_an_error(here: Path) -> None:
    (here / "bad.txt").chmod(0)
    result = run("check", "bad.txt", "good.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("bad.txt: cannot be read")


def test_one_malformed_line_among_good_ones(here: Path) -> None:
    lines = [json.dumps({"id": "a", "text": BLAMING}), '{"id": "b", "text": }', json.dumps({"id": "c", "text": APPROVING})]
    (here / "in.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    result = run("check", "in.jsonl", "--format", "jsonl")
    assert result.exit_code == 2
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "c"]
    assert result.stderr.startswith("in.jsonl:2:")
    document = json.loads(run("check", "in.jsonl", "--format", "json").stdout)
    assert [draft["id"] for draft in document["drafts"]] == ["a", "c"]
    assert [(failure["path"], failure["line"]) for failure in document["failures"]] == [("in.jsonl", 2)]
    assert document["summary"]["failures"] == 1


def test_a_missing_model_says_what_to_do_and_the_document_is_whole(here: Path) -> None:
    (here / "replylint.yaml").write_text("model: en_no_such_pipeline\n")
    result = run("check", "bad.txt", "--format", "json")
    assert result.exit_code == 2
    assert "en_no_such_pipeline" in result.stderr
    assert json.loads(result.stdout)["failures"][0]["hint"]


def test_a_faulty_configuration_costs_only_its_own_folder(here: Path) -> None:
    (here / "team").mkdir()
    (here / "team" / "x.txt").write_text(BLAMING)
    (here / "team" / "replylint.yaml").write_text("profil: chat\nfail-on: often\n")
    result = run("check", "bad.txt", "team", "--format", "unix")
    assert result.exit_code == 2
    assert "team/replylint.yaml:1:1: profil: unknown key" in result.stderr
    assert "team/replylint.yaml:2:10: fail-on: expected" in result.stderr
    assert "bad.txt:3:80: TON003" in result.stdout
    assert "team/x.txt" not in result.stdout


def test_a_configuration_named_on_the_command_line(here: Path) -> None:
    (here / "other.yaml").write_text("rules: {TON003: off}\n")
    assert "TON003" not in codes(run("check", "bad.txt", "--config", "other.yaml", "--format", "jsonl"))
    result = run("check", "bad.txt", "--config", "nothing.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("nothing.yaml: there is no such file")


def test_each_file_has_the_configuration_above_it(here: Path) -> None:
    for name, setting in (("one", "off"), ("two", "error")):
        (here / name).mkdir()
        (here / name / "x.txt").write_text(BLAMING)
        (here / name / "replylint.yaml").write_text(f"select: [TON003]\nrules: {{TON003: {setting}}}\n" if setting != "off" else "ignore: [TON003]\n")
    result = run("check", "one", "two", "--format", "jsonl", "--select", "TON003")
    assert [[finding["severity"] for finding in json.loads(line)["findings"]] for line in result.stdout.splitlines()] == [[], ["error"]]


# Standard input, options of the input and the output


def test_standard_input_is_read_when_something_is_piped_in(here: Path) -> None:
    for arguments in ([], ["-"]):
        (record,) = [json.loads(line) for line in run("check", *arguments, "--format", "jsonl", stdin=BLAMING).stdout.splitlines()]
        assert record["id"] is None
        assert record["refusal"] == "full"
    assert run("check", "--format", "unix", "--select", "TON003", stdin=BLAMING).stdout.startswith("<input>:3:80: TON003 ")


def test_standard_input_takes_format_and_configuration_of_its_name(here: Path) -> None:
    (here / "team").mkdir()
    (here / "team" / "replylint.yaml").write_text("ignore: [TON003]\n")
    text = json.dumps({"id": "a", "text": BLAMING}) + "\n"
    result = run("check", "--stdin-filename", "team/new.jsonl", "--format", "jsonl", stdin=text)
    assert json.loads(result.stdout)["id"] == "a"
    assert "TON003" not in codes(result)


def test_input_format_goes_before_the_suffix(here: Path) -> None:
    (here / "in.txt").write_text(json.dumps({"id": "a", "text": BLAMING}) + "\n")
    assert json.loads(run("check", "in.txt", "--input-format", "jsonl", "--format", "jsonl").stdout)["id"] == "a"


def test_a_request_from_a_file_that_is_not_there(here: Path) -> None:
    result = run("check", "bad.txt", "--request", "@request.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith("request.txt: cannot be read")


def test_final_reports_unfilled_slots(here: Path) -> None:
    (here / "slot.txt").write_text("Hi {{name}},\n\nYour refund is on its way to you. Thank you for your patience!\n")
    assert codes(run("check", "slot.txt", "--format", "jsonl")) == []
    assert codes(run("check", "slot.txt", "--format", "jsonl", "--final")) == ["TPL001"]


def test_quiet_prints_findings_only(here: Path) -> None:
    assert run("check", "good.txt", "-q").stdout == ""
    (line,) = run("check", "bad.txt", "-q", "--select", "TON003").stdout.splitlines()
    assert line.startswith("bad.txt:3:80: TON003 blame ")


def test_color(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run("check", "bad.txt").stdout
    assert "\x1b[" in CliRunner().invoke(main, ["check", "bad.txt", "--color", "always"], color=True).stdout


def test_output_goes_to_a_file(here: Path) -> None:
    result = run("check", "bad.txt", "--format", "json", "--output", "report.json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert json.loads((here / "report.json").read_text())["summary"]["drafts"] == 1


def test_an_output_that_cannot_be_written(here: Path) -> None:
    result = run("check", "bad.txt", "--output", "no/folder/report.txt")
    assert result.exit_code == 2
    assert result.stderr == "no/folder/report.txt: No such file or directory\n"


def test_an_ascii_terminal_gets_ascii(here: Path) -> None:
    (here / "bad.txt").write_text("Olá Rosa,\n\nWe can't move it. You should have checked the calendar.\n", "utf-8")
    result = of_process("check", "bad.txt", env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path)})
    assert result.returncode == 1
    assert result.stdout.isascii()
    assert b"^^^" in result.stdout


# How a run ends


@pytest.mark.parametrize("arguments", [["check", "many.jsonl", "--format", "jsonl"], ["check", "bad.txt"], ["rules"], ["--help"], ["schema"]])
def test_a_closed_pipe_ends_the_run_in_silence(here: Path, arguments: list[str]) -> None:
    (here / "many.jsonl").write_text("".join(json.dumps({"id": str(number), "text": BLAMING}) + "\n" for number in range(200)))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-m", "replylint", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), errors) == (141, b"")


def test_an_interrupt_is_told_in_a_word(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(path: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("replylint.sources.content", interrupted)
    result = run("check", "bad.txt", "--format", "unix")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "interrupted\n")


def test_a_fault_of_the_program_is_not_a_finding(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("replylint.sources.content", broken)
    result = run("check", "bad.txt")
    assert result.exit_code == 2
    assert "replylint: stopped: RuntimeError: a fault" in result.stderr


def test_help_imports_nothing_heavy() -> None:
    heavy = "'spacy', 'rich', 'pydantic', 'yaml', 'tree_sitter', 'jsonschema', 'numpy'"
    code = (
        "import sys\nfrom replylint.cli import main\n"
        "for arguments in (['--help'], ['check', '--help'], ['--version']):\n"
        "    try: main(arguments)\n"
        "    except SystemExit as end: assert end.code == 0\n"
        f"sys.stderr.write(','.join(name for name in ({heavy},) if name in sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert (result.returncode, result.stderr) == (0, b"")


# rules, explain, init


def test_rules_lists_every_row_with_its_rules(here: Path) -> None:
    result = run("rules")
    assert result.exit_code == 0
    assert "reason: " in result.stdout
    document = json.loads(run("rules", "--format", "json").stdout)
    assert document["profile"] == "support"
    states = {rule["code"]: rule["state"] for row in document["rows"] for rule in row["rules"]}
    assert states["ALT001"] == "on"
    assert states["APO002"] == "off"
    assert {"TPL001", "SUP001"} <= set(states)
    assert set(states.values()) <= {"on", "off", "preview"}


def test_rules_depend_on_profile_and_configuration(here: Path) -> None:
    def state(code: str, *arguments: str) -> str:
        document = json.loads(run("rules", "--format", "json", *arguments).stdout)
        return next(str(rule["state"]) for row in document["rows"] for rule in row["rules"] if rule["code"] == code)

    assert state("THX001") == "on"
    assert state("THX001", "--profile", "chat") == "off"
    (here / "replylint.yaml").write_text("rules: {THX001: off}\n")
    assert state("THX001") == "off"
    assert run("rules", "--profile", "chatt").exit_code == 2


def test_explain_says_it_all() -> None:
    for word in ("ALT001", "alt001", "missing-alternative"):
        result = run("explain", word)
        assert result.exit_code == 0
        headings = [line for line in result.stdout.splitlines() if line and not line.startswith(" ")]
        assert headings[0].startswith("ALT001 missing-alternative (")
        wanted = [
            "What it asks",
            "Why",
            "Weak reply",
            "Better reply",
            "Limits",
            "Sources",
            "Cases in which it fires",
            "Cases in which it does not",
            "Near misses",
        ]
        assert [heading for heading in headings if heading in wanted] == wanted
        assert "<!-- replylint: ignore ALT001 -- " in result.stdout


OWN_CHECK = """
row: pets
title: Pets
question: Does the reply leave the customer's pet out of it?
scope: any
sources: ["house style: letters to keepers"]
rules:
  - code: PET001
    name: pet-name
    severity: info
    message: 'The reply calls an animal "{words}".'
    suggestion: Say what kind of animal it is.
    options: {most: 2}
    find: {kind: phrase, groups: [pet], level: weak}
phrases:
  - {id: pet, why: a pet name, any: ["doggo"]}
"""
OWN_README = "# Pets\n\n## What it asks\n\nNo pet names.\n\n## Why\n\nThey grate.\n"
OWN_CASES = """
- {rule: PET001, kind: bad, draft: "Your doggo can't come in.", finds: [{code: PET001, text: doggo}]}
- {rule: PET001, kind: good, draft: "Your dog is welcome."}
- {rule: PET001, kind: near-miss, draft: "We sell Doggone Good snacks.", why: a brand}
"""


def test_explain_a_rule_of_ones_own(here: Path) -> None:
    folder = here / "own" / "pets"
    folder.mkdir(parents=True)
    (folder / "check.yaml").write_text(OWN_CHECK)
    (folder / "README.md").write_text(OWN_README)
    (folder / "cases.yaml").write_text(OWN_CASES)
    (here / "replylint.yaml").write_text("checks: [own]\n")
    assert run("explain", "pet-name").stdout.splitlines() == [
        "PET001 pet-name (info; row pets)",
        "",
        'Says:     The reply calls an animal "{words}".',
        "Suggests: Say what kind of animal it is.",
        "",
        "What it asks",
        "  No pet names.",
        "",
        "Why",
        "  They grate.",
        "",
        "Sources",
        "  house style: letters to keepers",
        "",
        "Options, with their defaults",
        "  most: 2",
        "",
        "Cases in which it fires",
        "  | Your doggo can't come in.",
        "    finds 'doggo'",
        "",
        "Cases in which it does not",
        "  | Your dog is welcome.",
        "",
        "Near misses",
        "  | We sell Doggone Good snacks.",
        "    a brand",
        "",
        "To silence it at one place, with a reason, in Markdown or HTML before the paragraph",
        "  <!-- replylint: ignore PET001 -- the reason -->",
        "",
        "To turn it off, in replylint.yaml",
        "  rules: {PET001: off}",
    ]


def test_explain_a_row_and_a_cue() -> None:
    row = run("explain", "alternatives")
    assert row.exit_code == 0
    assert "ALT002 too-many-options" in row.stdout
    cue = run("explain", "refusal.inability")
    assert cue.stdout.startswith("refusal.inability: a cue of the move refusal\n")
    assert "\nWordings\n" in cue.stdout


def test_explain_what_the_model_weighed() -> None:
    result = run("explain", "model")
    assert result.exit_code == 0
    assert result.stdout.startswith("model: no single cue")


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("ALT0001", "ALT001"), ("mising-alternative", "missing-alternative"), ("refusal.inabilty", "refusal.inability"), ("alternativs", "alternatives")],
)
def test_explain_an_unknown_word(word: str, nearest: str) -> None:
    result = run("explain", word)
    assert result.exit_code == 2
    assert result.stderr == f"replylint: explain {word}: there is no such rule, row or cue\n  did you mean {nearest!r}?\n"


def test_init_writes_once(here: Path) -> None:
    result = run("init")
    assert (result.exit_code, result.stdout) == (0, "replylint.yaml\n")
    written = (here / "replylint.yaml").read_text()
    (here / "replylint.yaml").write_text("profile: chat\n")
    again = run("init")
    assert again.exit_code == 2
    assert again.stderr.startswith("replylint.yaml: is there already")
    assert (here / "replylint.yaml").read_text() == "profile: chat\n"
    assert run("init", "--force").exit_code == 0
    assert (here / "replylint.yaml").read_text() == written


def test_what_init_writes_is_the_defaults(here: Path) -> None:
    run("init")
    settings = Config.load(here / "replylint.yaml").settings_for("bad.txt")
    assert settings == Config.default().settings_for(None, origin=settings.origin)
    assert run("check", "good.txt").exit_code == 0


def test_every_key_of_what_init_writes_can_be_used(here: Path) -> None:
    from replylint.config_schema import ConfigModel

    lines = [line[1:] if line.startswith("#") and not line.startswith("# ") else line for line in STARTER.read_text("utf-8").splitlines()]
    (here / "replylint.yaml").write_text("\n".join(lines) + "\n")
    (here / ".replylint-baseline.json").write_text('{"replylint_baseline": 1, "findings": []}')
    keys = {line.split(":")[0] for line in lines if line and line[0].isalpha()}
    assert keys == {name.replace("_", "-") for name in ConfigModel.model_fields}
    assert run("check", "good.txt").exit_code == 0
    settings = Config.load(here / "replylint.yaml").settings_for("bad.txt")
    assert (settings.model, settings.max_length) == (Config.default().settings_for(None).model, Config.default().settings_for(None).max_length)


# Where the report goes, and what is read without a path


def test_the_report_never_replaces_what_is_read(here: Path) -> None:
    (here / "link.txt").symlink_to(here / "bad.txt")
    for output in ("bad.txt", "./bad.txt", "link.txt"):
        result = run("check", "bad.txt", "-o", output)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{output}: is read by this run")
    assert run("check", "good.txt", "--request", "@bad.txt", "-o", "bad.txt").exit_code == 2
    assert (here / "bad.txt").read_text("utf-8") == BLAMING


def test_a_run_that_stops_leaves_the_last_report(here: Path) -> None:
    (here / "report.json").write_text("the last one")
    assert run("check", "good.txt", "--config", "nowhere.yaml", "--format", "json", "-o", "report.json").exit_code == 2
    assert (here / "report.json").read_text() == "the last one"
    assert sorted(path.name for path in here.iterdir()) == [".git", "bad.txt", "good.txt", "report.json"]
    assert run("check", "good.txt", "--format", "json", "-o", "report.json").exit_code == 0
    assert json.loads((here / "report.json").read_text())["summary"]["drafts"] == 1


def test_a_walk_leaves_the_report_out(here: Path) -> None:
    for _ in range(2):
        run("check", ".", "--format", "jsonl", "-o", "report.jsonl")
        assert [json.loads(line)["id"] for line in (here / "report.jsonl").read_text().splitlines()] == ["bad.txt", "good.txt"]


def test_the_report_can_go_to_a_device(here: Path) -> None:
    assert run("check", "good.txt", "-o", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()


def test_without_paths_only_a_pipe_or_a_file_is_read(here: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def ids(**more: Any) -> list[str | None]:
        lines = of_process("check", "--format", "jsonl", env=environment, **more).stdout.splitlines()
        return [json.loads(line)["id"] for line in lines]

    assert ids(stdin=subprocess.DEVNULL) == ["bad.txt", "good.txt"]
    assert ids(input=APPROVING.encode()) == [None]
    with open("good.txt", "rb") as file:
        assert ids(stdin=file) == [None]


def test_an_empty_path_is_not_the_current_directory(here: Path) -> None:
    result = run("check", "", "good.txt")
    assert result.exit_code == 2
    assert '"": no such file or directory' in result.stderr
    assert "bad.txt" not in result.stdout


@pytest.mark.parametrize("arguments", [[], ["--format", "unix"], ["-q"]])
def test_min_score_names_the_draft_that_is_under_it(here: Path, arguments: list[str]) -> None:
    score = json.loads(run("check", "bad.txt", "--format", "jsonl").stdout)["score"]
    given = run("check", "bad.txt", "good.txt", "--min-score", "100", *arguments)
    assert (given.exit_code, given.stderr) == (1, f"bad.txt: score {score} is under --min-score 100\n")
    assert run("check", "bad.txt", "--min-score", str(score), *arguments).stderr == ""
    (here / "replylint.yaml").write_text("min-score: 100\n")
    assert run("check", "bad.txt", *arguments).stderr == f"bad.txt: score {score} is under min-score 100\n"


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes a stream")
@pytest.mark.parametrize("arguments", ["check good.txt", "rules", "--help"])
def test_a_closed_output_is_told_in_one_line(here: Path, arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run(
        f'"{sys.executable}" -m replylint {arguments} >&-', shell=True, stderr=subprocess.PIPE, check=False, env=environment, stdin=subprocess.DEVNULL
    )
    assert (result.returncode, result.stderr) == (2, b"replylint: standard output is closed\n")


@pytest.mark.parametrize(("name", "text"), [(".replylint.yaml", "profile: chat\n"), ("pyproject.toml", "[tool.replylint]\nprofile = 'chat'\n")])
def test_init_refuses_a_second_configuration(here: Path, name: str, text: str) -> None:
    (here / name).write_text(text)
    result = run("init")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{name}: ")
    assert not (here / "replylint.yaml").exists()
    assert run("init", "--force").exit_code == 0
    assert (here / name).read_text() == text


def test_init_minds_only_its_own_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "replylint.yaml").write_text("profile: chat\n")
    (here / "sub").mkdir()
    (here / "sub" / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    monkeypatch.chdir(here / "sub")
    assert run("init").exit_code == 0


def test_explain_the_beginning_of_a_code(here: Path) -> None:
    for word in ("ALT", "alt"):
        result = run("explain", word)
        assert result.exit_code == 0
        assert [line.split()[0] for line in result.stdout.splitlines()] == ["ALT001", "ALT002"]


def test_explain_a_move(here: Path) -> None:
    lines = run("explain", "refusal").stdout.splitlines()
    assert lines[0] == "Cues of the move refusal"
    assert any(line.startswith("  refusal.inability: ") for line in lines)
    assert all(line.startswith("  refusal.") for line in lines[1:])
    row = run("explain", "reason").stdout  # a row and a move
    assert row.startswith("reason: ")
    assert "\n\nCues of the move reason\n  reason." in row
