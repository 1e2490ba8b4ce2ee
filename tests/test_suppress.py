from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from replylint.draft import Comment, Draft, DraftBuilder, Source
from replylint.formats import parse
from replylint.model import Finding, Rule, Severity, Span
from replylint.suppress import apply, apply_to_file, judge, without_allowed

RULES = {
    rule.code: rule
    for rule in (
        Rule("ALT001", "missing-alternative", "alternatives", Severity.WARNING, "no way out", "offer one"),
        Rule("RSN002", "policy-only", "reason", Severity.WARNING, "policy is no reason", "say what it is for"),
        Rule("TON001", "dismissive", "tone", Severity.WARNING, "dismissive", "be kind"),
        Rule("SUP001", "unused-suppression", "", Severity.INFO, "m", "s"),
    )
}
SUP = RULES["SUP001"]
_MARKUP = re.compile(r"<!--(.*?)-->", re.DOTALL)


def draft(given: str, meta: Mapping[str, object] | None = None, path: str | None = "a.md") -> Draft:
    """A draft as the readers make it: comments dropped, hard wraps joined, blank lines kept as breaks."""
    builder, comments = DraftBuilder(given), []
    last = 0
    for block in re.finditer(r"(?:[^\r\n]*\S[^\r\n]*(?:\r?\n|$))+", given):
        kept = block.group()
        found = [(block.start() + match.start(), block.start() + match.end(), match[1]) for match in _MARKUP.finditer(kept)]
        comments += [Comment(Span(start, end), text.strip()) for start, end, text in found]
        words = [match for match in re.finditer(r"\S+", given[block.start() : block.end()])]
        spans = [(block.start() + word.start(), block.start() + word.end()) for word in words]
        spans = [span for span in spans if not any(start <= span[0] < end for start, end, _ in found)]
        for number, (start, end) in enumerate(spans):
            if builder.length:
                builder.fill(" " if number else "\n\n", last, start)
            builder.keep(start, end)
            last = end
    return builder.draft(Source(given, path), comments=comments, meta=meta)


def finding(on: Draft, code: str, words: str) -> Finding:
    start = on.text.index(words)
    return Finding(RULES[code], Span(start, start + len(words)), RULES[code].message, "")


def left(on: Draft, *findings: Finding) -> list[str]:
    """What is kept, as `code` or SUP001's message."""
    return [one.message if one.rule is SUP else one.rule.code for one in apply(on, findings, RULES, SUP)]


def test_without_suppressions_nothing_changes() -> None:
    on = draft("We can't take the kettle back. <!-- a note of the author -->\n")
    found = [finding(on, "ALT001", "We can't")]
    assert apply(on, found, RULES, SUP) == tuple(found)
    assert apply(draft(""), [], RULES, SUP) == ()


@pytest.mark.parametrize("comment", [
    "<!-- replylint: ignore ALT001 -- a voucher follows by post -->",
    "<!--replylint:ignore alt001 -- a voucher follows by post-->",
    "<!-- replylint: ignore missing-alternative -- a voucher follows by post -->",
    "<!-- replylint: ignore Missing-Alternative — a voucher follows by post -->",
    "<!-- Replylint ignore RSN002, ALT001 --\n a voucher follows by post -->",
])
def test_it_holds_for_the_block_it_stands_in(comment: str) -> None:
    on = draft(f"We can't take it back,\nas the seal is broken. {comment}\n\nWe can't send another.\n")
    policy = finding(on, "RSN002", "as the seal") if "RSN002" in comment else None
    first, second = finding(on, "ALT001", "We can't take"), finding(on, "ALT001", "We can't send")
    found = [one for one in (first, policy, second) if one]
    assert apply(on, found, RULES, SUP) == (second,)


def test_a_comment_before_the_words_of_its_line_holds_for_them() -> None:
    on = draft("Thank you for writing.\n\n<!-- replylint: ignore ALT001 -- nothing else is made --> We can't repair it.\n")
    assert left(on, finding(on, "ALT001", "We can't")) == []


def test_alone_on_its_line_it_holds_for_the_next_block() -> None:
    on = draft("We can't repair it.\n\n  <!-- replylint: ignore ALT001 -- nothing else is made -->  \n\nWe can't send\nanother.\n\nWe can't wait.\n")
    one, two, three = (finding(on, "ALT001", words) for words in ("We can't repair", "We can't send", "We can't wait"))
    assert judge(on, [one, two, three], RULES, SUP).silenced == (two,)


def test_several_comments_alone_on_lines_hold_for_the_same_block() -> None:
    on = draft("Hello.\r\n\r\n<!-- replylint: ignore ALT001 -- a --> <!-- replylint: ignore TON001 -- b -->\r\n"
               "<!-- replylint: ignore RSN002 -- c -->\r\n\r\nWe can't. Policy.\r\n")
    assert left(on, *(finding(on, code, "We can't") for code in ("ALT001", "TON001", "RSN002"))) == []


def test_other_rules_and_other_blocks_are_not_touched() -> None:
    on = draft("We can't. <!-- replylint: ignore TON001 -- their own word -->\n\nNo way.\n")
    assert left(on, finding(on, "ALT001", "We can't"), finding(on, "TON001", "No way")) == [
        "ALT001", "suppression of TON001 is not needed: there is nothing to silence", "TON001",
    ]


def test_the_whole_draft() -> None:
    on = draft("No way.\n\nWe can't.\n\n<!-- replylint: ignore-draft TON001 -- agreed with the customer's agency -->\n")
    assert left(on, finding(on, "TON001", "No way"), finding(on, "TON001", "We can't")) == []


def test_a_stretch() -> None:
    on = draft("No one.\n\n<!-- replylint: ignore-start TON001, ALT001 -- quoted -->\n\nNo two.\n\nNo three. <!-- replylint: ignore-end TON001 --> No four.\n\n"
               "No five. <!-- replylint: ignore-end -->\n\nNo six.\n")
    tone = [finding(on, "TON001", words) for words in ("No one", "No two", "No three", "No four", "No six")]
    way = [finding(on, "ALT001", words) for words in ("No one", "No four", "No five", "No six")]
    assert judge(on, tone + way, RULES, SUP).silenced == (tone[1], tone[2], way[1], way[2])


def test_a_stretch_without_an_end_and_an_end_without_a_start() -> None:
    on = draft("One. <!-- replylint: ignore-end -->\n\n<!-- replylint: ignore-start TON001 -- quoted -->\n\nNo two.\n\n"
               "No three. <!-- replylint: ignore-end ALT001 -->\n")
    assert left(on, finding(on, "TON001", "No three")) == [
        "ignore-end ends nothing", "the suppression of TON001 is not ended", "ignore-end alt001 ends nothing",
    ]


def test_a_missing_reason_is_told_and_it_still_holds() -> None:
    on = draft("We can't. <!-- replylint: ignore ALT001 -->\n\nNo way. <!-- replylint: ignore TON001 -- -->\n")
    kept = apply(on, [finding(on, "ALT001", "We can't"), finding(on, "TON001", "No way")], RULES, SUP)
    assert [(one.message, one.span) for one in kept] == [
        ("suppression of ALT001 gives no reason", Span(9, 9)),
        ("suppression of TON001 gives no reason", Span(18, 18)),
    ]
    assert kept[1].suggestion == "write why: <!-- replylint: ignore TON001 -- the reason -->"
    assert [on.source.position(one.in_source(on).start) for one in kept] == [(1, 11), (3, 9)]


def test_unused_unknown_and_malformed_with_their_places() -> None:
    on = draft("Hello 👋.\n\n<!-- replylint: ignore ALT001 -- once needed -->\n\n"
               "Fine. <!-- replylint: ignore ALT01 -- x --> <!-- replylint: ignor ALT001 -- x -->\n\n"
               "<!-- replylint: ignore -- x -->\n<!-- replylint: ignore ALT001 because it is late -->\n<!-- replylint: ignore SUP001 -- x -->\n")
    kept = apply(on, [], RULES, SUP)
    assert [on.source.position(on.to_source(one.span).start) for one in kept] == [(5, 1), *[(5, 6)] * 5]  # the text next to each
    told = [(on.source.position(one.in_source(on).start), one.message, one.suggestion) for one in kept]
    assert told == [
        ((3, 1), "suppression of ALT001 is not needed: there is nothing to silence", "take it out"),
        ((5, 7), "suppression of 'ALT01': there is no such rule", "did you mean 'ALT001'?"),
        ((5, 45), "'ignor' is no word of a suppression", "did you mean 'ignore'?"),
        ((7, 1), "a suppression names no rule", "expected <!-- replylint: ignore ALT001 -- the reason -->"),
        ((8, 1), "suppression of ALT001 is not understood", "write its reason behind ` -- `: <!-- replylint: ignore ALT001 -- the reason -->"),
        ((9, 1), "SUP001 cannot be suppressed", "mend or take out the suppression that it is about"),
    ]
    assert all(one.rule is SUP and len(one.span) == 0 for one in kept)


def test_a_rule_that_was_not_looked_for_is_not_unused() -> None:
    on = draft("Fine. <!-- replylint: ignore ALT001, TON001 -- x -->")
    assert [one.message for one in apply(on, [], RULES, SUP, active={"TON001"})] == ["suppression of TON001 is not needed: there is nothing to silence"]


def test_a_draft_of_comments_only() -> None:
    on = draft("<!-- replylint: ignore ALT001 -- x -->")
    assert [(one.span, one.rule) for one in apply(on, [], RULES, SUP)] == [(Span(0, 0), SUP)]
    assert on.text == ""


def test_a_comment_inside_a_wrapped_paragraph_joined_by_the_reader() -> None:
    given = "We can't\n<!-- replylint: ignore ALT001 -- x -->\nrefund it."
    on = draft(given)
    assert on.text == "We can't refund it."
    assert left(on, finding(on, "ALT001", "We can't")) == []


def test_placeholders_are_text() -> None:
    given = "{{greeting}} <!-- replylint: ignore TON001 -- theirs -->\nNo."
    builder = DraftBuilder(given)
    builder.placeholder("Hello", 0, 12, "greeting", "other")
    builder.fill("\n", 12, given.index("No."))
    builder.keep(given.index("No."), len(given))
    on = builder.draft(Source(given), comments=[Comment(Span(13, given.index("-->") + 3), "replylint: ignore TON001 -- theirs")])
    assert judge(on, [finding(on, "TON001", "Hello"), finding(on, "TON001", "No.")], RULES, SUP).silenced == (finding(on, "TON001", "Hello"),)


@pytest.mark.parametrize("ignore", [{"ALT001": "agreed"}, {"Missing-alternative": 4711}, [{"rule": "alt001", "reason": "agreed"}]])
def test_front_matter(ignore: object) -> None:
    on = draft("We can't.", {"front_matter": {"title": "x", "replylint": {"ignore": ignore}}})
    assert left(on, finding(on, "ALT001", "We can't"), finding(on, "TON001", "We can't")) == ["TON001"]


@pytest.mark.parametrize(("said", "message"), [
    ({"ignore": ["ALT001"]}, "suppression of ALT001 gives no reason"),
    ({"ignore": "ALT001"}, "suppression of ALT001 gives no reason"),
    ({"ignore": {"ALT001": None}}, "suppression of ALT001 gives no reason"),
    ({"ignore": {"ALT001": " "}}, "suppression of ALT001 gives no reason"),
    ({"ignore": {"ALT001": False}}, "suppression of ALT001 gives no reason"),
    ({"ignore": {"ALT01": "x", "ALT001": "x"}}, "suppression of 'ALT01': there is no such rule"),
    ({"ignore": [3, {"rule": "ALT001", "reason": "x"}]}, "an entry of `ignore` is not understood"),
    ({"ignore": [{"rules": "ALT001"}, {"rule": "ALT001", "reason": "x"}]}, "an entry of `ignore` is not understood"),
    ({"ignored": {"ALT001": "x"}, "ignore": {"ALT001": "x"}}, "the front matter's `replylint` is not understood"),
    ({"ignore": {"ALT001": "x", "TON001": "x"}}, "suppression of TON001 is not needed: there is nothing to silence"),
])
def test_faults_of_front_matter(said: object, message: str) -> None:
    on = draft("We can't.", {"front_matter": {"replylint": said}})
    kept = apply(on, [finding(on, "ALT001", "We can't")], RULES, SUP)
    assert [(one.message, one.span) for one in kept] == [(message, Span(0, 0))]


def test_front_matter_that_is_none() -> None:
    on = draft("We can't.", {"front_matter": {"replylint": "off"}})
    assert left(on, finding(on, "ALT001", "We can't")) == ["the front matter's `replylint` is not understood", "ALT001"]
    assert left(draft("We can't.", {"front_matter": "title: x"})) == []


def test_a_record_s_own_key() -> None:
    on = draft("We can't.", {"ignore": {"ALT001": "a voucher follows", "dismissive": ""}})
    assert left(on, finding(on, "ALT001", "We can't")) == ["suppression of TON001 is not needed: there is nothing to silence"]


def test_front_matter_of_a_file_with_many_drafts_is_unused_only_when_no_draft_needs_it() -> None:
    meta = {"front_matter": {"replylint": {"ignore": {"ALT001": "x", "TON001": "x"}}}}
    first, second = draft("Fine.", meta), draft("We can't.", meta)
    results = apply_to_file([(first, []), (second, [finding(second, "ALT001", "We can't")])], RULES, SUP)
    assert [[one.message for one in kept] for kept in results] == [["suppression of TON001 is not needed: there is nothing to silence"], []]
    assert apply_to_file([], RULES, SUP) == []


def test_allowed_phrases() -> None:
    on = draft("Our no-quibble\npolicy doesn’t cover it. Our policy covers glass.")
    inside, word, other = finding(on, "RSN002", "no-quibble policy"), finding(on, "RSN002", "doesn’t"), finding(on, "RSN002", "Our policy")
    assert without_allowed(on, [inside, word, other], ["NO-QUIBBLE  policy doesn't", "policy"]) == (other,)
    assert without_allowed(on, [inside], []) == (inside,)
    assert without_allowed(on, [inside], ["quibble"]) == (inside,)  # the phrase must hold the whole finding


@pytest.mark.parametrize(
    ("phrase", "is_told"),
    [
        ("against our policy", False),
        ("AGAINST  our policy", False),
        ("our policy", True),  # no more than half of the words
        ("inst our policy", True),  # no whole words
        ("policy. Green Tea", True),
    ],
)
def test_an_allowed_phrase_silences_what_is_told_of_its_words(phrase: str, is_told: bool) -> None:
    on = draft("It’s against our policy. Green Tea House says so.")
    rule = Rule("RSN002", "policy-only", "reason", Severity.WARNING, '"{words}" is a rule', "")
    told = Finding(rule, Span(0, on.text.index(".")), '"It’s against our policy" is a rule', "")
    missing = Finding(RULES["ALT001"], told.span, "nothing is offered", "")
    assert without_allowed(on, [told, missing], [phrase]) == ((told, missing) if is_told else (missing,))


def test_an_allowed_name_silences_no_sentence_that_it_stands_in() -> None:
    on = draft("You should have told Green Tea House.")
    rule = Rule("TON003", "blame", "tone", Severity.WARNING, '"{words}" blames', "")
    told = Finding(rule, Span(0, len(on.text) - 1), "", "")
    assert without_allowed(on, [told], ["Green Tea House"]) == (told,)


def test_comments_as_the_readers_of_the_formats_record_them() -> None:
    text = ("---\nreplylint:\n  ignore: {RSN002: agreed}\n---\nHi {{name}},\n\nWe can't **send** it.\n<!-- replylint: ignore TON001 -- theirs -->\n\n"
            "- No one. <!-- replylint: ignore TON001 -- theirs -->\n- No two.\n\nWe can't `<!--` help `-->` you.\n")
    on = next(one for one in parse(Source(text, "a.md"), "markdown") if isinstance(one, Draft))
    assert "theirs" not in on.text
    found = [finding(on, "RSN002", "We can't send"), finding(on, "TON001", "We can't send"), finding(on, "TON001", "No one"), finding(on, "TON001", "No two")]
    # Alone on its line, the first comment holds for the next block, the list's first item.
    assert apply(on, found, RULES, SUP) == (found[1], found[3])
    record = '{"text": "We can\'t. <!-- replylint: ignore ALT001 -- x -->\\n\\nNo.", "ignore": {"TON001": "y"}}\n'
    on = next(one for one in parse(Source(record), "jsonl") if isinstance(one, Draft))
    assert left(on, finding(on, "ALT001", "We can't"), finding(on, "TON001", "No.")) == []


def _page(text: str) -> list[Draft]:
    return [item for item in parse(Source(text, "a.md"), "markdown") if isinstance(item, Draft)]


@pytest.mark.parametrize("verb", ["ignore", "ignore-draft"])
def test_a_comment_above_the_first_heading_holds_for_the_first_draft_only(verb: str) -> None:
    body = "```\nHi Mara,\n\nwe can't take it back for you.\n```\n"
    first, second = _page(f"<!-- replylint: {verb} ALT001 -- agreed -->\n\n# Macros\n\n## One\n\n{body}\n## Two\n\n{body}")
    assert "ALT001" in left(second, finding(second, "ALT001", "we can't"))
    assert left(second, finding(second, "ALT001", "Hi Mara")) == ["ALT001"]
    assert left(first, finding(first, "ALT001", "Hi Mara")) == []
    later = [] if verb == "ignore-draft" else ["suppression of ALT001 is not needed: there is nothing to silence", "ALT001"]
    assert left(first, finding(first, "ALT001", "we can't")) == later


@pytest.mark.parametrize(("given", "line"), [
    ("We can't.\n\n\n<!-- replylint: ignore XYZ -->\nNo.", 5),
    ("We can't.\n<!-- replylint: ignore XYZ -->\n\n\nNo.", 1),
    ("We can't.\n\n<!-- replylint: ignore XYZ -->\n\nNo.", 5),
    ("We can't.\n\nNo. <!-- replylint: ignore XYZ -->\n", 3),
    ("We can't.\n\n<!-- replylint: ignore XYZ --> No.\n", 3),
])
def test_a_fault_is_shown_at_the_text_on_the_nearest_line(given: str, line: int) -> None:
    (on,) = _page(given)
    (fault,) = apply(on, [], RULES, SUP)
    assert on.source.position(on.to_source(fault.span).start)[0] == line


def test_faults_of_front_matter_are_told_once_in_a_file() -> None:
    meta = {"front_matter": {"replylint": {"ignore": {"ALT01": "x", "ALT001": ""}}}}
    many = [draft("We can't.", meta) for _ in range(3)]
    results = apply_to_file([(on, [finding(on, "ALT001", "We can't")]) for on in many], RULES, SUP)
    assert [[one.message for one in kept] for kept in results] == [
        ["suppression of 'ALT01': there is no such rule", "suppression of ALT001 gives no reason"], [], [],
    ]
    own = [draft("We can't.", {"ignore": {"ALT01": "x"}}) for _ in range(2)]
    assert [len(kept) for kept in apply_to_file([(on, []) for on in own], RULES, SUP)] == [1, 1]
