"""What a fix changes in the text that was given and in the file, and what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from replylint import fixing
from replylint.draft import Draft, DraftBuilder, Piece, PieceTable, Source
from replylint.fixing import Change, Unfixable, changes_in_given, changes_in_source
from replylint.formats import parse
from replylint.model import Edit, Finding, Fix, Rule, Severity, Span
from tests.reports import at

RULE = Rule("APO001", "over-apology", "apology", Severity.WARNING, "", "", fixable=True)


def only_draft(text: str, format_name: str = "plain") -> Draft:
    (draft,) = parse(Source(text, "a"), format_name)
    assert isinstance(draft, Draft)
    return draft


def without(draft: Draft, words: str) -> Fix:
    return Fix((Edit(at(draft, words), ""),), "take it out")


def fixed(draft: Draft, *edits: tuple[str, str]) -> str:
    """The file with words of the draft replaced."""
    fix = Fix(tuple(Edit(at(draft, words), new) for words, new in edits), "x")
    return fixing.apply(draft.source.text, changes_in_source(draft, fix))


def cut(text: str, words: str, format_name: str = "plain") -> str:
    return fixed(only_draft(text, format_name), (words, ""))


def why_not(text: str, words: str, format_name: str = "plain", new: str = "") -> str:
    draft = only_draft(text, format_name)
    with pytest.raises(Unfixable) as error:
        changes_in_source(draft, Fix((Edit(at(draft, words), new),), "x"))
    return str(error.value)


# A sentence goes with the space beside it


@pytest.mark.parametrize(("text", "after"), [
    ("We are full. Sorry again. Sunday is free.", "We are full. Sunday is free."),
    ("Sorry again. We are full.", "We are full."),
    ("We are full. Sorry again.", "We are full."),
    ("We are full.  Sorry again.  Sunday is free.", "We are full.  Sunday is free."),
    ("Hi Sam,\n\nSorry again. We are full.\n", "Hi Sam,\n\nWe are full.\n"),
    ("We are full. Sorry again.\n\nSunday is free.\n", "We are full.\n\nSunday is free.\n"),
    ("We are full. Sorry again.\r\n\r\nSunday is free.\r\n", "We are full.\r\n\r\nSunday is free.\r\n"),
    ("\U0001f600 We are full. Sorry again. Sunday\u00a0is free.", "\U0001f600 We are full. Sunday\u00a0is free."),
])  # fmt: skip
def test_a_sentence_goes_with_one_space(text: str, after: str) -> None:
    assert cut(text, "Sorry again.") == after


def test_a_sentence_at_the_beginning_of_a_wrapped_line_leaves_the_line_in_its_place() -> None:
    text = "We are full on both of the days that you have asked us for in your letter.\nSorry again. The Sunday after that is free, and so is the Monday.\n"
    assert cut(text, "Sorry again.") == text.replace("Sorry again. ", "")


def test_a_sentence_across_a_wrap_goes_whole() -> None:
    text = "We are full on both of the days that you have asked us for in June. Sorry\nagain. The Sunday after that is free, and so is the Monday then.\n"
    assert cut(text, "Sorry again.") == "We are full on both of the days that you have asked us for in June. The Sunday after that is free, and so is the Monday then.\n"


@pytest.mark.parametrize(("text", "after"), [
    ("Hi Sam,\n\nWe are full.\n\nSorry again.\n\nSunday is free.\n", "Hi Sam,\n\nWe are full.\n\nSunday is free.\n"),
    ("We are full.\n\nSorry again.\n", "We are full.\n"),
    ("We are full.\n\nSorry again.", "We are full."),
    ("We are full.\n\nSorry again.\n\n\n", "We are full.\n\n\n"),
    ("Sorry again.\n\nWe are full.\n", "We are full.\n"),
    ("\n\nSorry again.\n\n\nWe are full.\n", "\n\nWe are full.\n"),
    ("Hi Sam,\nSorry again.\nWe are full.\n", "Hi Sam,\nWe are full.\n"),
    ("Hi Sam,\nSorry again.\n\nWe are full.\n", "Hi Sam,\n\nWe are full.\n"),
    ("Hi Sam,\r\n\r\nSorry again.\r\n\r\nWe are full.\r\n", "Hi Sam,\r\n\r\nWe are full.\r\n"),
    ("Hi Sam,\r\rSorry again.\r\rWe are full.\r", "Hi Sam,\r\rWe are full.\r"),
])  # fmt: skip
def test_a_paragraph_goes_with_its_empty_line(text: str, after: str) -> None:
    assert cut(text, "Sorry again.") == after


def test_a_paragraph_of_a_quoted_reply_goes_with_the_marks_of_the_quote() -> None:
    text = "# One\n\n> Hi Sam,\n>\n> We are full, sorry.\n>\n> Sorry again.\n>\n> Sunday is free for you.\n\n# Two\n\n> Hi Ann,\n>\n> Your parcel is on its way to you.\n"
    draft = next(item for item in parse(Source(text, "a.md"), "markdown") if isinstance(item, Draft) and "Sunday" in item.text)
    assert fixed(draft, ("Sorry again.", "")) == text.replace("> Sorry again.\n>\n", "")


# What stays


@pytest.mark.parametrize(("text", "format_name", "why"), [
    ("Sorry again.", "plain", "nothing would be left"),
    ("We are full:\n\n- Sorry again.\n- Sunday is free.\n", "markdown", "the list item would be left empty"),
    ("We are full. **Sorry again.** Sunday is free.\n", "markdown", "markup stands in these words"),
    ("We are full.\n\n**Sorry again.**\n\nSunday is free.\n", "markdown", "markup stands beside it on its line"),
    ("Well, Sorry again. Sunday is free.", "plain", "the words before belong to the sentence"),
    ("We are full. Sorry again. but Sunday is free.", "plain", "the words behind go on with the sentence"),
])  # fmt: skip
def test_what_would_leave_a_torso_is_not_taken_out(text: str, format_name: str, why: str) -> None:
    assert why_not(text, "Sorry again.", format_name) == why


def test_a_list_item_keeps_its_marker_and_its_other_sentence() -> None:
    assert cut("We offer:\n\n- Sorry again. Sunday is free.\n- Monday too.\n", "Sorry again.", "markdown") == "We offer:\n\n- Sunday is free.\n- Monday too.\n"


def test_words_with_a_slot_stay() -> None:
    draft = only_draft("We are full. Sorry again {{name}}. Sunday is free.")
    with pytest.raises(Unfixable, match="a slot stands in these words"):
        changes_in_source(draft, Fix((Edit(Span(13, draft.text.index(" Sunday")), ""),), "x"))


@pytest.mark.parametrize("text", ["We are **so**, so sorry.", "We are so, *so sorry*.", "We are [so](https://example.org), so sorry."])
def test_words_across_markup_are_not_replaced(text: str) -> None:
    assert why_not(text, "so, so sorry", "markdown", new="sorry") == "markup stands in these words"


def test_words_inside_of_markup_are_replaced() -> None:
    assert fixed(only_draft("We are **so, so sorry** and full.\n", "markdown"), ("so, so sorry", "sorry")) == "We are **sorry** and full.\n"


def test_a_wrap_inside_of_replaced_words_goes() -> None:
    assert fixed(only_draft("We close the gate at nine in the evening on all days of the week in order\nto keep the garden quiet.\n"),
                 ("in order to", "to")) == "We close the gate at nine in the evening on all days of the week to keep the garden quiet.\n"


def test_new_words_that_may_be_markup_are_refused() -> None:
    assert why_not("We are so sorry.", "so sorry", "markdown", new="*sorry*") == "the new words hold a sign that may be markup"


# Through the literal of a record


def in_record(literal: str) -> str:
    return f'{{"id": "1", "text": "{literal}"}}\n'


def test_a_sentence_in_a_json_string_goes_with_whole_escapes() -> None:
    line = in_record(r"We are full.\n\nSorry again.\n\nSunday\u2019s free. \ud83d\ude00")
    assert fixed(only_draft(line, "jsonl"), ("Sorry again.", "")) == in_record(r"We are full.\n\nSunday\u2019s free. \ud83d\ude00")


def test_an_escaped_letter_goes_as_a_whole() -> None:
    line = in_record(r"We are full. Sorry ag\u0061in. Sunday is free.")
    assert fixed(only_draft(line, "jsonl"), ("Sorry again.", "")) == in_record("We are full. Sunday is free.")


def test_words_in_a_json_string_are_replaced_where_nothing_needs_an_escape() -> None:
    line = in_record(r"We said \"utilize\" twice. No!!!")
    draft = only_draft(line, "jsonl")
    assert fixed(draft, ("utilize", "use"), ("!!!", "!")) == in_record(r"We said \"use\" twice. No!")
    with pytest.raises(Unfixable, match="would need an escape"):
        changes_in_source(draft, Fix((Edit(at(draft, "utilize"), 'the "tool"'),), "x"))
    assert changes_in_given(draft, Fix((Edit(at(draft, "utilize"), 'the "tool"'),), "x")) == (Change(9, 16, 'the "tool"'),)


def nested(source: str, given: str, pieces: Sequence[tuple[int, int, int, int, bool]]) -> Draft:
    """A draft whose text is what was given, with a table to the file made by hand."""
    builder = DraftBuilder(given)
    builder.keep(0, len(given))
    return builder.draft(Source(source, "a.yaml"), given_pieces=PieceTable(tuple(Piece(*piece) for piece in pieces)))


def test_indentation_that_no_piece_covers_goes_with_the_line() -> None:
    source = "body: |\n  Full.\n  Sorry.\n  Sunday.\n"
    draft = nested(source, "Full.\nSorry.\nSunday.\n", [(0, 6, 10, 16, True), (6, 13, 18, 25, True), (13, 21, 27, 35, True)])
    assert fixed(draft, ("Sorry.", "")) == "body: |\n  Full.\n  Sunday.\n"


def test_indentation_that_belongs_to_the_line_break_goes_with_the_line() -> None:
    source = "body: |\n  Full.\n  Sorry.\n  Sunday.\n"
    draft = nested(source, "Full.\nSorry.\nSunday.\n", [
        (0, 5, 10, 15, True), (5, 6, 15, 18, False), (6, 12, 18, 24, True), (12, 13, 24, 27, False), (13, 20, 27, 34, True), (20, 21, 34, 35, False),
    ])  # fmt: skip
    assert fixed(draft, ("Sorry.", "")) == "body: |\n  Full.\n  Sunday.\n"


def test_words_in_two_strings_of_the_file_stay() -> None:
    draft = nested('["so, ", "so sorry"]', "so, so sorry", [(0, 4, 2, 6, True), (4, 12, 10, 18, True)])
    with pytest.raises(Unfixable, match="several strings"):
        changes_in_source(draft, Fix((Edit(Span(0, 12), "sorry"),), "x"))


def test_half_an_escape_is_never_cut() -> None:
    draft = nested("x%41%42y", "xabcdy", [(0, 1, 0, 1, True), (1, 5, 1, 7, False), (5, 6, 7, 8, True)])
    with pytest.raises(Unfixable, match="escape in two"):
        changes_in_source(draft, Fix((Edit(Span(2, 6), "z"),), "x"))
    assert changes_in_source(draft, Fix((Edit(Span(1, 6), "z"),), "x")) == (Change(1, 8, "z"),)


def test_words_that_are_nowhere_in_the_file_stay() -> None:
    draft = nested("abc", "abc!!!", [(0, 3, 0, 3, True)])
    with pytest.raises(Unfixable, match="no place of their own"):
        changes_in_source(draft, Fix((Edit(Span(3, 6), "!"),), "x"))


@pytest.mark.parametrize(("given", "after"), [
    ("<p>We are full.</p><p>Sorry again.</p><p>Sunday is free.</p>", "<p>We are full.</p><p>Sunday is free.</p>"),
    ("<p>We are full.</p>\n<p class=\"x\">\n  Sorry again.\n</p>\n<p>Sunday is free.</p>\n", "<p>We are full.</p>\n<p>Sunday is free.</p>\n"),
    ("We are full.<br>Sorry again.<br/>Sunday is free.", "We are full.<br>Sunday is free."),
    ("We are full.<br><br>Sorry again.", "We are full."),
])  # fmt: skip
def test_a_paragraph_of_html_goes_with_its_tags(given: str, after: str) -> None:
    builder = DraftBuilder(given)
    at_ = 0
    for words in ("We are full.", "Sorry again.", "Sunday is free."):
        start = given.find(words)
        if start < 0:
            continue
        if at_:
            builder.fill("\n", at_, start)
        builder.keep(start, start + len(words))
        at_ = start + len(words)
    assert fixed(builder.draft(Source(given, "a.html")), ("Sorry again.", "")) == after


# What is said of it


def test_a_finding_without_a_way_to_its_file_is_not_fixable_and_says_why() -> None:
    draft = only_draft("We are full. **Sorry again.** Sunday is free.\n", "markdown")
    finding = Finding(RULE, at(draft, "Sorry again."), "", "", fix=without(draft, "Sorry again."))
    assert not fixing.is_fixable(draft, finding)
    assert fixing.why_not(draft, finding) == "markup stands in these words"
    bare = Finding(RULE, finding.span, "", "")
    assert (fixing.is_fixable(draft, bare), fixing.why_not(draft, bare)) == (False, "")


def test_changes_are_applied_from_any_order() -> None:
    assert fixing.apply("abcdef", [Change(4, 5, ""), Change(0, 1, "xyz"), Change(2, 2, "-")]) == "xyzb-cdf"


def test_a_closing_line_is_no_sentence() -> None:
    assert why_not("We are full.\n\nSorry once more,\nIvo\n", "Sorry once more,") == "it is no sentence of its own"
