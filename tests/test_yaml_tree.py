"""YAML as trees: structure, aliases, merges, documents, faults with their places, and what must not hang."""

from __future__ import annotations

import pytest

from replylint.draft import Source
from replylint.errors import Failure, Skipped
from replylint.formats.tree import List, Map, Node, Scalar
from replylint.formats.yaml_tree import parse
from replylint.model import Span


def read(text: str) -> list[Node | Failure | Skipped]:
    return list(parse(Source(text, "macros.yml")))


def tree(text: str) -> Node:
    (found,) = read(text)
    assert not isinstance(found, (Failure, Skipped)), found
    return found


def at(node: Node | None, *path: str | int) -> Scalar:
    for part in path:
        if isinstance(part, str):
            assert isinstance(node, Map)
            node = node.get(part)
        else:
            assert isinstance(node, List)
            node = node.items[part]
    assert isinstance(node, Scalar)
    return node


def under(scalar: Scalar, words: str, text: str) -> str:
    """What of the source is underlined for words of the value."""
    start = scalar.text.index(words)
    place = scalar.pieces.to_origin(Span(start, start + len(words)))
    return text[place.start : place.end]


def plain(node: Node | Failure | Skipped) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Map):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    assert isinstance(node, List)
    return [plain(item) for item in node]


def test_a_bot_configuration() -> None:
    text = (
        "# when it comes in\r\n'Type: Idea':\r\n  comment: >\r\n    Thanks, but we\r\n    can't build this.\r\n\r\n    Please vote.\r\n"
        "  close: true\r\n? Spam\r\n:\r\n  comment: \"It's\\x20closed \\\r\n     now.\"\r\n  labels: [a, 'b''s']\r\n"
    )
    root = tree(text)
    assert plain(root) == {
        "Type: Idea": {"comment": "Thanks, but we can't build this.\nPlease vote.\n", "close": "true"},
        "Spam": {"comment": "It's closed now.", "labels": ["a", "b's"]},
    }
    comment = at(root, "Type: Idea", "comment")
    assert under(comment, "we can't", text) == "we\r\n    can't"
    assert under(comment, "this.\nPlease", text) == "this.\r\n\r\n    Please"
    assert text[comment.span.start : comment.span.end].startswith(">\r\n    Thanks")
    spam = at(root, "Spam", "comment")
    assert under(spam, "It's closed now", text) == "It's\\x20closed \\\r\n     now"
    assert Source(text).position(at(root, "Spam", "labels", 1).span.start) == (13, 15)


def test_words_stay_words() -> None:
    root = tree("a: no\nb: off\nc: 012\nd: 12:30:00\ne: 2024-05-01\nf:\ng: ~\nh: 'true'\ni: true\nj: 1.5\nk: !!str 7\nl: !!int '7'\nm: !sub 'x'\nn: |\n  12\n")
    assert plain(root) == {
        "a": "no", "b": "off", "c": "012", "d": "12:30:00", "e": "2024-05-01", "f": "", "g": "~", "h": "true", "i": "true", "j": "1.5", "k": "7", "l": "7", "m": "x", "n": "12\n",
    }  # fmt: skip
    assert isinstance(root, Map)
    strings = {entry.key.text for entry in root.entries if isinstance(entry.value, Scalar) and entry.value.is_string}
    assert strings == set("abdehkmn")


def test_anchors_and_tags_are_not_of_the_literal() -> None:
    text = "a: &one !!str 'x'\nb: !<tag:yaml.org,2002:str> &two # here\n  # and there\n  y z\nc: &three\nd: [&four\n  e, *four]\n"
    root = tree(text)
    found = [at(root, "a"), at(root, "b"), at(root, "c"), at(root, "d", 0), at(root, "d", 1)]
    assert [text[scalar.span.start : scalar.span.end] for scalar in found] == ["'x'", "y z", "", "e", "e"]
    assert under(at(root, "b"), "z", text) == "z"


def test_an_alias_is_the_node_of_its_anchor() -> None:
    text = "- body: &no |\n    We can't.\n- body: *no\n"
    root = tree(text)
    assert at(root, 0, "body") is at(root, 1, "body")


def test_merge_keys_are_followed_and_the_nearest_wins() -> None:
    root = tree(
        "x: &x {close: 'true', comment: old}\ny: &y {comment: older, lock: 'yes'}\na:\n  comment: new\n  <<: *x\nb: {<<: [*x, *y]}\nc: {<<: text, '<<': *x}\nd: [<<]\n"
    )
    assert isinstance(root, Map)
    assert plain(root.get("a") or root) == {"close": "true", "comment": "new"}
    merged = root.get("b")
    assert isinstance(merged, Map)
    assert [entry.key.text for entry in merged.entries] == ["close", "comment", "lock"]
    assert merged.text_of("comment") == "old"
    kept = root.get("c")
    assert isinstance(kept, Map)
    assert [entry.key.text for entry in kept.entries] == ["<<", "<<"]
    assert plain(root.get("d") or root) == ["<<"]


def test_both_of_two_equal_keys_are_there_and_the_last_counts() -> None:
    root = tree("a: one\na: two\n")
    assert isinstance(root, Map)
    assert [entry.value.text for entry in root.entries if isinstance(entry.value, Scalar)] == ["one", "two"]
    assert root.text_of("a") == "two"


def test_keys_that_are_no_words_stand_as_written() -> None:
    text = "body: {{ reason }}\n? [a, b]\n: c\n"
    root = tree(text)
    assert isinstance(root, Map)
    body = root.get("body")
    assert isinstance(body, Map)
    key = body.entries[0].key
    assert (key.text, key.is_string, root.entries[1].key.text) == ("{ reason }", False, "[a, b]")
    assert text[key.span.start : key.span.end] == key.text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", []),
        ("# nothing\n", []),
        ("---\n---\na: b\n...\n---\n", [{"a": "b"}]),
        ("a: 1\n--- |\n  two\n---\n- 3\n", [{"a": "1"}, "two\n", ["3"]]),
        ("--- ''\n", [""]),
        ("\ufeffa: b\n", [{"a": "b"}]),
        ("%YAML 1.1\n---\na: b\n", [{"a": "b"}]),
    ],
)
def test_documents(text: str, values: list[object]) -> None:
    assert [plain(node) for node in read(text)] == values


def test_a_byte_order_mark_shifts_nothing() -> None:
    text = "\ufeffa: We can't.\n"
    assert under(at(tree(text), "a"), "can't", text) == "can't"
    (failure,) = read("\ufeffa: 'b\n")
    assert isinstance(failure, Failure)
    assert (failure.line, failure.column) == (1, 5)


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("a: b: c\n", (1, 5), "mapping values are not allowed", "needs quotes"),
        ("a:\n\t- b\n", (2, 1), "cannot start any token", "not tabs"),
        ("a: 'b\nc: d\n", (1, 4), "unexpected end of stream", "mend the syntax"),
        ("a: [b\n", (1, 4), "did not find expected ',' or ']'", "mend the syntax"),
        ("a: @user\n", (1, 4), "cannot start any token", "quote"),
        ('a: "\\ud83d"\n', (1, 7), "invalid Unicode character escape code", "U0001F600"),
        ('a: "\\q"\n', (1, 5), "unknown escape character", "backslash"),
        ("a: *b\n", (1, 4), "undefined alias *b", "anchor"),
        ("a: &a [*a]\n", (1, 8), "the alias *a names what it stands in", "mend"),
        ("a: x\x07y\n", (1, 5), "U+0007", "escape"),
        ("a: x\x93y\n", (1, 5), "U+0093", "escape"),
        ("a: \ud83d\n", (1, 4), "U+D83D", "escape"),
        ("{% for x in y %}\na: b\n{% endfor %}\n", (1, 2), "cannot start any token", "template"),
        ("a: b\n{{- if .Values.x }}\nc: d\n", (3, 1), "", "template"),
        ("{{#if x}}\na: b\n{{/if}}\n", (3, 1), "", "template"),
        ("a: {{ x }} y\n", (1, 12), "", "template"),
        ("a: !x!y z\n", (1, 4), "undefined tag handle", "mend"),
        ("%YAML 9.9\n--- a\n", (1, 1), "incompatible YAML document", "mend"),
        ("[" * 101, (1, 101), "nested more than 100 levels deep", "mend"),
    ],
)
def test_a_fault_is_a_failure_at_its_place(text: str, place: tuple[int, int], message: str, hint: str) -> None:
    failure = read(text)[0]
    assert isinstance(failure, Failure)
    assert message in failure.message
    assert hint in failure.hint
    assert (failure.path, failure.line, failure.column) == ("macros.yml", *place)


def test_what_stands_before_and_behind_a_fault_is_read() -> None:
    text = "a: We can't.\n---\nb: c: d\n---\ne: We won't.\n"
    first, failure, last = read(text)
    assert isinstance(failure, Failure)
    assert (failure.line, failure.column) == (3, 5)
    assert not isinstance(first, (Failure, Skipped))
    assert not isinstance(last, (Failure, Skipped))
    assert under(at(first, "a"), "can't", text) == "can't"
    assert under(at(last, "e"), "won't", text) == "won't"
    assert Source(text).position(at(last, "e").span.start) == (5, 4)


def test_a_file_of_faults_ends() -> None:
    assert len(read("---\na: b: c\n" * 5000)) == 20


def _bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    return "\n".join([*lines, *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_bomb(), "more than 200,000 values"),
        ("a0: &a0 {b: c}\n" + "\n".join(f"a{n}: &a{n} {{b: *a{n - 1}}}" for n in range(1, 2000)), "nested more than 100 levels"),
        ("[" * 100_000, "nested more than 100 levels"),
        ("- " * 100_000, "nested more than 100 levels"),
        ("{a: " * 100_000, "nested more than 100 levels"),
        ("? " * 100_000, "nested more than 100 levels"),
        ("\n".join(" " * depth + "a:" for depth in range(1000)), "nested more than 100 levels"),
    ],
    ids=["aliases", "chain", "flow", "list", "map", "keys", "indentation"],
)
def test_no_file_is_too_much(text: str, message: str) -> None:
    (failure,) = read(text)
    assert isinstance(failure, Failure)
    assert message in failure.message


def test_data_is_no_file_of_replies() -> None:
    assert read("- x\n" * 200_001) == [Skipped("macros.yml", "more than 200,000 values")]


@pytest.mark.parametrize(
    "text",
    ["a: '" + " " * 300_000 + "b'", "a: '" + "''" * 150_000 + "'", "a: |\n" + "\n" * 300_000 + "  b\n", "a: &b " + "#" * 300_000 + "\n  c", "a: " + "b \n  " * 60_000],
    ids=["spaces", "quotes", "lines", "comment", "folds"],
)
def test_long_scalars_are_read_once(text: str) -> None:
    assert isinstance(at(tree(text), "a"), Scalar)
