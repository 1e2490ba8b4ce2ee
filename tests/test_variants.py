"""The branches of templates: which texts they make, and where each of them stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replylint.draft import Draft, Source
from replylint.formats import body, parse, variants
from replylint.formats.conditions import Facts
from replylint.formats.conditions import test_of as asked
from replylint.model import Span
from tests.test_positions import check_table


def texts(template: str) -> list[str] | None:
    found = variants.variants_of(template)
    return None if found is None else [variant.text for variant in found[0]]


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("a {% if x %}b{% elif y %}c{% else %}d{% endif %} e", ["a b e", "a c e", "a d e"]),
        ("a {%- if x -%}b{%- endif -%} e", ["a b e"]),
        ("{% for i in l %}a{% else %}b{% endfor %}", ["a", "b"]),
        ("{% unless x %}a{% else %}b{% endunless %}", ["a", "b"]),
        ("{% case x %}{% when 'a' %}1{% when 'b' %}2{% else %}3{% endcase %}", ["1", "2", "3"]),
        ("{{#if x}}a{{else if y}}b{{else}}c{{/if}}", ["a", "b", "c"]),
        ("{{#x}}a{{/x}}{{^x}}b{{/x}}!", ["a!", "b!"]),
        ("{{#x}}a{{^}}b{{/x}}", ["a", "b"]),
        ("{{#each l}}a{{else}}b{{/each}}", ["a", "b"]),
        ("{{if .X}}a{{else}}b{{end}} {{range .L}}c{{end}}", ["a c", "b c"]),
        ("{{IF(X)}}a {{IF(Y)}}b{{ENDIF}}{{ELSEIF(Z)}}c{{ELSE}}d{{ENDIF}}", ["a b", "c", "d"]),
        ("@if ($x && f(1))\nA\n@elseif($y)\nB\n@else\nC\n@endif\nsee@if.example", ["A\nsee@if.example", "B\nsee@if.example", "C\nsee@if.example"]),
        ("@switch($r)\n@case(1)\na\n@break\n@case(2)\nb\n@break\n@default\nc\n@endswitch", ["a\n", "b\n", "c\n"]),
        ("<% if x %>a<% elsif y %>b<% else %>c<% end %><%= z %>", ["a<%= z %>", "b<%= z %>", "c<%= z %>"]),
        ("<% l.each do |i| %>a<% end %><% if (x) { %>b<% } else { %>c<% } %>", ["ab", "ac"]),
        ("<?php if ($x): ?>a<?php else: ?>b<?php endif; ?>", ["a", "b"]),
        ("<?php if ($x) { ?>a<?php } else { ?>b<?php } ?>", ["a", "b"]),
        ("{if $x}a{elseif $y}b{else}c{/if}", ["a", "b", "c"]),
        ("<#if x>a<#elseif y>b<#else>c</#if>", ["a", "b", "c"]),
        ("a{# note #}b{% comment %}{% if %}{% endcomment %}c{{! x }}d{{!-- {{y}} --}}e{{-- z --}}f", ["abcdef"]),
        ("{% if x %}a{% else %}{% endif %}b", ["ab"]),
        ("{% block x %}a{% endblock %}{% if x %}b{% endif %}", ["{% block x %}a{% endblock %}b"]),
    ],
)
def test_each_branch_is_in_a_text(template: str, made: list[str]) -> None:
    assert texts(template) == made


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("{% if x %}a{% endif %}{% if not x %}b{% endif %}", ["a", "b"]),
        ("{% if x %}a{% else %}b{% endif %} {% if x %}c{% else %}d{% endif %}", ["a c", "b d"]),
        ("{% if r == 'a' %}1{% endif %}{% if r == 'b' %}2{% endif %}{% if r != 'a' %}3{% endif %}", ["1", "23"]),
        ("{{#if (eq r 'a')}}1{{/if}}{{#if (eq r 'b')}}2{{/if}}", ["1", "2"]),
        ("{% if a %}1{% else %}2{% endif %}{% if b %}3{% else %}4{% endif %}", ["13", "23", "14"]),
        ("{% if a %}{% if b %}1{% else %}2{% endif %}{% else %}3{% endif %}", ["1", "2", "3"]),
        ("{% if a or b %}1{% else %}2{% endif %}{% if a %}3{% else %}4{% endif %}", ["13", "23", "14"]),
    ],
)
def test_conditions_that_ask_the_same_are_decided_alike(template: str, made: list[str]) -> None:
    assert texts(template) == made


@pytest.mark.parametrize(
    "template", ["no tags {{ name }}", "{% if x %}a", "a{% endif %}", "{% if x %}a{% endfor %}", "{{#if x}}a{% endif %}", "{% else %}", "write to me@if (you can)"]
)
def test_what_does_not_balance_is_read_as_it_stands(template: str) -> None:
    assert texts(template) is None
    (draft,) = body.read(Source(template), template)
    assert draft.given == template


def test_tests_that_deny_each_other() -> None:
    facts = Facts()
    facts.learn(asked("(reason == 'late')"), True)
    assert [facts.holds(asked(text)) for text in ("reason != \"late\"", "reason is other", "reason", "not reason == 'late'")] == [False, False, None, False]
    facts.learn(asked("$user->vip", negated=True), True)
    assert facts.holds(asked("!$user->vip")) is True


def test_no_more_than_the_limit_and_it_is_said() -> None:
    template = "Hi. {% if a == 0 %}x0" + "".join(f"{{% elif a == {number} %}}x{number}" for number in range(1, 40)) + "{% endif %}"
    drafts = list(body.read(Source(template), template))
    assert len(drafts) == variants.MOST_VARIANTS
    assert {draft.meta["variants_left_out"] for draft in drafts} == {40 - variants.MOST_VARIANTS}


def test_drafts_are_named_for_their_branches() -> None:
    template = "Hi Jo,\n{% if order.reason == 'late' %}\nIt is too late.\n{% elif order.reason == 'used' %}\nIt was used.\n{% else %}\nWe can't.\n{% endif %}\n"
    first, second, third = body.read(Source(template), template, id="return", title="Return", meta={"a": 1})
    assert [draft.id for draft in (first, second, third)] == ["return", "return/reason-used", "return/else"]
    assert [draft.meta["variant"] for draft in (first, second, third)] == ["if order.reason == 'late'", "if order.reason == 'used'", "else"]
    assert [draft.text for draft in (first, second, third)] == ["Hi Jo,\n\nIt is too late.", "Hi Jo,\n\nIt was used.", "Hi Jo,\n\nWe can't."]
    assert {draft.given for draft in (first, second, third)} == {template}
    assert {(draft.title, draft.meta["a"]) for draft in (first, second, third)} == {("Return", 1)}


def test_a_condition_without_an_else_makes_one_draft() -> None:
    (draft,) = body.read(Source("x"), "We can't. {% if why %}It is sold.{% endif %}", id="a")
    assert (draft.id, draft.text, "variant" in draft.meta) == ("a", "We can't. It is sold.", False)


def test_only_the_reply_with_the_condition_has_variants() -> None:
    page = (
        "# Macros\n\n## Late\n\nHi Jo,\n\nthank you. {% if a %}It is late.{% else %}It is early.{% endif %}\n\n"
        "## Broken <!-- x -->\n\nHi Jo,\n\nwe are sorry that it broke.\n"
    )
    drafts = [item for item in parse(Source(page), "markdown") if isinstance(item, Draft)]
    assert [(draft.id, draft.text[8:]) for draft in drafts] == [
        ("late", "thank you. It is late."), ("late/else-not-a", "thank you. It is early."), ("broken-x", "we are sorry that it broke."),
    ]  # fmt: skip
    assert drafts[0].text[:6] == "Hi Jo,"
    assert "variant" not in drafts[2].meta


@pytest.mark.parametrize("name", ["plain", "markdown", "html"])
def test_places_count_in_the_whole_file(name: str) -> None:
    template = "<p>Hi.</p>\r\n{% if a %}\r\n<p>It is <b>la</b>te.</p>\r\n{% else %}\r\n<p>It is early.</p>\r\n{% endif %}\r\n"
    late, early = (item for item in parse(Source(template), name) if isinstance(item, Draft))
    for draft, words in ((late, "late"), (early, "early")):
        start = draft.text.index(words)
        place = draft.to_source(Span(start, start + len(words)))
        assert template[place.start : place.end] == ("la</b>te" if words == "late" else "early")


TAGS = [
    "{% if a %}", "{% if b %}", "{% elif c %}", "{% else %}", "{% endif %}", "{{#x}}", "{{^x}}", "{{/x}}", "{{else}}", "{# n #}", "{% comment %}", "{% endcomment %}",
    "@if (a)\n", "@endif\n",
]  # fmt: skip
BITS = [*TAGS, *TAGS, "We can\u2019t. ", "Hi Jo,\n", "\n", "\r\n", "- item\n", "<p>", "</p>", "<br>", "> ", "# Head\n", "{{name}}", "\U0001f600", "<!-- c -->", "**b**"]


def balanced(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    branch = st.lists(parts, max_size=3).map("".join)
    return st.one_of(
        st.tuples(branch, branch, branch).map(lambda each: f"{{% if a %}}{each[0]}{{% elif b == '1' %}}{each[1]}{{% else %}}{each[2]}{{% endif %}}"),
        st.tuples(branch, branch).map(lambda each: f"{{{{#x}}}}{each[0]}{{{{else}}}}\n{each[1]}\n{{{{/x}}}}\n"),
    )


TEMPLATES = st.one_of(
    st.lists(st.sampled_from(BITS), max_size=25).map("".join),
    st.lists(st.recursive(st.sampled_from(BITS[len(TAGS) * 2 :]), balanced, max_leaves=12), max_size=6).map("".join),
)


@settings(max_examples=300, deadline=None)
@given(TEMPLATES)
@pytest.mark.parametrize("name", ["plain", "markdown", "html"])
def test_every_variant_leads_back_to_the_whole_text(name: str, template: str) -> None:
    drafts = [item for item in parse(Source(template), name) if isinstance(item, Draft)]
    assert drafts
    ids = [draft.id for draft in drafts]
    assert len(ids) == len(set(ids))
    for draft in drafts:
        assert draft.given == template
        check_table(draft.pieces, draft.text, template)
        for comment in draft.comments:
            assert template[comment.span.start : comment.span.end].startswith("<!--")
        for slot in draft.placeholders:
            place = draft.to_given(slot.span)
            assert template[place.start : place.end] == slot.raw


@settings(max_examples=200, deadline=None)
@given(st.lists(st.recursive(st.sampled_from(["w1 ", "w2 ", "w3 "]), balanced, max_leaves=12), max_size=6).map("".join))
def test_every_word_of_a_template_is_in_a_variant(template: str) -> None:
    found = variants.variants_of(template)
    if found is None:
        return
    made, total = found
    reached = {at for variant in made for piece in variant.pieces.pieces for at in range(piece.origin_start, piece.origin_end)}
    if total <= variants.MOST_VARIANTS:
        assert all(at in reached for at, character in enumerate(template) if character == "w")
    assert all("{%" not in variant.text and "{{" not in variant.text for variant in made)
