"""Markdown: one reply a page, or many."""

from __future__ import annotations

import pytest

from replylint.draft import Draft, Source
from replylint.errors import Failure
from replylint.formats import markdown, parse
from replylint.kinds import kind_of
from replylint.model import Span


def drafts(text: str) -> list[Draft]:
    found = list(markdown.read(Source(text, "page.md")))
    assert all(isinstance(item, Draft) for item in found)
    return [item for item in found if isinstance(item, Draft)]


def one(text: str) -> Draft:
    (draft,) = drafts(text)
    return draft


def regions(draft: Draft) -> list[tuple[str, str]]:
    return [(region.kind, draft.text[region.span.start : region.span.end]) for region in draft.regions]


def test_soft_breaks_are_spaces_and_hard_breaks_stay() -> None:
    assert one("We can't\ntake it\nback.  \nSorry\\\nfor that.").text == "We can't take it back.\nSorry\nfor that."


def test_a_greeting_ends_its_line() -> None:
    assert one("Hi Mara,\nwe can't take it back.").text == "Hi Mara,\nwe can't take it back."


def test_blocks_have_their_regions() -> None:
    page = "# Your *return*\n\nWe can't.\n\n> You said it broke.\n> It did.\n\n- repair\n  it\n- sell it\n\n  as it is\n  - or not\n"
    draft = one(page + "\nUnder\n=====\n\nBye now, all.")
    assert draft.text == "Your return\n\nWe can't.\n\nYou said it broke. It did.\n\nrepair it\nsell it\n\nas it is\nor not\n\nUnder\n\nBye now, all."
    assert regions(draft) == [
        ("heading", "Your return"),
        ("quote", "You said it broke. It did."),
        ("list_item", "repair it"),
        ("list_item", "sell it\n\nas it is"),
        ("list_item", "or not"),
        ("heading", "Under"),
    ]


def test_lists_in_quotes_are_quotes() -> None:
    draft = one("We can't.\n\n> - one\n> - two\n>\n> # three")
    assert regions(draft) == [("quote", "one\ntwo\n\nthree")]


def test_code_and_tables_are_left_out() -> None:
    draft = one("Run:\n\n```sh\nnpm test\n```\n\n    indented\n\n| a | b |\n|---|---|\n| c | d |\n\nThat is all.")
    assert draft.text == "Run:\n\nThat is all."


def test_a_page_that_is_one_fence_or_indented_is_the_reply() -> None:
    assert one("```\nWe can't.\n```").text == "We can't."
    assert one("    We can't.\n    Sorry.").text == "We can't.\nSorry."
    assert one("```python\nprint()\n```").text == ""


def test_html_loses_its_tags() -> None:
    draft = one("<details>\n<summary>Why</summary>\n\nIt is <b>late</b>.<br>Sorry.\n\n</details>")
    assert draft.text == "Why\n\nIt is late.\nSorry."


def test_comments_are_recorded() -> None:
    text = "<!-- a\n\nb -->\n\nWe can't. <!-- c -->\n\n<!-- d --> Still not."
    draft = one(text)
    assert draft.text == "We can't. \n\n Still not."
    assert [(text[comment.span.start : comment.span.end], comment.text) for comment in draft.comments] == [
        ("<!-- a\n\nb -->", "a\n\nb"),
        ("<!-- c -->", "c"),
        ("<!-- d -->", "d"),
    ]


def test_front_matter_goes_into_meta() -> None:
    text = "---\r\ntitle: \u00c4 page\r\nreplylint:\r\n  ignore: off\r\nday: 2024-05-01\r\n---\r\nWe can't."
    draft = one(text)
    assert draft.text == "We can't."
    front = draft.meta["front_matter"]
    assert isinstance(front, dict)
    assert front["title"] == "\u00c4 page"
    assert front["replylint"] == {"ignore": "off"}
    assert draft.meta["front_matter_offset"] == text.index("replylint")


def test_faulty_front_matter_matters_only_where_it_names_us() -> None:
    assert one("---\na: b: c\n---\nWe can't.").meta == {}
    failure, draft = list(markdown.read(Source("---\ntitle: x\nreplylint: [\n---\nWe can't.", "page.md")))
    assert isinstance(failure, Failure)
    assert isinstance(draft, Draft)
    assert (failure.path, failure.line) == ("page.md", 4)
    assert "not valid YAML" in failure.message
    assert draft.text == "We can't."


def test_a_signature_in_a_wrapped_paragraph_is_split_off() -> None:
    draft = one("We can't take it back.\n\nBest regards,\nMara\nLamp Shop")
    assert regions(draft) == [("signature", draft.text[draft.text.index("Best") :])]


def test_the_signature_delimiter_is_no_heading() -> None:
    draft = one("We can't take it back.\n--\nMara")
    assert regions(draft) == [("signature", "--\nMara")]
    assert regions(one("We can't take it back.\n---\nYou can sell it.")) == []
    assert regions(one("Your return\n---\nYou can sell it.")) == [("heading", "Your return")]


def test_task_boxes_footnotes_and_definitions() -> None:
    draft = one("- [ ] open [^1]\n- [x] done, see [the terms]\n\n[the terms]: https://shop.example/t")
    assert draft.text == "open \ndone, see the terms"


def test_typed_bullets_are_items() -> None:
    assert regions(one("You can:\n\u2022 repair it\n\u2022 sell it")) == [("list_item", "repair it"), ("list_item", "sell it")]


FENCED = """# Saved replies

Pick one and paste it. You must not edit it.

<!-- above the first -->

## Return: late

<!-- why: late -->

```
Hi {{name}},

we can't take it back, since a year is over.
```

Note for us: look at the invoice.

```sh
grep year invoices
```

## Return: late

```text
Thank you for asking. We are fully booked. <!-- inside -->
```
"""


def test_fences_under_headings_are_replies() -> None:
    first, second = drafts(FENCED)
    assert (first.id, first.title) == ("return-late", "Return: late")
    assert (second.id, second.title) == ("return-late-2", "Return: late")
    assert first.text == "Hi Customer,\n\nwe can't take it back, since a year is over."
    assert second.text == "Thank you for asking. We are fully booked. "
    assert first.given == FENCED
    place = first.to_source(Span(first.text.index("can't"), first.text.index("can't") + 5))
    assert FENCED[place.start : place.end] == "can't"
    assert [comment.text for comment in first.comments] == ["above the first", "why: late"]
    assert [comment.text for comment in second.comments] == ["inside"]


def test_fences_of_code_make_no_replies() -> None:
    page = "# One\n\nHi Mara, we can't do it. You can run this.\n\n```\nmake all test\n```\n\n# Two\n\n```\nTypeError: x is not a function\n```\n"
    assert len(drafts(page)) == 1


QUOTED = """# Macros

> Owner: Care team, Status: draft, Year: 2024

## The price

> Subject: Your question
>
> Hi [name], we can't lower
> the price.
>
> > You asked for half of it.
>
> - wait for the sale
> - buy a used one

*Internal:* never promise a discount.

## The colour

> Thanks for asking. The lamp comes
> in white only.

## How to use these

You paste them.
"""


def test_quotes_under_headings_are_replies() -> None:
    first, second = drafts(QUOTED)
    assert [first.id, second.id] == ["the-price", "the-colour"]
    assert first.text == "Your question\n\nHi Customer, we can't lower the price.\n\nYou asked for half of it.\n\nwait for the sale\nbuy a used one"
    assert [kind for kind, _ in regions(first)] == ["subject", "quote", "list_item", "list_item"]
    assert regions(first)[1] == ("quote", "You asked for half of it.")
    assert second.text == "Thanks for asking. The lamp comes in white only."


def test_answers_below_the_customers_quotes_are_one_reply() -> None:
    price = "## Price\n\n> Can you lower it?\n\nNo, we can't lower the price of the lamp, because it is on sale already.\n"
    colour = "## Colour\n\n> Is it blue?\n\nNo, the lamp comes in white only, and we can't paint it for you either.\n"
    draft = one(f"{price}\n{colour}")
    assert [kind for kind, _ in regions(draft)] == ["heading", "quote", "heading", "quote"]


def test_a_page_with_one_macro_is_that_macro() -> None:
    assert one("# Late\n\n> Hi [name], we can't take\n> it back.\n").text == "Hi Customer, we can't take it back."
    assert one("# Late\n\n```\nHi [name], we can't.\n```\n").id == "late"


PLAIN = """# Replies

Ready to paste.

### 1. Refund
Hi [Customer Name],
We can't refund it.

#### More
Ask the maker.

### 2. Colour
Thank you for asking. It comes in white only.

### 3. Size
We only have it in one size, so you would have to look elsewhere.

### Tags
refund, colour, size
"""


def test_letters_under_headings_are_replies() -> None:
    found = drafts(PLAIN)
    assert [draft.id for draft in found] == ["1-refund", "2-colour", "3-size"]
    assert found[0].text == "Hi Customer,\nWe can't refund it.\n\nMore\nAsk the maker."
    assert regions(found[0]) == [("heading", "More")]


LAMP = "We can't repair your lamp, because its parts are no longer made."
SHOES = "We can't exchange your shoes. You should have tried them on."


def pages(path: str, text: str) -> list[Draft]:
    found = list(parse(Source(text, path), "markdown"))
    assert all(isinstance(item, Draft) for item in found)
    return [item for item in found if isinstance(item, Draft)]


def titles(path: str, text: str) -> list[tuple[str | None, bool]]:
    """Each draft's title, and whether it stands beside the replies."""
    return [(draft.title, "beside" in draft.meta) for draft in pages(path, text)]


def test_a_section_above_the_first_letter_is_a_reply_when_it_speaks_to_the_customer() -> None:
    page = f"# Macros\n\n## One\n\n{LAMP}\n\n## Two\n\nHello Anna,\n\n{SHOES}\n\n## Three\n\nHello Tom,\n\nwe can't cancel your order.\n"
    assert titles("notes.md", page) == [("One", False), ("Two", False), ("Three", False)]
    one = pages("notes.md", page)[0]
    assert one.text == LAMP
    assert one.source.position(one.to_source(Span(0, 1)).start) == (5, 1)


def test_what_stands_among_letters_and_reads_as_no_reply_is_set_aside_and_told() -> None:
    how = "## How to use them\n\nWe keep our replies here. Copy the template that you need and paste it.\n\n"
    letters = f"## One\n\nHi Sam,\n\n{LAMP}\n\n## Two\n\nHi Jo,\n\n{SHOES}\n\n"
    rest = "## Sources\n\nLegal signed this off in May.\n\n## Tags\n\nlamp, shoes\n\n# Elsewhere\n\nHi Tom,\n\nwe can't cancel your order.\n"
    found = [("How to use them", True), ("One", False), ("Two", False), ("Sources", True), ("Elsewhere", False)]
    assert titles("notes.md", f"# Replies\n\nReady to paste.\n\n{how}{letters}{rest}") == found
    said = rest.replace("Legal", "<!-- replylint: reply -->\n\nLegal")
    assert [kind_of(draft) for draft in pages("notes.md", f"{how}{letters}{said}")] == ["note", "reply", "reply", "reply", "reply"]


def test_headings_of_groups_are_no_replies() -> None:
    page = f"## Lamps\n\n### One\n\nHi Sam,\n\n{LAMP}\n\n## Shoes\n\n### Two\n\nHi Jo,\n\n{SHOES}\n"
    assert titles("notes.md", page) == [("One", False), ("Two", False)]


BARE = f"# Canned replies\n\n## One\n\n{LAMP}\n\n## Two\n\n{SHOES}\n"


@pytest.mark.parametrize("path", ["canned/b.md", "desk/macros.md", "saved_replies/shop/b.md"])
def test_headings_part_replies_without_greetings_where_the_path_promises_replies(path: str) -> None:
    assert [(draft.id, draft.text) for draft in pages(path, BARE)] == [("one", LAMP), ("two", SHOES)]
    assert titles(path, BARE + "\n## Tags\n\nlamp\n\n## Sources\n\nLegal signed this off.\n")[2:] == [("Sources", True)]
    assert titles(path, BARE.replace("## One", "Copy the template that you need; we keep them here.\n\n## One")) == [("One", False), ("Two", False)]


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("docs/b.md", BARE),
        ("canned/README.md", BARE),
        ("canned/style-guide.md", BARE),
        ("canned/late.md", f"# Late\n\n{LAMP}\n\n## The lamp\n\n{LAMP}\n\n## The shoes\n\n{SHOES}\n"),  # what stands above opens the reply
        ("canned/late.md", f"# Late\n\n## Why we can't\n\n{LAMP}\n\n## What you can do\n\nYou can sell it, or we take it for parts.\n"),
        ("canned/late.md", f"# Late\n\n## One\n\n{LAMP}\n\n## Two\n\nThe shop is closed.\n"),
    ],
)
def test_headings_that_part_nothing(path: str, page: str) -> None:
    (draft,) = pages(path, page)
    assert (draft.id, draft.title) == (None, None)
    assert "The shop is closed." in draft.text or "You " in draft.text


def test_a_reply_with_headings_is_one() -> None:
    page = "Hi Mara,\n\n## What happened\n\nThe parcel came late.\n\n## What you can do\n\nYou can sell it.\n"
    assert one(page).id is None


@pytest.mark.parametrize("text", ["", " \n\t\n", "---\na: b\n---\n", "<!-- x -->", "| a |\n|---|\n"])
def test_nothing_to_read_is_an_empty_draft(text: str) -> None:
    assert one(text).text == ""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("page", [FENCED, QUOTED, PLAIN])
def test_all_line_ends_read_the_same(page: str, end: str) -> None:
    assert [(draft.id, draft.text) for draft in drafts(page.replace("\n", end))] == [(draft.id, draft.text) for draft in drafts(page)]


@pytest.mark.parametrize("text", ["> " * 2000 + "deep", "- " * 2000 + "deep", "*a " * 5000 + "deep", "> - " * 1000 + "deep", "[" * 20_000 + "deep"])
def test_deep_nesting_is_read(text: str) -> None:
    assert one(text).text.endswith("deep")


_LATE = "Hi Mara,\n\nwe can't take it back, since you wrote after a year."
_FULL = "Thank you for asking. We are fully booked, so we can't give you a room."
_OPEN = "Hello Tom,\n\nwe can't repair your lamp, since our workshop is closed."


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_fences_quotes_and_letters_in_one_page_are_all_replies(order: tuple[int, int, int]) -> None:
    bodies = [("late", f"```text\n{_LATE}\n```", _LATE), ("full", _quoted(_FULL), _FULL), ("open", _OPEN, _OPEN)]
    chosen = [bodies[number] for number in order]
    found = drafts("# Macros\n\nUse them with care.\n\n" + "\n\n".join(f"## {title}\n\n{body}" for title, body, _ in chosen))
    assert [(draft.id, draft.text) for draft in found] == [(title, text) for title, _, text in chosen]


def test_a_quote_above_a_fence_is_what_it_answers_and_a_letter_below_is_another_reply() -> None:
    asked, fence = "> Hello, please take my lamp back, thank you.", f"```\n{_LATE}\n```"
    page = f"## One\n\n{asked}\n\n{fence}\n\n## Two\n\n{_quoted(_FULL)}\n"
    assert [draft.text for draft in drafts(page)] == [_LATE, _FULL]
    page = f"## One\n\n{fence}\n\n{_quoted(_OPEN)}\n\n## Two\n\n{fence}\n"
    assert [draft.text for draft in drafts(page)] == [_LATE, _OPEN, _LATE]


def test_a_note_in_a_fence_does_not_split_a_reply_with_headings() -> None:
    reply = f"# Your lamp\n\n{_OPEN} The parts are sold out, too.\n\n```\nplease run your update\n```\n\n## Later\n\nWe write to you.\n"
    assert "The parts are sold out" in one(reply).text


def test_a_single_quote_under_a_heading_is_the_reply() -> None:
    assert regions(one("# Late\n\n> The return was declined.\n")) == [("heading", "Late")]
    assert regions(one("> The return was declined.\n")) == [("quote", "The return was declined.")]
    assert [kind for kind, _ in regions(one("# Late\n\n> The first.\n\nText.\n"))] == ["heading", "quote"]
