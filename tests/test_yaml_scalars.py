"""Every character of a YAML scalar leads back to what it was written as, in every style."""

from __future__ import annotations

from random import Random

import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from replylint.draft import Source
from replylint.errors import Failure
from replylint.formats.tree import Map, Node, Scalar
from replylint.formats.yaml_tree import parse
from tests.writers import YAML

BITS = [
    "a", "We can't take it back.", "Hi Mara,", " ", "  ", "\n", "\n\n", "\n  ", "\t", "\xa0", "\U0001f600", "e\u0301", "\u2019", '"', "'", "''", "\\", "\\n", "#", " #",
    ": ", ":", "- ", "* ", "? ", "> ", "| ", "& ", "!", "%", "@", "`", "{{name}}", "{", "}", "[", "]", ",", "---", "...", "\x85", "\u2028", "\ufeff", "\x07", "no", "12", "~", "=",
]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(BITS), max_size=25).map("".join), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    children = [part for entry in node.entries for part in (entry.key, entry.value)] if isinstance(node, Map) else list(node.items)
    return [found for child in children for found in scalars(child)]


def check_scalar(scalar: Scalar, source: str) -> None:
    """The pieces cover the value, go forward within the literal, and the exact ones say the same there."""
    at, origin = 0, scalar.span.start
    for piece in scalar.pieces.pieces:
        assert piece.start == at < piece.end
        assert origin <= piece.origin_start <= piece.origin_end <= scalar.span.end
        at, origin = piece.end, piece.origin_end
        if piece.exact:
            assert scalar.text[piece.start : piece.end] == source[piece.origin_start : piece.origin_end]
        else:
            assert piece.end == piece.start + 1  # the fall back to the whole literal is for what libyaml alone knows
    assert at == len(scalar.text)


def check_source(source: str, values: list[str]) -> None:
    trees = list(parse(Source(source)))
    assert not any(isinstance(tree, Failure) for tree in trees), (source, trees)
    found = [scalar for tree in trees if not isinstance(tree, Failure) for scalar in scalars(tree)]
    assert [scalar.text for scalar in found] == values, source
    for scalar in found:
        check_scalar(scalar, source)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from([None, "'", '"', "|", ">"]), st.integers(20, 200), st.sampled_from([2, 4, 7]), st.booleans(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_yaml_dumps(text: str, other: str, style: str | None, width: int, indent: int, unicode: bool, end: str) -> None:
    source = yaml.safe_dump({"a": [text, {"b": other}], "c": text}, default_style=style, width=width, indent=indent, allow_unicode=unicode, line_break=end)
    read = yaml.load(source, Loader=yaml.BaseLoader)  # not always what was dumped: a lone U+0085 folds
    check_source(source, ["a", read["a"][0], "b", read["a"][1]["b"], "c", read["c"]])


@settings(max_examples=600, deadline=None)
@given(TEXTS, st.sampled_from(sorted(YAML)), st.randoms(use_true_random=False), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_hands_write(text: str, style: str, random: Random, end: str) -> None:
    literal = YAML[style](text, random, 4)
    assume(literal is not None)
    source = f"labels:\n  - name: x\n    body: {literal}\n    close: true\n".replace("\n", end)
    check_source(source, ["labels", "name", "x", "body", text, "close", "true"])
