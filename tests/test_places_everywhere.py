"""Through every format: a reply is wrapped into a file by hand, the file is read, and what is underlined for words of the reply is those words.

"Underlined is" is proved by another reader than ours. The file is cut behind the underlined words and closed again; what that reader then sees must end
with the very last of them, and cut behind the first character, with that. A new format is a line in FORMATS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from typing import NamedTuple

import polib
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from replylint.draft import Draft, PieceTable, Source, identity
from replylint.errors import Failure
from replylint.formats import hcl, parse, po, yaml_tree
from replylint.formats.tree import List, Map, Node, Scalar
from replylint.model import Span
from tests import writers


class Format(NamedTuple):
    """`write`: a file with a reply in it, None where the format cannot hold it. `cut`: the reply of such a file that ends at a place. `read`: ours, with the tables."""

    write: Callable[[str, Random], str | None]
    cut: Callable[[str, int], str]
    read: Callable[[Source], Iterator[tuple[str, PieceTable]]]
    line_ends: tuple[str, ...] = ("\n", "\r\n", "\r")


def drafts(name: str) -> Callable[[Source], Iterator[tuple[str, PieceTable]]]:
    """Reads through the format's own door."""

    def read(source: Source) -> Iterator[tuple[str, PieceTable]]:
        for draft in parse(source, name) if name != "po" else po.read(source):
            assert isinstance(draft, Draft), draft
            check_words(draft)
            yield draft.given, draft.given_pieces or identity(len(draft.given))

    return read


def trees(read: Callable[[Source], Node | Failure]) -> Callable[[Source], Iterator[tuple[str, PieceTable]]]:
    """Reads what stands under "body" in a tree."""

    def bodies(node: Node | Failure) -> Iterator[Scalar]:
        assert not isinstance(node, Failure), node
        for entry in node.entries if isinstance(node, Map) else ():
            yield from [entry.value] if entry.key.text == "body" and isinstance(entry.value, Scalar) else bodies(entry.value)
        for item in node.items if isinstance(node, List) else ():
            yield from bodies(item)

    return lambda source: ((scalar.text, scalar.pieces) for scalar in bodies(read(source)))


def check_words(draft: Draft) -> None:
    """A word of the parsed text that nothing was filled into is the same word where it was given."""
    filled = [piece for piece in draft.pieces.pieces if not piece.exact]
    for word in re.finditer(r"\w+", draft.text):
        if not any(piece.start < word.end() and word.start() < piece.end for piece in filled):
            place = draft.to_given(Span(*word.span()))
            assert re.sub(r"[^\w]", "", draft.given[place.start : place.end]).endswith(word.group()[-1])
            assert draft.given[place.start] == word.group()[0]


def read_yaml(source: Source) -> Node | Failure:
    (node,) = yaml_tree.parse(source)
    return node


def yaml_format(style: str, close: str) -> Format:
    def write(text: str, random: Random) -> str | None:
        literal = writers.YAML[style](text, random, 4)
        return None if literal is None else f"# saved replies\nlabels:\n  - name: 'x'\n    body: {literal}\n    close: true\n"

    def cut(whole: str, end: int) -> str:
        source = whole[:end]
        if style in ("literal", "folded"):  # its last line break is not cut away with the rest
            source = re.sub(r"(body: [|>])(?:([1-9]?)[-+]|[-+]([1-9]?)|([1-9]))?", r"\1\2\3\4-", source, count=1)
        return str(yaml.load(source + close, Loader=yaml.BaseLoader)["labels"][0]["body"])

    return Format(write, cut, trees(read_yaml))


def write_jsonl(text: str, random: Random) -> str:
    return json.dumps({"id": "1"})[:-1] + ', "text": ' + json.dumps(text, ensure_ascii=random.random() < 0.5) + "}\n"


def write_po(text: str, random: Random) -> str:
    return f'msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "canned.declined"\nmsgstr {writers.po_string(text, random)}\n'


def write_quoted(text: str, random: Random) -> str:
    return f'resource "zendesk_macro" "x" {{\n  title = "\u00e9"\n  body = {writers.hcl_quoted(text, random)}\n}}\n'


def write_heredoc(text: str, random: Random) -> str | None:
    literal = writers.hcl_heredoc(text, random)
    return None if literal is None else f'resource "zendesk_macro" "x" {{\n  title = "\u00e9"\n  body = {literal}\n}}\n'


def unescaped(text: str) -> str:
    """Without the escapes of HCL's templates, also one whose brace is cut off."""
    return re.sub(r"\$\$(?=\{|\Z)|%%(?=\{|\Z)", lambda found: found.group()[0], text)


def cut_quoted(source: str, end: int) -> str:
    literal = unescaped(source[source.index("body = ") + 7 : end])
    return str(json.loads(re.sub(r"\\U[0-9a-f]{8}", lambda code: chr(int(code.group()[2:], 16)), literal) + '"', strict=False))


def cut_heredoc(source: str, end: int) -> str:
    """The writer indents the last line as much as the others."""
    pad = len(source[: source.rindex("EOT")].rpartition("\n")[2])
    body = source[source.index("EOT\n") + 4 : end]
    return unescaped("\n".join(line[pad:] for line in body.split("\n")))


FORMATS: dict[str, Format] = {
    "plain": Format(lambda text, _: text, lambda source, end: source[:end], drafts("plain")),
    "markdown": Format(lambda text, _: text, lambda source, end: source[:end], drafts("markdown")),
    "jsonl": Format(write_jsonl, lambda source, end: str(json.loads(source[:end] + '"}')["text"]), drafts("jsonl")),
    "yaml-plain": yaml_format("plain", ""),
    "yaml-single": yaml_format("single", "'"),
    "yaml-double": yaml_format("double", '"'),
    "yaml-literal": yaml_format("literal", ""),
    "yaml-folded": yaml_format("folded", ""),
    "po": Format(write_po, lambda source, end: str(polib.pofile(source[:end] + '"')[0].msgstr), drafts("po")),
    "hcl-quoted": Format(write_quoted, cut_quoted, trees(hcl.parse), ("\n", "\r\n")),
    "hcl-heredoc": Format(write_heredoc, cut_heredoc, trees(hcl.parse), ("\n",)),
}

SENTENCES = (
    "Hi Mara,", "We can't take the lamp back, since it was used.", "I'm sorry \u2013 we don't offer that \U0001f614.", "Thanks for asking!", "Your order %(number)s has left.",
    'You wrote "half price" and C:\\temp\\new.', "Please see https://a.example/x#y?z=1 for {{ reason }}.", "na\u00efve cafe\u0301s \u4e2d\u6587", "- one", "1. two",
    "#3: it's 'so' & so.",
    "  indented a bit", "We look into %{it} and ${that}, @you.", "\U0001f44b\U0001f3fd", "no", "Best,", "Tom", "plain words only", "not for us any more",
)  # fmt: skip
REPLIES = st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from([" ", "\n", "\n\n", "\n\n\n"])), min_size=1, max_size=8).map(
    lambda parts: "".join(sentence + gap for sentence, gap in parts)
)


def shortened(text: str, random: Random) -> str:
    return text.rstrip() + random.choice(["", "\n", "\n\n"])


def without_breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=150, deadline=None)
@given(text=REPLIES, random=st.randoms(use_true_random=False), data=st.data())
def test_what_is_underlined_is_what_was_meant(name: str, text: str, random: Random, data: st.DataObject) -> None:
    wrapper = FORMATS[name]
    text = shortened(text, random)
    if name == "po":
        text += "It is more than a few words, so that it reads like a reply."
    if name == "yaml-plain":
        text = re.sub(r"[^A-Za-z \n]|^ +| (?= |\n)|\s+\Z", "", text, flags=re.MULTILINE)
    written = wrapper.write(text, random)
    assume(written is not None)
    assert written is not None
    source = written.replace("\n", data.draw(st.sampled_from(wrapper.line_ends)))
    ((found, table),) = wrapper.read(Source(source))
    assert without_breaks(found) == text
    check_table(found, table, source)
    marks = [at for at, char in enumerate(found) if not char.isspace()]
    for _ in range(3):
        start, last = sorted((data.draw(st.sampled_from(marks)), data.draw(st.sampled_from(marks))))
        place, first = table.to_origin(Span(start, last + 1)), table.to_origin(Span(start, start + 1))
        assert place.start == first.start
        assert wrapper.cut(source, place.end) == found[: last + 1]
        assert wrapper.cut(source, first.end) == found[: start + 1]
        if start:
            assert wrapper.cut(source, place.start).rstrip() == found[:start].rstrip()


def check_table(text: str, table: PieceTable, source: str) -> None:
    """Pieces go forward without gaps, each character to at most a line's end with the indentation behind it, and the exact ones say the same."""
    assert (table.pieces[0].start, table.pieces[-1].end) == (0, len(text)) if table.pieces else text == ""
    assert all(piece.end == after.start and piece.origin_end <= after.origin_start for piece, after in pairwise(table.pieces))
    for piece in table.pieces:
        there = source[piece.origin_start : piece.origin_end]
        if piece.exact:
            assert text[piece.start : piece.end] == there
        else:
            assert piece.end == piece.start + 1
            assert len(there) <= 12 or not there.strip()


SAMPLES: dict[str, tuple[Callable[[Source], Iterator[object]], str]] = {
    "yaml": (
        lambda source: iter(yaml_tree.parse(source)),
        "# bot\n'Type: Idea':\n  comment: >-\n    Thanks, but we\n    can't build this.\n\n      - now\n  close: true\n"
        "---\n- &a {title: \"No \\u00e9\\\n  x\", body: 'it''s\n  closed'}\n"
        "- <<: *a\n  body: |2+\n      We can't.\n\n- ? k\n  : !!str text # c\n",
    ),
    "po": (
        po.read,
        'msgid ""\nmsgstr "Language: en\\n"\n\n#, fuzzy\nmsgctxt "m"\nmsgid "We can\'t take it back, since it was used by you."\nmsgid_plural "x"\n'
        'msgstr[0] ""\n"We can\'t \\"take\\" it back,\\n"\n"since it was \\303\\251 used."\n\n#~ msgid "a"\n#~ msgstr "b"\n',
    ),
    "hcl": (
        lambda source: iter([hcl.parse(source)]),
        'resource "zendesk_macro" "x" {\n  title = "No \\"x\\" \\u00e9 ${var.a}"\n  action {\n    field = "comment_value"\n    value = <<-EOT\n'
        '      Hi ${a},\n\n      no.\n      EOT\n  }\n'
        '  actions = [{ field = "a", value = join("\\n", ["b %{ if x }c%{ endif }"]) }]\n}\n',
    ),
}  # fmt: skip
NOISE = [
    "", "'", '"', "\\", "\n", "\r", "\t", " ", ":", "- ", "|", ">", "{", "}", "[", "]", "&a", "*a", "<<", "#", "\x00", "\ufeff", "\U0001f600", "msgid", "EOT", "${", "%{",
    "---\n", "\ud83d", "\x85", "!", "%", "@",
]  # fmt: skip


def scalars(item: object) -> Iterator[tuple[str, PieceTable, Span]]:
    if isinstance(item, Scalar):
        yield item.text, item.pieces, item.span
    elif isinstance(item, Draft):
        assert item.given_pieces is not None
        yield item.given, item.given_pieces, Span(0, len(item.source.text))
    elif isinstance(item, Map):
        for entry in item.entries:
            yield from scalars(entry.key)
            yield from scalars(entry.value)
    elif isinstance(item, List):
        for child in item:
            yield from scalars(child)
    else:
        assert isinstance(item, Failure)


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_broken_file_is_read_or_said_and_nothing_points_outside_it(name: str, data: st.DataObject) -> None:
    read, text = SAMPLES[name]
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 6)))
        text = text[:start] + data.draw(st.sampled_from(NOISE)) + text[end:]
    text = text[: data.draw(st.integers(0, len(text)))] if data.draw(st.booleans()) else text
    lines = len(re.findall(r"\r\n|\r|\n", text)) + 1
    for item in read(Source(text, "file")):
        if isinstance(item, Failure):
            assert item.message
            assert item.hint
            assert item.line is not None and item.column is not None
            assert 1 <= item.line <= lines
            assert 1 <= item.column <= len(text) + 1
            continue
        for value, table, span in scalars(item):
            assert 0 <= span.start <= span.end <= len(text)
            assert sum(piece.end - piece.start for piece in table.pieces) == len(value)
            for piece in table.pieces:
                assert span.start <= piece.origin_start <= piece.origin_end <= span.end
                assert not piece.exact or value[piece.start : piece.end] == text[piece.origin_start : piece.origin_end]
