"""The piece table, positions in a source, and the builder of drafts."""

from __future__ import annotations

import pytest

from replylint.draft import DraftBuilder, Piece, PieceTable, Source, identity
from replylint.model import Span

TABLE = PieceTable((Piece(0, 3, 10, 13, True), Piece(3, 4, 13, 20, False), Piece(4, 8, 20, 24, True)))


@pytest.mark.parametrize(
    ("span", "origin"),
    [
        (Span(0, 3), Span(10, 13)),
        (Span(1, 2), Span(11, 12)),
        (Span(2, 4), Span(12, 20)),
        (Span(3, 4), Span(13, 20)),
        (Span(3, 5), Span(13, 21)),
        (Span(1, 7), Span(11, 23)),
        (Span(0, 0), Span(10, 10)),
        (Span(5, 5), Span(21, 21)),
        (Span(8, 8), Span(24, 24)),
    ],
)
def test_a_span_maps_to_the_smallest_stretch_that_holds_it(span: Span, origin: Span) -> None:
    assert TABLE.to_origin(span) == origin


def test_a_span_outside_the_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="ends behind"):
        TABLE.to_origin(Span(7, 9))
    with pytest.raises(ValueError, match="empty text"):
        PieceTable(()).to_origin(Span(0, 1))


def test_an_empty_text_maps_its_only_span() -> None:
    assert identity(0).to_origin(Span(0, 0)) == Span(0, 0)
    assert identity(4).to_origin(Span(1, 3)) == Span(1, 3)


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("a\r\r\nb", 4, (3, 1)),
        ("\U0001f600\U0001f600 b\nc", 3, (1, 4)),
        ("e\u0301x", 2, (1, 3)),
        ("a\u2028b\x0cc", 4, (1, 5)),
        ("", 0, (1, 1)),
        ("a\n", 2, (2, 1)),
    ],
)
def test_lines_and_columns_are_counted_as_editors_do(text: str, offset: int, place: tuple[int, int]) -> None:
    assert Source(text).position(offset) == place


def test_the_builder_maps_what_it_kept_filled_and_dropped() -> None:
    given = "**Hi** {{name}},\nwe are\nfull."
    builder = DraftBuilder(given)
    builder.keep(2, 4)
    builder.keep(6, 7)
    builder.placeholder("Customer", 7, 15, "name", "name")
    builder.keep(15, 16)
    builder.fill("\n", 16, 17)
    begin = builder.length
    builder.keep(17, 23)
    builder.fill(" ", 23, 24)
    builder.keep(24, 29)
    builder.region("list_item", begin)
    draft = builder.draft(Source(given))
    assert draft.text == "Hi Customer,\nwe are full."
    assert draft.to_source(Span(0, 2)) == Span(2, 4)
    assert draft.to_source(Span(3, 11)) == Span(7, 15)
    assert draft.to_source(Span(5, 6)) == Span(7, 15)
    assert draft.to_source(Span(13, 25)) == Span(17, 29)
    assert draft.placeholders[0].raw == "{{name}}"
    assert draft.region_at(12) is None
    assert draft.region_at(13) == "list_item"


def test_neighbouring_pieces_are_one() -> None:
    builder = DraftBuilder("abcdef")
    builder.keep(0, 2)
    builder.keep(2, 4)
    builder.keep(3, 3)
    assert builder.draft(Source("abcdef")).pieces.pieces == (Piece(0, 4, 0, 4, True),)


def test_given_and_source_are_told_apart() -> None:
    source = Source('{"text": "a\\nb"}')
    builder = DraftBuilder("a\nb")
    builder.keep(0, 3)
    draft = builder.draft(source, given_pieces=PieceTable((Piece(0, 1, 10, 11, True), Piece(1, 2, 11, 13, False), Piece(2, 3, 13, 14, True))))
    assert draft.to_given(Span(1, 2)) == Span(1, 2)
    assert draft.to_source(Span(1, 2)) == Span(11, 13)


def test_words_are_told_as_they_are_read_and_slots_as_they_are_written() -> None:
    given = "Hi {{name}},\nit&rsquo;s <b>late</b>,\nso no."
    builder = DraftBuilder(given)
    builder.keep(0, 3)
    builder.placeholder("Customer", 3, 11, "name", "name")
    builder.keep(11, 15)
    builder.fill("\u2019", 15, 22)
    builder.keep(22, 24)
    builder.keep(27, 31)
    builder.keep(35, len(given))
    draft = builder.draft(Source(given))
    assert draft.text == "Hi Customer,\nit\u2019s late,\nso no."
    assert draft.as_read(Span(0, len(draft.text))) == "Hi {{name}}, it\u2019s late, so no."
    assert draft.as_read(Span(5, 9)) == "{{name}}"
    assert draft.as_read(Span(13, 22)) == "it\u2019s late"
    assert draft.as_read(Span(4, 4)) == ""
