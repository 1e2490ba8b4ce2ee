"""HTML bodies: what a browser shows, and the way back."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replylint.draft import Draft, Source
from replylint.formats import body, html, parse
from replylint.model import Span
from tests.test_positions import check_table


def read(text: str) -> Draft:
    return html.draft(Source(text), text)


def regions(draft: Draft) -> list[tuple[str, str]]:
    return [(region.kind, draft.text[region.span.start : region.span.end]) for region in draft.regions]


def source_of(draft: Draft, words: str) -> str:
    """What stands in the source where `words` of the draft come from."""
    start = draft.text.index(words)
    place = draft.to_source(Span(start, start + len(words)))
    return draft.source.text[place.start : place.end]


def check(draft: Draft) -> None:
    check_table(draft.pieces, draft.text, draft.given)
    for slot in draft.placeholders:
        place = draft.to_given(slot.span)
        assert draft.given[place.start : place.end] == slot.raw
    for region in draft.regions:
        assert draft.text[region.span.start : region.span.end].strip()
    for comment in draft.comments:
        assert draft.given[comment.span.start : comment.span.end].startswith("<!--")


def test_inline_tags_part_no_word() -> None:
    draft = read("<p>It is our <b>pol</b>icy,<i> not</i> yours.</p>")
    assert draft.text == "It is our policy, not yours."
    assert source_of(draft, "policy") == "pol</b>icy"


def test_entities_are_their_characters() -> None:
    draft = read("<p>Tea &amp; r&#8217;s &#x1F600;&nbsp;a &lt; b &unknown; &copy</p>")
    assert draft.text == "Tea & r\u2019s \U0001f600\xa0a < b &unknown; \xa9"
    assert source_of(draft, "\U0001f600") == "&#x1F600;"
    assert source_of(draft, "r\u2019s") == "r&#8217;s"


def test_blocks_breaks_and_white_space() -> None:
    draft = read("<div>Hi\r\n   Jo,</div>\r\n<p>We can't\n  lend it.<br>It is\tsold.</p><p>\n</p><p>&nbsp;</p>Bye<br/><br>Now")
    assert draft.text == "Hi Jo,\n\nWe can't lend it.\nIt is sold.\n\nBye\n\nNow"


def test_lists_headings_tables_and_preformatted_text() -> None:
    draft = read("<h2>Your order</h2><ul><li>one <b>lamp</b><li><p>two tables</p></ul><table><tr><td>A<td>B</tr></table><pre>x\ny\n\nz</pre>")
    assert draft.text == "Your order\n\none lamp\ntwo tables\n\nA\nB\n\nx\ny\n\nz"
    assert regions(draft) == [("heading", "Your order"), ("list_item", "one lamp"), ("list_item", "two tables")]


def test_what_is_not_shown_is_left_out() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>Your &amp; return</title><meta charset=utf-8><style>p { color: red }</style></head>"
        "<body><script>if (a < b) { x() }</script><!-- replylint: ignore ALT001 -- why --><p>No.</p><!--[if mso]><p>Outlook</p><![endif]--></body></html>"
    )
    draft = read(page)
    assert draft.text == "No."
    assert draft.title == "Your & return"
    assert [comment.text for comment in draft.comments] == ["replylint: ignore ALT001 -- why", "[if mso]><p>Outlook</p><![endif]"]


def test_links_keep_their_text_and_images_have_none() -> None:
    assert read('<p>See <a href="https://a.example/?a=1&amp;b=2">our page</a><img src=x alt="a lamp">.</p>').text == "See our page."


def test_slots_are_no_tags() -> None:
    draft = read("<p>Dear <customer name>, <Name> and &lt;agent name&gt;,</p><p>{{ order.date }} <?= $reason ?> <a href='{{url}}'>x</a></p>")
    assert [slot.raw for slot in draft.placeholders] == ["<customer name>", "<Name>", "&lt;agent name&gt;", "{{ order.date }}", "<?= $reason ?>"]
    assert "<" not in draft.text


def test_old_pages_write_their_tags_in_capitals() -> None:
    draft = read("<HTML><HEAD><TITLE>Your return</TITLE></HEAD><BODY><CENTER>No.<FORM>x</FORM></CENTER></BODY></HTML>")
    assert (draft.text, draft.title) == ("No.\nx", "Your return")


def test_quotes_and_signatures() -> None:
    draft = read('<p>We can\'t.</p><div class="gmail_signature">Mara, Lamps Ltd</div><div class="gmail_quote">On 3 May, Jo wrote:<blockquote>Why?</blockquote></div>')
    assert regions(draft) == [("signature", "Mara, Lamps Ltd"), ("quote", "On 3 May, Jo wrote:\n\nWhy?")]
    assert regions(read("<p>Sorry.</p><p>Kind regards,<br>Mara</p>")) == [("signature", "Kind regards,\nMara")]
    assert regions(read("<p>No.</p><div><b>From:</b> Jo<br><b>Sent:</b> Monday</div><p>Why?</p>")) == [("quote", "From: Jo\nSent: Monday\n\nWhy?")]


def test_a_page_that_is_one_quote_is_the_reply() -> None:
    assert regions(read("<blockquote>We can't.</blockquote>")) == []


@pytest.mark.parametrize(
    ("broken", "shown"),
    [
        ("<p>We <b>can't", "We can't"),
        ("<p>We can't</b></i></div>.", "We can't."),
        ("a < b and c > d & e", "a < b and c > d & e"),
        ("<p>No</p", "No"),
        ("<p>No <a href=\"x", "No"),
        ("No <!-- half", "No half"),
        ("<h2>No<p>Because", "No\n\nBecause"),
        ("<script>x", ""),
        ("<p title='it's'>No</p>", "No"),
        ("<![CDATA[x]]>y<!x>z<![ if", "yz<![ if"),
    ],
)
def test_broken_pages_are_read(broken: str, shown: str) -> None:
    draft = read(broken)
    assert draft.text == shown
    check(draft)


@pytest.mark.parametrize(
    ("text", "is_html"),
    [
        ("<p>Hi</p>", True),
        ("Hi<br>Jo", True),
        ("Hi <Name>,\nsee <https://a.example>", False),
        ("Hi <b>Jo</b>,\n\nsorry.", False),
        ("Hi,\n\nsorry.<br>Bye", False),
        ("<p>Hi</p>\n\n<p>Jo</p>", True),
        ("## Hi\n<p align=center>x</p>\n- a\n- b", False),
        ("a <p", False),
    ],
)
def test_html_is_known_by_its_blocks(text: str, is_html: bool) -> None:
    assert html.is_html(text) is is_html
    assert (body.reader_of(text, "auto") is html.draft) is is_html


BITS = [
    "We can\u2019t take it back. ", "policy", " ", "\n", "\r\n", "\t", "\r", "\xa0", "\U0001f600", "e\u0301", "<p>", "</p>", "<div>", "</div>", "<br>", "<br/>", "<b>", "</b>",
    "<ul>", "<li>", "</ul>", "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<pre>", "</pre>", "<table>", "<td>", "</table>", "<!-- c -->", "<!--", "-->", "<script>",
    "</script>", "<style>", "<title>", "</title>", "<head>", "<body>", '<div class="gmail_quote">', "<a href='x'>", "</a>", "<span class=signature>", "</span>", "&amp;", "&nbsp;",
    "&#x1F600;", "&#8217;", "&lt;name&gt;", "&NotEqualTilde;", "&", "<", ">", '"', "'", "{{name}}", "<name>", "[Name]", "<? x ?>", "<%= y %>", "{%", "<!x>", "</", "</p", "\ud800",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(BITS), max_size=40).map("".join), st.text(max_size=60)))
def test_places_map_back_to_the_page(text: str) -> None:
    for draft in parse(Source(text), "html"):
        assert isinstance(draft, Draft)
        check(draft)
        draft.text.encode("utf-8")


WORDS = st.lists(st.sampled_from(["We", "can\u2019t", "lend", "the", "\U0001f600", "caf\u00e9", "a<b", "R&D", '"it"', "e\u0301", "today."]), min_size=1, max_size=12)
ESCAPES = {"<": "&lt;", "&": "&amp;", '"': "&quot;", "\u2019": "&#8217;", "\U0001f600": "&#x1F600;"}


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4), st.randoms(use_true_random=False), st.sampled_from(["\n", "\r\n"]))
def test_a_wrapped_draft_comes_back_with_every_place(paragraphs: list[list[str]], chance: random.Random, end: str) -> None:
    """Each character of the draft points at what was written for it, whatever stands around and between."""
    page: list[str] = ["<html><body>", end]
    written: list[tuple[str, int, int]] = []

    def put(text: str) -> None:
        page.append(text)

    def length() -> int:
        return sum(map(len, page))

    for words in paragraphs:
        put(chance.choice(["<p>", "<div class='x'>", '<p style="a">']) + chance.choice(["", end + "   "]))
        for number, word in enumerate(words):
            if number:
                put(chance.choice([" ", end, end + "\t", "  ", " <!-- note --> "]))
            opened = chance.choice(["", "<b>", "<a href='x?a&amp;b'>"])
            put(opened)
            for at, character in enumerate(word):
                if at and chance.random() < 0.1:
                    put(chance.choice(["<i>", "</i>", "<span>"]))
                begin = length()
                put(ESCAPES[character] if character in "<&" or (character in ESCAPES and chance.random() < 0.7) else character)
                written.append((character, begin, length()))
            put({"<b>": "</b>", "": ""}.get(opened, "</a>"))
        put(chance.choice(["</p>", "</div>"]) + chance.choice(["", end]))
    text = "".join(page)
    draft = read(text)
    assert re.sub(r"\s+", " ", draft.text).split() == [word for words in paragraphs for word in words]
    check(draft)
    shown = [at for at, character in enumerate(draft.text) if not character.isspace()]
    for at, (character, begin, stop) in zip(shown, written, strict=True):
        assert draft.text[at] == character
        assert draft.to_source(Span(at, at + 1)) == Span(begin, stop)


@pytest.mark.parametrize(
    "unit", ["<a ", "<!--", '<a "', "&", "&a", "<div>", "</div>", "<p", "<![", "<script>", "{{", "<li>", "<!x", "{% if x %}", "<h1>", "&#1", "<select>", "{% ", "<% ", "{#"]
)
def test_long_broken_pages_take_no_time_to_speak_of(unit: str) -> None:
    (draft,) = [item for item in parse(Source(unit * 20_000), "html") if isinstance(item, Draft)]
    assert len(draft.text) <= 20_000 * len(unit)
