"""GitLab, JUnit, Checkstyle and rdjson, each read back by somebody else's reader where there is one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from junitparser import Error, JUnitXml, Skipped
from junitparser import Failure as Failed
from junitparser import TestCase as Case

from replylint.draft import Piece, PieceTable
from replylint.errors import Failure
from replylint.fixing import Change
from replylint.model import DraftReport, Finding, Span
from tests.reports import BLAME, BLUNT, HOSTILE, POLICY, approval, blank, clean, draft_of, draft_of_record, found, hostile, kettle, report_of, written

# GitLab, after the table of fields in its documentation

CODE_QUALITY = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                        "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                    },
                },
            },
        },
    }
)


def gitlab(*results: DraftReport | Failure) -> list[dict[str, Any]]:
    issues = json.loads(written("gitlab", *results))
    assert [error.message for error in CODE_QUALITY.iter_errors(issues)] == []
    assert len({issue["fingerprint"] for issue in issues}) == len(issues), "GitLab shows one of those with the same fingerprint"
    assert isinstance(issues, list)
    return issues


def test_gitlab_has_an_issue_a_finding() -> None:
    issues = gitlab(kettle(), clean())
    assert [(issue["check_name"], issue["severity"], issue["location"]["lines"]["begin"]) for issue in issues] == [
        ("RSN002 policy-only", "major", 4),
        ("POS001 negative-phrase", "info", 4),
        ("TON003 blame", "critical", 4),
    ]
    assert issues[2]["location"] == {"path": "drafts/kettle.txt", "lines": {"begin": 4, "end": 5}}
    assert issues[2]["description"] == f"{BLAME.message} {BLAME.suggestion}"
    assert gitlab() == []


def test_gitlab_keeps_what_could_not_be_judged() -> None:
    same = Failure("cannot be read", "drafts/x.txt", hint="check it")
    issues = gitlab(same, kettle(), same, Failure("no checks"))
    assert [issue["severity"] for issue in issues].count("blocker") == 3
    assert issues[0]["location"] == {"path": "drafts/x.txt", "lines": {"begin": 1}}


def test_gitlab_knows_a_finding_again_where_lines_were_added_and_tells_files_apart() -> None:
    def of(text: str, path: str) -> str:
        draft = draft_of(text, path)
        (issue,) = gitlab(report_of(draft, found(draft, BLUNT, "can't")))
        return str(issue["fingerprint"])

    assert of("We can't.", "a.txt") == of("Hi Ida,\n\nWe can't.", "a.txt") != of("We can't.", "b.txt")


def test_gitlab_takes_every_text() -> None:
    issues = gitlab(hostile(), hostile())
    assert len(issues) == 4
    assert issues[1]["location"]["path"] == 'drafts/a,b: %0A "c" <d>&é.txt'


def test_gitlab_paths_are_told_from_the_top_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "replies").mkdir()
    monkeypatch.chdir(tmp_path / "replies")
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    assert gitlab(kettle())[0]["location"]["path"] == "replies/drafts/kettle.txt"


# JUnit


def junit(tmp_path: Path, *results: DraftReport | Failure, **paper: Any) -> list[Case]:
    (tmp_path / "junit.xml").write_text(written("junit", *results, **paper), "utf-8")
    whole = JUnitXml.fromfile(str(tmp_path / "junit.xml"))
    (suite,) = list(whole)
    cases = list(suite)
    kinds = [type(result) for case in cases for result in case.result]
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (len(cases), kinds.count(Failed), kinds.count(Error), kinds.count(Skipped))
    assert (whole.tests, whole.failures, whole.errors) == (suite.tests, suite.failures, suite.errors)
    return cases


def test_junit_has_a_case_a_draft(tmp_path: Path) -> None:
    bad, good, other, empty = junit(tmp_path, kettle(), clean(), approval(), blank())
    assert [(case.classname, case.name) for case in (bad, good, other, empty)] == [
        ("drafts/kettle.txt", "kettle.txt"),
        ("drafts/sunday.txt", "Sunday visit"),
        ("drafts/refund.txt", "refund.txt"),
        ("drafts/empty.txt", "empty.txt"),
    ]
    (failed,) = bad.result
    assert (failed.type, failed.message) == ("error", "3 findings: RSN002, POS001, TON003, 50/100")
    assert failed.text.splitlines()[6:8] == ["drafts/kettle.txt:4:47: TON003 blame error", f"  {BLAME.message}"]
    assert good.is_passed and other.is_passed
    (skipped,) = empty.result
    assert skipped.message == "the draft is empty"


def test_junit_fails_what_the_run_fails_for(tmp_path: Path) -> None:
    draft = draft_of("We can't.")
    only_info = report_of(draft, found(draft, BLUNT, "can't"))
    (case,) = junit(tmp_path, only_info)
    assert case.is_passed and "POS001" in case.system_out
    (case,) = junit(tmp_path, only_info, fails=lambda report: True)
    assert case.is_failure
    (case,) = junit(tmp_path, kettle(), fails=lambda report: False)
    assert case.is_passed and "TON003" in case.system_out
    (case,) = junit(tmp_path, clean(), fails=lambda report: True)  # a score under the least
    assert (case.result[0].type, case.result[0].message) == ("score", "0 findings, 83/100")


def test_junit_has_an_error_for_what_could_not_be_judged(tmp_path: Path) -> None:
    whole, line = junit(tmp_path, Failure("cannot be read", "x.txt", hint="check it"), Failure("no object", "in.jsonl", 3, 1))
    assert [(case.classname, case.name, case.is_error) for case in (whole, line)] == [
        ("x.txt", "could not be judged", True),
        ("in.jsonl", "could not be judged (line 3)", True),
    ]
    assert whole.result[0].text == "x.txt: cannot be read\n  check it"


def test_junit_tells_drafts_of_the_same_name_apart(tmp_path: Path) -> None:
    twice = [report_of(draft_of("No.", path, title="Refund")) for path in ("a.md", "a.md", "b.md")]
    assert [(case.classname, case.name) for case in junit(tmp_path, *twice)] == [("a.md", "Refund"), ("a.md", "Refund (2)"), ("b.md", "Refund")]


def test_junit_takes_every_text(tmp_path: Path) -> None:
    (case,) = junit(tmp_path, hostile())
    assert case.name.startswith('title We can\'t, "really"; not \'ever\' <b>& co</b> ]]> -->')
    assert "]]> -->" in case.result[0].text
    assert "\ufffd\ufffd\ufffd[2J" in case.result[0].text  # NUL, BEL and ESC have no place in XML
    assert "\U0001f937" in case.result[0].text and "\r\n::error" in case.result[0].text


# Checkstyle


def checkstyle(*results: DraftReport | Failure) -> list[tuple[str, list[dict[str, str]]]]:
    root = ElementTree.fromstring(written("checkstyle", *results))
    assert root.tag == "checkstyle" and {child.tag for child in root} <= {"file"}
    assert {error.tag for file in root for error in file} <= {"error"}
    return [(file.attrib["name"], [dict(error.attrib) for error in file]) for file in root]


def test_checkstyle_has_a_file_a_file() -> None:
    other = report_of(draft_of("No.", "drafts/sunday.txt"))
    files = checkstyle(kettle(), clean(), other, Failure("no object", "drafts/sunday.txt", 3, 4, "mend it"), Failure("no checks"))
    assert [(name, len(errors)) for name, errors in files] == [("drafts/kettle.txt", 3), ("drafts/sunday.txt", 1), ("<input>", 1)]
    assert files[0][1][2] == {
        "line": "4",
        "column": "47",
        "severity": "error",
        "message": f"{BLAME.message} {BLAME.suggestion} (TON003 blame)",
        "source": "replylint.TON003",
    }
    assert files[1][1][0] == {"line": "3", "column": "4", "severity": "error", "message": "no object. mend it", "source": "replylint.could-not-judge"}
    assert checkstyle() == []


def test_checkstyle_takes_every_text() -> None:
    ((name, (first, second)),) = checkstyle(hostile())
    assert name == 'drafts/a,b: %0A "c" <d>&é.txt'
    assert (first["severity"], second["severity"]) == ("info", "warning")
    assert first["message"].startswith('Says We can\'t, "really"; not \'ever\' <b>& co</b> ]]> --> </script>')
    assert "\r\n::error" in first["message"] and "\U0001f937" in first["message"]


# Reviewdog's format, after its schema

RDJSON = Draft202012Validator(
    {
        "type": "object",
        "required": ["source", "diagnostics"],
        "additionalProperties": False,
        "properties": {
            "source": {"type": "object", "required": ["name"]},
            "diagnostics": {"type": "array", "items": {"$ref": "#/$defs/diagnostic"}},
        },
        "$defs": {
            "position": {
                "type": "object",
                "required": ["line"],
                "additionalProperties": False,
                "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
            },
            "range": {
                "type": "object",
                "required": ["start"],
                "additionalProperties": False,
                "properties": {"start": {"$ref": "#/$defs/position"}, "end": {"$ref": "#/$defs/position"}},
            },
            "diagnostic": {
                "type": "object",
                "required": ["message", "location", "severity", "code"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": {
                        "type": "object",
                        "required": ["path"],
                        "additionalProperties": False,
                        "properties": {"path": {"type": "string"}, "range": {"$ref": "#/$defs/range"}},
                    },
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
                    "suggestions": {
                        "type": "array",
                        "items": {"type": "object", "required": ["range", "text"], "properties": {"range": {"$ref": "#/$defs/range"}, "text": {"type": "string"}}},
                    },
                },
            },
        },
    }
)


def rdjson(*results: DraftReport | Failure, **paper: Any) -> list[dict[str, Any]]:
    document = json.loads(written("rdjson", *results, **paper))
    assert [error.message for error in RDJSON.iter_errors(document)] == []
    assert document["source"] == {"name": "replylint"}
    diagnostics = document["diagnostics"]
    assert isinstance(diagnostics, list)
    return diagnostics


def cut(text: str, where: dict[str, dict[str, int]]) -> str:
    """What a reader of bytes finds in a range."""
    lines = re.split("(?<=\n)", text)

    def offset(at: dict[str, int]) -> int:
        return len("".join(lines[: at["line"] - 1]).encode()) + at["column"] - 1

    return text.encode()[offset(where["start"]) : offset(where["end"])].decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We can't do that.", "can't"),
        ("Désolé — we can’t do “that”.", "can’t"),
        ("👩‍🚒 日本: we can't 🙏.", "can't 🙏"),
        ("a𐐀b", "b"),
        ("Héllo,\r\nça va? We can't.\r\n", "We can't"),
        ("Hé\nwe ü\ncan't", "ü\ncan't"),
    ],
)
def test_rdjson_counts_bytes(text: str, words: str) -> None:
    draft = draft_of(text)
    (diagnostic,) = rdjson(report_of(draft, found(draft, BLUNT, words)))
    assert cut(text, diagnostic["location"]["range"]) == words


def test_rdjson_counts_the_example_of_its_specification() -> None:
    draft = draft_of("a𐐀b")
    diagnostics = rdjson(report_of(draft, *(Finding(BLUNT, Span(at, at + 1), "x", "") for at in range(3))))
    assert [diagnostic["location"]["range"]["start"]["column"] for diagnostic in diagnostics] == [1, 2, 6]


def test_rdjson_points_into_the_file_of_a_record() -> None:
    line = '{"text": "Désolé, we can\'t."}'
    text = "Désolé, we can't."
    begin = line.index("D")
    draft = draft_of_record(line, text, PieceTable((Piece(0, len(text), begin, begin + len(text), True),)), "in.jsonl", "1")
    (diagnostic,) = rdjson(report_of(draft, found(draft, BLUNT, "can't")))
    assert cut(line, diagnostic["location"]["range"]) == "can't"


def test_rdjson_has_a_diagnostic_a_finding_and_a_failure() -> None:
    diagnostics = rdjson(kettle(), Failure("no object", "in.jsonl", 3, 4, "mend it"), Failure("no checks"), hostile())
    assert [(diagnostic["code"]["value"], diagnostic["severity"]) for diagnostic in diagnostics] == [
        ("RSN002 policy-only", "WARNING"),
        ("POS001 negative-phrase", "INFO"),
        ("TON003 blame", "ERROR"),
        ("could-not-judge", "ERROR"),
        ("could-not-judge", "ERROR"),
        ("POS001 negative-phrase", "INFO"),
        ("RSN002 policy-only", "WARNING"),
    ]
    assert diagnostics[0]["message"] == f"{POLICY.message}\n{POLICY.suggestion}"
    assert diagnostics[3]["location"] == {"path": "in.jsonl", "range": {"start": {"line": 3}}}
    assert HOSTILE.split("\0")[0] in diagnostics[5]["message"]
    assert not any("suggestions" in diagnostic for diagnostic in diagnostics)
    assert rdjson() == []


def test_rdjson_suggests_only_safe_rewrites() -> None:
    text = "Désolé, so sorry. We can't."
    draft = draft_of(text)
    start = text.index(", so sorry")
    (diagnostic,) = rdjson(report_of(draft, found(draft, BLUNT, "so sorry")), fixes=lambda report, finding: [Change(start, start + 10, "")])
    (suggestion,) = diagnostic["suggestions"]
    assert suggestion["text"] == ""
    assert cut(text, suggestion["range"]) == ", so sorry"
