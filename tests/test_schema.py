"""The schema that `replylint schema` prints holds for what the reporters write, and for nothing else."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from replylint.cli import main
from replylint.errors import Failure
from replylint.reporters import Paper, Summary
from replylint.reporters.records import JsonReporter, record
from replylint.reporters.schema import schema
from tests.reports import approval, blank, clean, kettle

CONTRACT = schema()


def faults(value: Any, contract: dict[str, Any] = CONTRACT) -> list[str]:
    return [error.message for error in Draft202012Validator(contract).iter_errors(value)]


def document_schema() -> dict[str, Any]:
    return {"$ref": f"{CONTRACT['$id']}#/$defs/document", "$defs": {"contract": CONTRACT}}


def test_the_command_prints_the_schema() -> None:
    result = CliRunner().invoke(main, ["schema"])
    assert result.exit_code == 0
    assert json.loads(result.output) == CONTRACT


def test_it_is_a_valid_schema_and_every_key_is_described() -> None:
    Draft202012Validator.check_schema(CONTRACT)
    for name, part in {"draft": CONTRACT, **CONTRACT["$defs"]}.items():
        assert part["description"], name
        for key, value in part.get("properties", {}).items():
            assert value.get("description") or "$ref" in value or name in ("summary", "move"), (name, key)


@pytest.mark.parametrize("report", [kettle(), clean(), approval(), blank()], ids=["findings", "clean", "no refusal", "empty"])
def test_records_are_valid(report: Any) -> None:
    assert faults(json.loads(json.dumps(record(report)))) == []


def test_a_whole_document_is_valid() -> None:
    out = io.StringIO()
    reporter = JsonReporter(Paper(out))
    reporter.begin()
    reporter.draft(kettle())
    reporter.failure(Failure("no such file", "x.txt"))
    reporter.failure(Failure("no checks"))
    reporter.draft(blank())
    reporter.end(Summary(2, {"full": 1, "none": 1}, {}, 2, 1, 2))
    document = json.loads(out.getvalue())
    assert faults(document, document_schema()) == []
    del document["summary"]
    assert faults(document, document_schema()) == ["'summary' is a required property"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"schema": 2}, "1 was expected"),
        ({"refusal": "maybe"}, "'maybe' is not one of ['full', 'partial', 'none']"),
        ({"score": 101}, "101 is greater than the maximum of 100"),
        ({"score": 50.5}, "50.5 is not of type 'integer', 'null'"),
        ({"more": 1}, "Additional properties are not allowed ('more' was unexpected)"),
    ],
)
def test_other_objects_are_not(change: dict[str, Any], fault: str) -> None:
    assert faults({**record(kettle()), **change}) == [fault]


def test_places_are_part_of_the_contract() -> None:
    value = record(kettle())
    value["findings"][0]["column"] = 0
    assert faults(value) == ["0 is less than the minimum of 1"]
    del value["findings"][0]["column"]
    assert faults(value) == ["'column' is a required property"]
