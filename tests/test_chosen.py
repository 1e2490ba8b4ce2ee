"""`sources:` of the configuration: files whose replies are where the user says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from replylint import formats, sources
from replylint.cli import main
from replylint.config import Config
from replylint.draft import Draft, Source
from replylint.errors import ConfigError, Failure, Skipped
from replylint.model import Span

NO = "We can't refund it."


def configured(folder: Path, text: str) -> Config:
    (folder / "replylint.yaml").write_text(text)
    return Config.load(folder / "replylint.yaml")


def read(folder: Path, rule: str, name: str, text: str) -> list[Draft | Failure | Skipped]:
    (folder / name).write_text(text, newline="")
    source = sources.read(folder / name)
    assert isinstance(source, Source)
    config = configured(folder, f"sources:\n  - files: '*'\n{rule}")
    return list(formats.read(source, config.source_rule(folder / name)))


def drafts(folder: Path, rule: str, name: str, text: str) -> list[Draft]:
    found = read(folder, rule, name, text)
    assert all(isinstance(item, Draft) for item in found), found
    return [item for item in found if isinstance(item, Draft)]


def test_the_parts_of_a_reply_come_from_its_own_record(tmp_path: Path) -> None:
    first, second = [{"t": "1", "x": NO}, {"x": "Two."}], [{"t": "3", "x": "", "q": "?"}, {"t": "4", "x": "Four.", "q": "Hm?"}]
    data = {"shop": "Lamp & Co", "groups": [{"name": "A", "r": first}, {"name": "B", "r": second}]}
    rule = (
        "    text: groups[*].r[*].x\n    title: $.groups[*].r[*].t\n    request: groups[*].r[*].q\n"
        "    context: {group: 'groups[*].name', shop: shop}\n    markup: plain\n"
    )
    found = drafts(tmp_path, rule, "a.json", json.dumps(data))
    assert [(draft.given, draft.title, draft.request, draft.id) for draft in found] == [
        (NO, "1", None, "1"), ("Two.", None, None, "reply"), ("Four.", "4", "Hm?", "4")
    ]
    assert [draft.meta for draft in found] == [{"group": "A", "shop": "Lamp & Co"}, {"group": "A", "shop": "Lamp & Co"}, {"group": "B", "shop": "Lamp & Co"}]
    place = found[0].to_source(Span(3, 8))
    assert found[0].source.text[place.start : place.end] == "can't"


@pytest.mark.parametrize(
    ("text", "title", "data", "expected"),
    [
        ("*.text", "~", {"a": {"text": NO}, "b": {"text": "B."}}, [("a", NO), ("b", "B.")]),
        ("$..content", "$..name", {"x": [{"name": "n", "content": NO}, {"deep": {"content": "B."}}]}, [("n", NO), (None, "B.")]),
        ("m[0].body", "m[0].head", {"m": [{"head": "H", "body": ["Hi,", NO]}]}, [("H", f"Hi,\n{NO}")]),
        ("m[?@.kind == 'reply'].v", "m[*].n", {"m": [{"kind": "note", "v": "x", "n": "1"}, {"kind": "reply", "v": NO, "n": "2"}]}, [("2", NO)]),
        ("['a b'].c", "['a b'].d", {"a b": {"c": NO, "d": "D"}}, [("D", NO)]),
        ("a | b", "t", {"a": NO, "b": "B.", "t": "T"}, [("T", NO), ("T", "B.")]),
    ],
)
def test_paths(tmp_path: Path, text: str, title: str, data: object, expected: list[tuple[str | None, str]]) -> None:
    found = drafts(tmp_path, f"    text: {json.dumps(text)}\n    title: {json.dumps(title)}\n", "a.json", json.dumps(data))
    assert [(draft.title, draft.given) for draft in found] == expected


def test_rows_and_lines_are_records(tmp_path: Path) -> None:
    rule = "    text: \"['what we say']\"\n    title: no\n"
    found = drafts(tmp_path, rule, "a.csv", f"no,what we say\n1,{NO}\n2,Two\n")
    assert [(draft.title, draft.given) for draft in found] == [("1", NO), ("2", "Two")]
    found = drafts(tmp_path, "    text: a.b\n    title: $[*].t\n", "a.jsonl", f'{{"a": {{"b": "{NO}"}}, "t": "T"}}\n')
    assert [(draft.title, draft.given) for draft in found] == [("T", NO)]


def test_any_file_with_a_format(tmp_path: Path) -> None:
    (found,) = drafts(tmp_path, "    format: yaml\n    text: a\n", "x.tmpl", f"a: {NO}\n")
    assert found.given == NO
    (found,) = drafts(tmp_path, "    format: markdown\n", "y.tmpl", f"**{NO}**\n")
    assert found.text == NO


def test_what_a_path_does_not_find_is_told_at_its_place(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "    text: replies[*].body\n", "a.json", '{"replies": []}')
    assert isinstance(fault, Failure)
    assert (fault.path, fault.line, fault.column) == (str(tmp_path / "replylint.yaml"), 3, 11)
    assert fault.message == f"sources[0].text: 'replies[*].body' finds nothing in {tmp_path / 'a.json'}"


def test_what_is_no_text_is_told_in_the_file_and_the_rest_is_read(tmp_path: Path) -> None:
    fault, found = read(tmp_path, "    text: '*'\n", "a.json", json.dumps([{"a": 1}, None, NO], indent=1))
    assert isinstance(fault, Failure)
    assert (fault.path, fault.line, fault.column, fault.message) == (str(tmp_path / "a.json"), 2, 2, "expected the text of a reply, found a mapping")
    assert isinstance(found, Draft)


def test_paths_need_records(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "    text: a\n", "a.txt", NO)
    assert isinstance(fault, Failure)
    assert "is plain; paths lead into json, yaml, csv, terraform, jsonl" in fault.message


@pytest.mark.parametrize(
    ("entry", "line", "column", "message"),
    [
        ("{text: a}", 2, 5, "sources[0]: needs the key 'files'"),
        ("{files: x, text: 'a[*'}", 2, 22, "sources[0].text: expected a path such as replies[*].body"),
        ("{files: x, text: a, context: {n: 'b b'}}", 2, 38, "sources[0].context.n: expected a path such as replies[*].body"),
        ("{files: x, text: \"a['b' 'c']\"}", 2, 22, "sources[0].text: expected a path such as replies[*].body (unexpected 'c', at character 8)"),
        ("{files: x, text: a..}", 2, 22, "sources[0].text: expected a path such as replies[*].body (it ends too early, at character 4)"),
        ("{files: x, format: jason}", 2, 24, "sources[0].format: expected "),
        ("{files: x, txt: a}", 2, 16, "sources[0].txt: unknown key"),
        ("{files: x, title: a}", 2, 5, "sources[0]: 'title' needs the key 'text' beside it"),
        ("{files: x, text: a, markup: wiki}", 2, 33, "sources[0].markup: expected auto, plain, markdown or html"),
    ],
)
def test_faults_of_the_configuration(tmp_path: Path, entry: str, line: int, column: int, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        configured(tmp_path, f"sources:\n  - {entry}\n")
    (fault,) = raised.value.failures
    assert fault.message.startswith(message)
    assert (fault.line, fault.column) == (line, column)


def test_the_last_entry_that_matches_counts_and_no_match_is_no_fault(tmp_path: Path) -> None:
    config = configured(tmp_path, "sources:\n  - {files: '*.json', text: a}\n  - {files: none/**, text: b}\n  - {files: x.json, text: c}\n")
    rules = [config.source_rule(tmp_path / name) for name in ("y.json", "x.json", "z.txt")]
    assert [rule.text if rule else None for rule in rules] == ["a", "c", None]


def test_a_walk_takes_what_the_configuration_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    configured(tmp_path, "sources:\n  - {files: '*.tmpl', format: json, text: 'say'}\n")
    (tmp_path / "a.tmpl").write_text(json.dumps({"say": "Unfortunately we can't refund it."}))
    (tmp_path / "other.json").write_text("{}")
    result = CliRunner().invoke(main, ["check", ".", "--format", "unix"])
    assert "a.tmpl:1:10: " in result.stdout
    assert result.exit_code == 1
    result = CliRunner().invoke(main, ["check", "."])
    assert "1 of 2 files skipped: other.json (no replies recognised)" in result.stdout
    result = CliRunner().invoke(main, ["check", "other.json"])
    assert (result.exit_code, "other.json: no replies recognised" in result.stderr) == (2, True)
