"""Terraform as a tree: blocks, labels, texts in quotes and heredocs with their places, and faults."""

from __future__ import annotations

import pytest

from replylint.draft import Source
from replylint.errors import Failure
from replylint.formats.hcl import parse
from replylint.formats.tree import List, Map, Node, Scalar
from replylint.model import Span

MACROS = r'''
# What we send when somebody wants money back.
resource "zendesk_macro" "no_refund" {
  title = "Refund \"after 30 days\" \U0001F6AB"
  action {
    field = "comment_value"
    value = "Hi ${ticket.requester},\n\nwe can\u2019t %%{pay} it back \\ sorry ${lookup(a, "b\n")}."
  }
  action {
    field = "comment_value_html"
    value = <<-EOT
      <p>Dear customer 😀,</p>

        we can't ${ var.x }. \n $${y}
      Best
      EOT
  }
  # listed
  actions = [
    { field = "status", value : "open" }, // one
    { "field" = var.x
      (k) = chomp(<<END
  No.
END
      ) },
  ]
  count = -5
  body  = join("\n", ["We can't.", "Sorry."])
  late  = true ? "a" : "b"
}
resource "zendesk_macro" "two" { title = "T" }
resource "zendesk_trigger" "two" {}
locals { a = "1" }
locals { b = "2" }
'''


def tree(text: str) -> Node:
    found = parse(Source(text, "macros.tf"))
    assert not isinstance(found, Failure), found
    return found


def plain(node: Node | None) -> object:
    if isinstance(node, Map):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, List):
        return [plain(item) for item in node]
    assert isinstance(node, Scalar)
    return node.text if node.is_string else (node.text,)


def values(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    return [found for child in (node.items if isinstance(node, List) else [entry.value for entry in node.entries]) for found in values(child)]


def under(text: str, words: str) -> str:
    """What is underlined for words that one value of the file has."""
    (scalar,) = [scalar for scalar in values(tree(text)) if words in scalar.text]
    start = scalar.text.index(words)
    place = scalar.pieces.to_origin(Span(start, start + len(words)))
    return text[place.start : place.end]


def test_blocks_labels_and_values() -> None:
    assert plain(tree(MACROS)) == {
        "resource": {
            "zendesk_macro": {
                "no_refund": {
                    "title": 'Refund "after 30 days" \U0001f6ab',
                    "action": [
                        {"field": "comment_value", "value": 'Hi ${ticket.requester},\n\nwe can\u2019t %{pay} it back \\ sorry ${lookup(a, "b\\n")}.'},
                        {"field": "comment_value_html", "value": "<p>Dear customer \U0001f600,</p>\n\n  we can't ${ var.x }. \\n ${y}\nBest\n"},
                    ],
                    "actions": [{"field": "status", "value": "open"}, {"field": ("var.x",), "k": "  No.\n"}],
                    "count": ("-5",),
                    "body": ["We can't.", "Sorry."],
                    "late": ('true ? "a" : "b"',),
                },
                "two": {"title": "T"},
            },
            "zendesk_trigger": {"two": {}},
        },
        "locals": [{"a": "1"}, {"b": "2"}],
    }


def test_places_in_quotes() -> None:
    assert under(MACROS, "we can\u2019t %{pay}") == "we can\\u2019t %%{pay}"
    assert under(MACROS, "\\ sorry") == "\\\\ sorry"
    assert under(MACROS, '${lookup(a, "b\\n")}.') == '${lookup(a, "b\\n")}.'
    assert under(MACROS, '"after 30 days" \U0001f6ab') == '\\"after 30 days\\" \\U0001F6AB'


def test_places_in_a_heredoc() -> None:
    assert under(MACROS, "we can't ${ var.x }. \\n ${y}") == "we can't ${ var.x }. \\n $${y}"
    assert under(MACROS, "</p>\n\n  we") == "</p>\n\n        we"
    assert under(MACROS, "No") == "No"


def test_a_literal_is_its_quotes_and_all() -> None:
    text = '# \u00e9\U0001f600\na = "b"\nc = <<X\nd\nX\n'
    assert [text[scalar.span.start : scalar.span.end] for scalar in values(tree(text))] == ['"b"', "<<X\nd\nX"]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("<<-E\n    a\n  b\n\n \n    ${x} c\n    E", "  a\nb\n\n \n  ${x} c\n"),
        ("<<-E\n${x}\n  a\n  E", "${x}\n  a\n"),
        ("<<-E\n  ${f(\n x)}\n  a\n  E", "${f(\n x)}\na\n"),
        ("<<-E\n\t\ta\n\t\t b\n\tE", "a\n b\n"),
        ("<<E\n  a\n  E", "  a\n"),
        ("<<E\nE", ""),
        ("<<-E\r\n  a\r\n\r\n  b\r\n  E", "a\r\n\r\nb\r\n"),
        ("<<E\nE x\n E\n", "E x\n"),
        ('""', ""),
        ('"  a  "', "  a  "),
        ('"%{ if x }a\\n%{ else }b${y}%{ endif }c\\t"', "%{ if x }a\n%{ else }b${y}%{ endif }c\t"),
        ('"%{ for x in y ~}\\"${x}\\"%{ endfor }"', '%{ for x in y ~}"${x}"%{ endfor }'),
        ('"a \\ud83d \\U00110000"', "a \ufffd \ufffd"),
        ('("a")', "a"),
    ],
)  # fmt: skip
def test_texts(literal: str, value: object) -> None:
    root = tree(f"a = {literal}\n")
    assert isinstance(root, Map)
    assert plain(root.get("a")) == value


def test_an_empty_file_is_an_empty_map() -> None:
    assert plain(tree("")) == {}
    assert plain(tree("# nothing\n")) == {}
    assert plain(tree('{ "a": "b" }')) == {"a": "b"}  # a terraform.tfvars.json by another name


def test_blocks_of_the_same_labels_are_both_there() -> None:
    root = tree('x "a" "b" { c = "1" }\nx "a" "b" { c = "2" }\nx "a" {}\nx { d = "3" }\n')
    assert [scalar.text for scalar in values(root)] == ["3", "1", "2"]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('a = "b\n', (1, 5), "not closed"),
        ('a = "b\nc"\n', (1, 5), "goes over several lines"),
        ('resource "x" "y" {\n  a = "b"\n', (1, 1), "not closed"),
        ("a = \n", (2, 1), "identifier is missing"),
        ("a = <<EOT\nb\n", (1, 5), "not closed"),
        ("hello there, we can't", (1, 1), "no place here"),
        ('resource "x" "y" {\n action {\n  value = <<EOT\nHello Sam, we cannot\n', (3, 11), "not closed"),
        ('resource "x" "y" {\n  a = "b"\n}\n\nz {\n  value = <<EOT\nHello Sam\n}\n', (6, 11), "not closed"),
        ('resource "x" "y" {\n  title = "${foo("\n}\n', (2, 12), "not closed"),
        ('x {\n  a = "b"\n  title = "${var.x"\n}\n', (3, 12), "not closed"),
        ("x = <<EOT\nHi ${name\nEOT\n", (2, 4), "not closed"),
        ('a {\n b = <<EOT\nfoo\nEOT\n c = "d\n}\nx {\n y = "z"\n}\n', (5, 6), "not closed"),
        ("a {\n x = = 3\n}\n", (2, 6), "no place here"),
        ("a {\n x = 1\n}\nb {\n x = @\n}\n", (5, 6), "no place here"),
        ("\U0001f600\u00e9 a = 1\n", (1, 1), "no place here"),
        ("a = " + "[" * 101 + "]" * 101, (1, 105), "nested more than 100 levels"),
        ("a = " + "{b=" * 50_000 + "1" + "}" * 50_000, (1, 303), "nested more than 100 levels"),
        ("a {\n" * 5000 + "}\n" * 5000, (102, 1), "nested more than 100 levels"),
    ],
)
def test_a_fault_is_a_failure_at_its_place(text: str, place: tuple[int, int], message: str) -> None:
    failure = parse(Source(text, "macros.tf"))
    assert isinstance(failure, Failure)
    assert message in failure.message
    assert failure.hint
    assert (failure.path, failure.line, failure.column) == ("macros.tf", *place)
