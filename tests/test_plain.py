"""Plain text: blocks, wraps, quotes, headings, signatures, inline markup."""

from __future__ import annotations

import pytest

from replylint.draft import Draft, Source
from replylint.formats import plain


def read(text: str) -> Draft:
    return plain.read(Source(text))


def regions(draft: Draft) -> list[tuple[str, str]]:
    return [(region.kind, draft.text[region.span.start : region.span.end]) for region in draft.regions]


def test_hard_wraps_are_joined_and_paragraphs_kept_apart() -> None:
    wrapped = "Thank you for writing about the wobbly table that\nyou bought in May. We can't repair it for free, as\nthe warranty ended in June."
    draft = read(f"{wrapped}\n\nA new leg costs 12 euros.")
    assert draft.text == wrapped.replace("\n", " ") + "\n\nA new leg costs 12 euros."
    wrap = draft.text.index("that you") + 4
    assert draft.pieces.pieces[1].start == wrap
    assert not draft.pieces.pieces[1].exact


def test_short_lines_are_meant() -> None:
    assert read("Hi Mara,\nReturn declined.\nSorry about that.").text == "Hi Mara,\nReturn declined.\nSorry about that."


def test_a_sentence_that_ends_early_was_not_wrapped() -> None:
    long = "We looked at the photos that you sent us on Monday, and the scratch is from wear and not from transport."
    early = "The guarantee covers faults of the material only."
    assert read(f"{early}\nWe know that is hard.\n{long}").text.count("\n") == 2


def test_a_narrow_wrap_goes_on_in_lower_case() -> None:
    assert read("We are sorry, but the return\nwindow closed last week.").text == "We are sorry, but the return\nwindow closed last week."
    assert read("We are very sorry, but the return\nwindow closed last week.").text == "We are very sorry, but the return window closed last week."


def test_the_slots_of_a_short_line_do_not_make_it_long() -> None:
    assert read("Order: {{ticket.custom_fields.order_number_of_the_shop}}\nStatus: declined").text.count("\n") == 1


@pytest.mark.parametrize("marker", ["-", "*", "\u2022", "\u2013", "1.", "2)", "(3)", "a)", "+"])
def test_list_items_lose_their_marker(marker: str) -> None:
    draft = read(f"Please send:\n{marker} your order number\n  and its date\n{marker} a photo\nThank you for that.")
    assert draft.text == "Please send:\nyour order number\nand its date\na photo\nThank you for that."
    assert regions(draft) == [("list_item", "your order number\nand its date"), ("list_item", "a photo")]


def test_a_long_item_goes_on_where_it_was_wrapped() -> None:
    draft = read("- a photo of the label on the back of the machine, where\nthe serial number is printed\n- your address")
    assert [text for _, text in regions(draft)] == ["a photo of the label on the back of the machine, where the serial number is printed", "your address"]


def test_a_minus_without_a_space_is_no_list() -> None:
    assert regions(read("-5 degrees\n*not* a list\n3.5 litres")) == []


def test_quoted_lines_stay_and_are_marked() -> None:
    draft = read("> Can I have my money back?\n> It broke.\n>\n> Please!\n\nWe can't refund it after a year.")
    assert draft.text == "Can I have my money back?\nIt broke.\n\nPlease!\n\nWe can't refund it after a year."
    assert regions(draft) == [("quote", "Can I have my money back?\nIt broke.\n\nPlease!")]


def test_an_introduced_quote_does_not_swallow_the_reply_below_it() -> None:
    draft = read("On 3 May 2024, Mara wrote:\n> Where is it?\n\nWe can't ship to the islands.")
    assert regions(draft) == [("quote", "On 3 May 2024, Mara wrote:\nWhere is it?")]


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 3 May 2024 at 10:01, Mara\n<mara@shop.example> wrote:\nWhere is it?",
        "-----Original Message-----\nWhere is it?",
        "From: Mara\nSent: Monday\nTo: Help\n\nWhere is it?",
    ],
)
def test_everything_below_an_earlier_mail_is_quoted(history: str) -> None:
    draft = read(f"We can't ship to the islands.\n\n{history}\n\nIt is late.\n")
    ((kind, text),) = regions(draft)
    assert kind == "quote"
    assert text.startswith(("On Mon", "-----Original", "From: Mara"))
    assert text.endswith("It is late.")


def test_a_sentence_that_says_who_wrote_is_no_history() -> None:
    assert regions(read("On 3 May you wrote: it broke. We can't refund it, since a year is over.\n\nYou can have it repaired.")) == []


def test_headers_are_dropped_and_the_subject_marked() -> None:
    draft = read("From: help@shop.example\nTo: mara@home.example\nSubject: Your return\n\nHello Mara,\n\nwe can't take it back.")
    assert draft.text == "Your return\n\nHello Mara,\n\nwe can't take it back."
    assert regions(draft) == [("subject", "Your return")]
    assert regions(read("Subject: Your return\nHello Mara,")) == [("subject", "Your return")]


def test_a_line_that_only_begins_like_a_header_stays() -> None:
    assert read("To: be honest, we can't.").text == "To: be honest, we can't."
    assert read("We can't.\nSubject: none").text == "We can't.\nSubject: none"


@pytest.mark.parametrize(
    ("end", "signature"),
    [
        ("Kind regards,\nMara Holt\nCustomer Care\n+44 20 0000 0000", "Kind regards,\nMara Holt\nCustomer Care\n+44 20 0000 0000"),
        ("Thanks,\nThe Lamp Shop", "Thanks,\nThe Lamp Shop"),
        ("Best,\n\n{{agent.name}}", "Best,\n\nAgent"),
        ("Best wishes", "Best wishes"),
        ("Yours sincerely,\n[Your Name]", "Yours sincerely,\nAgent"),
        ("Kind regards, Mara", "Kind regards, Mara"),
        ("-- \nMara Holt\nWe are open from nine to five on every day of the week.", "--\nMara Holt\nWe are open from nine to five on every day of the week."),
        ("\u2014 Mara", "\u2014 Mara"),
        ("- Mara", "Mara"),
        ("The Lamp Shop Team", "The Lamp Shop Team"),
        ("**Best regards,**\nMara", "Best regards,\nMara"),
        ("{{SIGNATURE}}", "Agent"),
    ],
)
def test_a_signature_is_marked(end: str, signature: str) -> None:
    draft = read(f"We can't take the lamp back after a year.\n\n{end}\n")
    assert regions(draft) == [("signature", signature)]


@pytest.mark.parametrize(
    "end",
    [
        "Thank you!",
        "Thanks,\nwe will tell you as soon as it is back in the shop.",
        "Best,\nMara\n\nWe can't refund the postage.",
        "Thank you for your patience with us.",
        "Please send:\n- a photo\n- Best",
        "You can choose:\n- Repair",
        "Regards the refund: no.",
    ],
)
def test_what_says_something_is_no_signature(end: str) -> None:
    assert all(kind != "signature" for kind, _ in regions(read(f"We can't take the lamp back.\n\n{end}")))


def test_a_postscript_below_the_signature_is_read() -> None:
    draft = read("We can't take it back.\n\nBest,\nMara\n\nP.S. We can repair it.")
    assert regions(draft) == [("signature", "Best,\nMara")]


def test_headings_are_marked() -> None:
    draft = read("# Your return\n\nIt came late.\n\nWHAT YOU CAN DO\nSend it to the maker.")
    assert regions(draft) == [("heading", "Your return"), ("heading", "WHAT YOU CAN DO")]


@pytest.mark.parametrize("text", ["NO REFUNDS AFTER A YEAR", "WE DO NOT\nTAKE IT BACK", "NO REFUNDS.\nSorry for that.", "#1 in town", "[NAME]\nWe can't."])
def test_shouting_is_no_heading(text: str) -> None:
    assert regions(read(text)) == []


def test_inline_markup_is_deleted() -> None:
    assert read("We **can't** take *it* back ~~now~~").text == "We can't take it back now"
    assert read("see [our terms](https://shop.example/t) or <https://shop.example>").text == "see our terms or https://shop.example"
    assert read("Use `reset` &amp; wait<br>Bye ![x](y.png) 5 \\* 3").text == "Use reset & wait\nBye  5 * 3"


def test_what_only_looks_like_markup_stays() -> None:
    text = "a_b_c costs $5 or $10, ~5 days and ~3 more, 2 * 3 * 4, see [1] & x < y, **open"
    assert read(text).text == text


def test_markup_around_slots() -> None:
    draft = read("Hi **{{name}}**, see [{{title}}]({{url}}) at <%{base_url}/help>, {{user_name}}_x_")
    assert draft.text == "Hi Customer, see title at base url/help, Customer_x_"
    assert [placeholder.raw for placeholder in draft.placeholders] == ["{{name}}", "{{title}}", "%{base_url}", "{{user_name}}"]


def test_lines_of_control_tags_vanish() -> None:
    draft = read("Hi {{name}},\n{% if late %}\nyour return came late.\n{% endif %}\nSorry.")
    assert draft.text == "Hi Customer,\n\nyour return came late.\n\nSorry."


def test_comments_are_taken_out_with_their_place() -> None:
    text = "We can't. <!-- one --> Sorry.\n<!-- two\n\nlines -->\nBye now."
    draft = read(text)
    assert draft.text == "We can't.  Sorry.\n\nBye now."
    assert [(comment.text, text[comment.span.start : comment.span.end]) for comment in draft.comments] == [
        ("one", "<!-- one -->"),
        ("two\n\nlines", "<!-- two\n\nlines -->"),
    ]


def test_code_in_fences_is_left_out() -> None:
    assert read("Please run:\n```\nnpm install\n```\nThat helps.").text == "Please run:\n\nThat helps."
    assert read("```\nWe can't take it back.\n```").text == "We can't take it back."
    assert read("```\nWe can't take it back.").text == "```\nWe can't take it back."


def test_link_definitions_make_links() -> None:
    draft = read("See [our terms] and [Name].\n\n[our terms]: https://shop.example/t")
    assert draft.text == "See our terms and Customer."


def test_rules_part_paragraphs() -> None:
    assert read("One.\n-----\nTwo.\n* * *\nThree.").text == "One.\n\nTwo.\n\nThree."


@pytest.mark.parametrize("text", ["", " \n\t\r\n\u00a0", "<!-- only -->", "{% if x %}{% endif %}", "![x](y)"])
def test_nothing_to_read_is_an_empty_draft(text: str) -> None:
    draft = read(text)
    assert draft.text == ""
    assert draft.regions == ()


@pytest.mark.parametrize(
    ("text", "read_as"), [("\U0001f44b\U0001f3fd", "\U0001f44b\U0001f3fd"), ("{{name}} {x}", "Customer x"), ("\ud83d lone", "\ufffd lone")]
)
def test_odd_texts(text: str, read_as: str) -> None:
    assert read(text).text == read_as


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_read_the_same(end: str) -> None:
    lines = ["Hi Mara,", "", "we can't take back the lamp that you bought in May, since", "a year is over.", "", "- repair", "- resale", "", "Best,", "Jo"]
    assert read(end.join(lines)).text == read("\n".join(lines)).text


@pytest.mark.parametrize("unit", ["> ", "- ", "*", "[", "{{", "<a ", "*a **b ", "&#1", "\\", "<!-- ", "Best,\n", "a\n\n", "```\n"])
def test_pathological_input_is_read_to_its_end(unit: str) -> None:
    text = unit * (20_000 // len(unit)) + "end"
    assert read(text).text.endswith("end")


@pytest.mark.parametrize("line", [
    "Sent from my iPhone", "Sent from my Android phone", "Get Outlook for iOS", "Sent from Outlook for Android", "Sent from my Galaxy S9"])
def test_what_a_mail_program_adds_is_signature(line: str) -> None:
    assert regions(read(f"We can't take it back.\n\n{line}\n")) == [("signature", line)]
    assert regions(read(f"We can't take it back.\n\nKind regards\nAna\n\n{line}\n")) == [("signature", f"Kind regards\nAna\n\n{line}")]
    assert regions(read(f"We can't take it back.\n\n{line} was what the first mail said, and we went by it.\n")) == []


@pytest.mark.parametrize("closing", ["Kind regards.", "Best wishes", "Yours sincerely!", "Kind regards, Ana"])
def test_a_closing_formula_at_the_end_of_a_paragraph_is_signature(closing: str) -> None:
    draft = read(f"Your request for a refund is rejected. {closing}")
    assert draft.text == f"Your request for a refund is rejected.\n{closing}"
    assert regions(draft) == [("signature", closing)]


@pytest.mark.parametrize("text", ["Your request is rejected. Thank you.", "We send you our kind regards.", "It is closed. Kind regards cost nothing."])
def test_a_last_sentence_that_says_something_is_no_signature(text: str) -> None:
    draft = read(text)
    assert (draft.text, draft.regions) == (text, ())
