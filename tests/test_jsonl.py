"""JSON lines: records, faults, and the way back into the literal."""

from __future__ import annotations

import json

import pytest

from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.formats import jsonl
from replylint.model import Span


def read(text: str) -> list[Draft | Failure]:
    return list(jsonl.read(Source(text, "set.jsonl")))


def draft(text: str) -> Draft:
    (found,) = read(text)
    assert isinstance(found, Draft)
    return found


def test_a_record_is_a_draft() -> None:
    found = draft('{"id": "a", "request": "Half price?", "text": "We **can\'t**.", "topic": {"x": [1]}, "n": null}')
    assert (found.id, found.request, found.given, found.text) == ("a", "Half price?", "We **can't**.", "We can't.")
    assert found.meta == {"topic": {"x": [1]}, "n": None}


def test_escapes_keep_their_places() -> None:
    text = '{"x": "\\"text\\": 1",  "text" : "Ho\\u0068o \\ud83d\\ude00,\\n\\nwe can\\u2019t \\"go\\"." }'
    found = draft(text)
    assert found.given == 'Hoho \U0001f600,\n\nwe can\u2019t "go".'
    at = found.text.index("can")
    place = found.to_source(Span(at, at + 5))
    assert text[place.start : place.end] == "can\\u2019t"
    face = found.text.index("\U0001f600")
    place = found.to_source(Span(face, face + 1))
    assert text[place.start : place.end] == "\\ud83d\\ude00"


def test_lines_are_counted_and_empty_ones_skipped() -> None:
    found = read('{"text": "one"}\r\n\r\n{"text": "three", "id": 7}\n  \n{"text": "five", "id": null}\n{"text": "six", "id": 1.5}')
    assert [item.id for item in found if isinstance(item, Draft)] == ["1", "7", "5", "1.5"]
    last = found[1]
    assert isinstance(last, Draft)
    place = last.to_source(Span(0, 5))
    assert last.source.position(place.start) == (3, 11)


def test_the_last_of_two_equal_keys_counts() -> None:
    text = '{"text": "one", "text": "two"}'
    place = draft(text).to_source(Span(0, 3))
    assert text[place.start : place.end] == "two"


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ('{"text" "a"}', 9, "is not valid JSON: expecting ':' delimiter"),
        ('{"text": "a', 10, "is not valid JSON: unterminated string"),
        ("[1]", 1, "expected a JSON object, found a list"),
        ('  "x"', 3, "expected a JSON object, found a string"),
        ('{"id": 1}', 1, 'there is no "text"'),
        ('{"id": 1, "text": 5}', 19, '"text" is a number'),
        ('{"text": null}', 10, '"text" is null'),
        ('{"text": "a", "request": []}', 26, 'under "request", found a list'),
        ("[" * 100_000, 1, "cannot be read as JSON"),
        ('{"n": ' + "1" * 5000 + "}", 1, 'there is no "text"'),
    ],
)
def test_a_faulty_line_is_a_failure_and_the_others_go_on(line: str, column: int, message: str) -> None:
    before, failure, after = read(f'{{"text": "one"}}\n{line}\n{{"text": "three"}}')
    assert isinstance(before, Draft)
    assert isinstance(after, Draft)
    assert isinstance(failure, Failure)
    assert (failure.path, failure.line, failure.column) == ("set.jsonl", 2, column)
    assert message in failure.message
    assert failure.hint


def test_equal_ids_and_odd_values_are_kept() -> None:
    found = read('{"id": "a", "text": ""}\n{"id": "a", "text": "\\ud83d"}\n{"id": true, "text": "\\u0000"}')
    assert [item.id for item in found if isinstance(item, Draft)] == ["a", "a", "3"]
    assert [item.given for item in found if isinstance(item, Draft)] == ["", "\ud83d", "\0"]
    assert [item.text for item in found if isinstance(item, Draft)] == ["", "\ufffd", ""]


def test_the_value_is_read_as_plain_text() -> None:
    found = draft(json.dumps({"text": "We can't.\n\nBest,\nMara"}))
    assert [region.kind for region in found.regions] == ["signature"]


def test_nothing_is_no_drafts() -> None:
    assert read("") == []
    assert read("\n\r\n \n") == []
