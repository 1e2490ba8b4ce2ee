"""Exact places through JSON, CSV and JSON in a cell of CSV, for any text; and that no broken file ends in anything but failures with a place."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import example, given
from hypothesis import strategies as st

from replylint import formats
from replylint.draft import Draft, Piece, PieceTable, Source, joined
from replylint.errors import Failure, Skipped
from replylint.formats import csv_rows, json_tree
from replylint.formats.tree import List, Map, Node, Scalar
from replylint.model import Span

PARTS = st.sampled_from(
    ["We can't", ' "refund" ', "\\", "\\n", "/", "\n", "\r\n", "\t", "\U0001f600", "\u00e9", "e\u0301", "\u2019", "\u2028", "\u00a0", ",", ";", "it. ",
     "\U0001f468\u200d\U0001f469", "{{name}}", "'"]
)
TEXTS = st.lists(PARTS, min_size=1, max_size=12).map("".join)
ASCII = st.booleans()


def as_json(text: str, ascii_only: bool, shout: bool = False) -> str:
    literal = json.dumps(text, ensure_ascii=ascii_only)
    return literal.replace("/", "\\/") if shout else literal


def underlined(source: str, node: Scalar, span: Span) -> str:
    place = node.pieces.to_origin(span)
    return source[place.start : place.end]


def same_everywhere(source: str, node: Scalar, text: str, decode: object) -> None:
    """Every stretch of the text, decoded from where it is said to stand, is that stretch."""
    assert node.text == text
    assert callable(decode)
    for start in range(len(text)):
        for end in range(start + 1, min(start + 6, len(text)) + 1):
            assert decode(underlined(source, node, Span(start, end))) == text[start:end]
    assert decode(underlined(source, node, Span(0, len(text)))) == text


def of_json(raw: str) -> str:
    value = json.loads(f'"{raw}"')
    assert isinstance(value, str)
    return value


def at(node: Node | Failure | Skipped, *keys: str | int) -> Scalar:
    for key in keys:
        if isinstance(node, Map):
            found = node.get(str(key))
            assert found is not None
            node = found
        else:
            assert isinstance(node, List)
            node = node.items[int(key)]
    assert isinstance(node, Scalar)
    return node


@given(TEXTS, ASCII, st.booleans())
@example("\ud83d", True, False)
def test_json(text: str, ascii_only: bool, shout: bool) -> None:
    source = f'{{"x": [1, {{"text"\n :\t{as_json(text, ascii_only, shout)} }}], "y": "other"}}'
    node = json_tree.parse(Source(source))
    same_everywhere(source, at(node, "x", 1, "text"), text, of_json)
    assert at(node, "y").text == "other"
    span = at(node, "x", 1, "text").span
    assert json.loads(source[span.start : span.end]) == text
    assert isinstance(node, Map)
    assert json_tree.value_of(node) == json.loads(source)


def written_as_csv(cells: list[list[str]], delimiter: str, every: bool) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL, lineterminator="\r\n").writerows(cells)
    return out.getvalue()


@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(",;\t"), st.booleans())
def test_csv(texts: list[str], delimiter: str, every: bool) -> None:
    source = written_as_csv([["id", "text", "more"], *(["1", text, "z"] for text in texts)], delimiter, every)
    rows, faults = csv_rows.parse(Source(source))
    assert faults == []
    for number, text in enumerate(texts):
        same_everywhere(source, at(rows, number, "text"), text, lambda raw: raw.replace('""', '"'))
        assert at(rows, number, "more").text == "z"


@given(TEXTS, ASCII)
def test_json_in_a_cell(text: str, ascii_only: bool) -> None:
    cell = json.dumps([{"field": "comment_value", "value": text}], ensure_ascii=ascii_only)
    source = written_as_csv([["title", "actions_json"], ["t", cell]], ",", False)
    rows, faults = csv_rows.parse(Source(source))
    assert faults == []
    same_everywhere(source, at(rows, 0, "actions_json", 0, "value"), text, lambda raw: of_json(raw.replace('""', '"')))


@given(st.lists(TEXTS, min_size=1, max_size=4), ASCII, st.sampled_from(["", "\n"]))
def test_a_body_of_several_literals(texts: list[str], ascii_only: bool, separator: str) -> None:
    source = f"[{', '.join(as_json(text, ascii_only) for text in texts)}]"
    node = json_tree.parse(Source(source))
    assert isinstance(node, List)
    text, pieces = joined([(item.text, item.pieces) for item in node if isinstance(item, Scalar)], separator)
    assert text == separator.join(texts)
    offset = 0
    for number, part in enumerate(texts):
        place = pieces.to_origin(Span(offset, offset + len(part)))
        assert place == at(node, number).pieces.to_origin(Span(0, len(part)))
        offset += len(part) + len(separator)


def test_a_body_that_begins_with_an_empty_line_points_at_nothing_before_it() -> None:
    node = json_tree.parse(Source('{"a": ["", "No."]}'))
    assert isinstance(node, Map)
    lines = node.get("a")
    assert isinstance(lines, List)
    text, pieces = joined([(item.text, item.pieces) for item in lines if isinstance(item, Scalar)], "\n")
    assert text == "\nNo."
    assert pieces.to_origin(Span(0, 1)).start >= lines.span.start


@st.composite
def tables(draw: st.DrawFn, length: int) -> tuple[PieceTable, int]:
    """A table over an origin of some length, and the length of its text."""
    pieces: list[Piece] = []
    at_origin = at_text = 0
    while at_origin < length:
        step = draw(st.integers(1, length - at_origin))
        if draw(st.booleans()):
            pieces.append(Piece(at_text, at_text + step, at_origin, at_origin + step, True))
            at_text += step
        elif size := draw(st.integers(0, 3)):
            pieces.append(Piece(at_text, at_text + size, at_origin, at_origin + step, False))
            at_text += size
        at_origin += step
    return PieceTable(tuple(pieces)), at_text


@given(st.data())
def test_a_way_through_two_tables_is_one_after_the_other(data: st.DataObject) -> None:
    outer, middle = data.draw(tables(12))
    inner, length = data.draw(tables(middle))
    through = inner.through(outer)
    for start in range(length):
        for end in range(start + 1, length + 1):
            assert through.to_origin(Span(start, end)) == outer.to_origin(inner.to_origin(Span(start, end)))


LINES = {
    "json": json.dumps({"replies": [{"title": "a", "body": "Hi, we can't \u00e9 \"refund\" it.\n"}, {"title": "b", "body": ["Hello,", "you can."]}]}, indent=1),
    "csv": 'title,actions_json\r\na,"[{""field"": ""comment_value"", ""value"": ""Hi, we can\'t.\\n""}]"\r\nb,"[]"\r\n',
    "yaml": "a:\n  comment: >\n    Hi, we can't\n    refund it.\n  close: true\nb: {comment: 'It''s over, sorry.'}\n",
    "jsonl": '{"id": 1, "text": "Hi, we \\u00e9 can\'t."}\n{"text": "b"}\n',
}
BITS = st.sampled_from(
    ['"', '""', "\\", "{", "}", "[", "]", ":", ",", "\n", "\r", "- ", "&a ", "*a", "\\u12", "\\ud83d", "\t", "null", "\u2028", "'", "#", "|", ">", "%", "\x00", "~", "1e9"]
)


@given(st.sampled_from(sorted(LINES)), st.data())
def test_broken_files_are_failures_with_a_place(name: str, data: st.DataObject) -> None:
    text = LINES[name]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + data.draw(st.one_of(BITS, st.just(""))) + text[end:]
    if data.draw(st.booleans()):
        text = text[: data.draw(st.integers(0, len(text)))]
    source = Source(text, f"canned.{name}")
    for item in formats.parse(source, name):
        if isinstance(item, Draft):
            place = item.to_source(Span(0, len(item.text)))
            assert place.end <= len(text)
        elif isinstance(item, Failure):
            assert item.path == source.path
            assert item.line is not None
            assert item.line <= text.count("\n") + text.count("\r") + 1
        else:
            assert isinstance(item, Skipped)


def test_depth_is_a_fault_and_data_is_skipped() -> None:
    for text in ("[" * 5000, "[" * 150 + "]" * 150, '{"a":' * 150 + "1" + "}" * 150):
        fault = json_tree.parse(Source(text, "a.json"))
        assert isinstance(fault, Failure)
        assert "nested more than 100 levels deep" in fault.message or "expecting" in fault.message
    data = Source("[" + "1," * 250_000 + "1]", "a.json")
    assert list(formats.parse(data, "json")) == [Skipped("a.json", "more than 250,000 values")]
    cells = Source("a,b\n" + "1,2\n" * 125_001, "a.csv")
    assert list(formats.parse(cells, "csv")) == [Skipped("a.csv", "more than 250,000 cells")]


def test_a_fault_in_the_json_of_a_cell_is_told_in_the_file() -> None:
    source = Source('title,actions_json\na,"[{""field"": ""x"" ""v"": 1}]"\nb,"[{""field"": ""comment_value"", ""value"": ""No.""}]"\n', "m.csv")
    fault, found = formats.parse(source, "csv")
    assert isinstance(fault, Failure)
    assert (fault.line, fault.column, fault.message) == (2, 23, "the cell is not valid JSON: expecting ',' delimiter")
    assert isinstance(found, Draft)
    assert found.given == "No."


def test_rows_that_cannot_be_read_do_not_stop_the_others() -> None:
    source = Source('title,reply\na,Hello, we can\'t do it.\nb,"Sorry, we can\'t."\nc,"open', "m.csv")
    long, open_, found = formats.parse(source, "csv")
    assert isinstance(long, Failure) and isinstance(open_, Failure) and isinstance(found, Draft)
    assert (long.line, long.column, long.message) == (2, 9, "the row has 3 cells, the header 2")
    assert (open_.line, open_.column, open_.message) == (4, 3, "this quoted cell is never closed")
    assert found.given == "Sorry, we can't."
