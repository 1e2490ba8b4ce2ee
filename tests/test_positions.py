"""Every place in a draft maps back to the very characters of its source, whatever the text."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replylint.draft import Draft, PieceTable, Source
from replylint.errors import Failure, ReplylintError
from replylint.formats import FORMATS, format_of, parse
from replylint.model import Span
from replylint.sources import decode

BITS = [
    "a", "We can't take it back", "Hi Mara,", " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "\xa0", "\u2028", "\x0c", "\U0001f600",
    "\U0001f44b\U0001f3fd", "e\u0301", "\u2019", "\u201cno\u201d", "\ufeff", "\xfc", "\u4e2d", "> ", ">", "- ", "* ", "1. ", "\u2022 ", "# ", "## ",
    "```", "```text\n", "~~~", "    ", "---\n", "-- \n", "===\n", "*", "**", "_", "`", "~~", "[", "]", "(", ")", "[x](y)", "![i](j)", "<b>", "</b>",
    "<br>", "<!--", "-->", "<!-- c -->", "<", ">", "<https://a.example>", "&amp;", "&#39;", "&nbsp;", "\\", "\\*", "|", "{{name}}", "{{", "}}", "{x}",
    "{% if %}", "[Name]", "<name>", "%{x}", "%1$s", "$", "[^1]", "[r]: https://a.example\n", "[r]", "Subject: x\n", "From: x\n",
    "On 3 May 2024, Jo wrote:\n", "Best,\n", "Mara\n", "P.S. ", "CAPITALS\n", ".", "!", "\x00",
    "\u200b", "\u200c", "\u200d", "\u2060", "\xad", "\u034f", "\U0001f469\u200d\U0001f4bb", "&shy;", "&zwj;", "&#8203;", "\ud83d", "\u0645\u06cc\u200c\u062e",
]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(BITS), max_size=40).map("".join), st.text(max_size=60))


def check_table(table: PieceTable, derived: str, origin: str) -> None:
    """Pieces cover the derived text without gaps, go forward in the origin, and the exact ones say the same there."""
    assert (table.pieces[0].start, table.pieces[-1].end) == (0, len(derived)) if table.pieces else derived == ""
    for piece in table.pieces:
        assert piece.start < piece.end
        assert 0 <= piece.origin_start <= piece.origin_end <= len(origin)
        if piece.exact:
            assert derived[piece.start : piece.end] == origin[piece.origin_start : piece.origin_end]
    for piece, after in pairwise(table.pieces):
        assert piece.end == after.start
        assert piece.origin_end <= after.origin_start
    starts = [table.to_origin(Span(at, at + 1)) for at in range(len(derived))]
    assert all(here.start <= after.start and here.end <= after.end for here, after in pairwise(starts))


def check_draft(draft: Draft) -> None:
    check_table(draft.pieces, draft.text, draft.given)
    if draft.given_pieces is None:
        assert draft.given == draft.source.text
    else:
        check_table(draft.given_pieces, draft.given, draft.source.text)
    draft.text.encode("utf-8")  # the parser takes nothing else
    assert all(here.span.end <= after.span.start for here, after in pairwise(draft.regions))
    for region in draft.regions:
        assert 0 <= region.span.start < region.span.end <= len(draft.text)
        assert draft.text[region.span.start : region.span.end].strip()
    for placeholder in draft.placeholders:
        place = draft.to_given(placeholder.span)
        assert draft.given[place.start : place.end] == placeholder.raw
    for comment in draft.comments:
        raw = draft.given[comment.span.start : comment.span.end]
        assert raw.startswith("<!--")
        assert raw.endswith("-->")


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@pytest.mark.parametrize("name", ["plain", "markdown"])
def test_places_map_back_to_the_source(name: str, text: str) -> None:
    found = [item for item in parse(Source(text), name) if isinstance(item, Draft)]
    assert found
    for draft in found:
        check_draft(draft)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_records_come_back_as_they_were_given(texts: list[str], ascii_only: bool, end: str) -> None:
    source = Source(end.join(json.dumps({"id": str(number), "text": text}, ensure_ascii=ascii_only) for number, text in enumerate(texts)))
    found = [item for item in parse(source, "jsonl") if isinstance(item, Draft)]
    assert [draft.given for draft in found] == texts
    for draft in found:
        check_draft(draft)
        for at in range(len(draft.given)):
            place = draft.given_to_source(Span(at, at + 1))
            assert json.loads(f'"{source.text[place.start : place.end]}"') == draft.given[at]


WORDS = st.text(st.sampled_from("abc \u00e9\U0001f600\u2019"), min_size=1, max_size=30).map(lambda text: f"We can't, {text.strip()} you")


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=4), st.sampled_from(["> {}", "```\n{}\n```", "Hi Jo, {}"]), st.sampled_from(["\n", "\r\n"]))
def test_replies_of_a_page_come_back(replies: list[str], frame: str, end: str) -> None:
    page = "\n\n".join(f"## Reply {number}\n\n{frame.format(reply)}" for number, reply in enumerate(replies)).replace("\n", end)
    found = [item for item in parse(Source(page), "markdown") if isinstance(item, Draft)]
    assert [draft.id for draft in found] == [f"reply-{number}" for number in range(len(replies))]
    for draft, reply in zip(found, replies, strict=True):
        check_draft(draft)
        assert draft.text == frame.format(reply).removeprefix("> ").removeprefix("```\n").removesuffix("\n```")
        place = draft.to_source(Span(0, len(draft.text)))
        assert page[place.start : place.end] == draft.text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_a_source_or_a_failure(data: bytes) -> None:
    assert isinstance(decode(data, "a.txt"), (Source, Failure))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_any_text_can_be_given_as_json_lines(text: str) -> None:
    assert all(isinstance(item, (Draft, Failure)) for item in parse(Source(text), "jsonl"))


@pytest.mark.parametrize(("path", "name"), [("a.md", "markdown"), ("b.Markdown", "markdown"), ("c/d.TXT", "plain"), ("e.jsonl", "jsonl"), ("f.csv", "csv"), ("g.py", None)])
def test_suffixes_name_formats(path: str, name: str | None) -> None:
    assert format_of(path) == name
    assert name is None or name in FORMATS


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(ReplylintError, match="plain, markdown, jsonl"):
        parse(Source(""), "docx")
