"""Template slots: what is one, what stands for it, and what only looks like one."""

from __future__ import annotations

import pytest

from replylint.formats.placeholders import find


def only(text: str, references: frozenset[str] = frozenset()) -> tuple[str, str, str, str]:
    (slot,) = find(text, references)
    return text[slot.start : slot.end], slot.fill, slot.name, slot.stands_for


@pytest.mark.parametrize(
    ("text", "raw", "fill", "stands_for"),
    [
        ("Hi {{ticket.requester.first_name}},", "{{ticket.requester.first_name}}", "Customer", "name"),
        ("Hi {{first_name | there}},", "{{first_name | there}}", "Customer", "name"),
        ("Hi {{{customerName}}}!", "{{{customerName}}}", "Customer", "name"),
        ("Hi %{username},", "%{username}", "Customer", "name"),
        ("Hi @{issue-author},", "@{issue-author}", "Customer", "name"),
        ("Hi [Name],", "[Name]", "Customer", "name"),
        ("Hi <your first name>", "<your first name>", "Agent", "name"),
        ("Dear ${user.user_name}", "${user.user_name}", "Customer", "name"),
        ("Dear <<borrowers.firstname>>", "<<borrowers.firstname>>", "Customer", "name"),
        ("Dear <?= $order->customer ?>,", "<?= $order->customer ?>", "Customer", "name"),
        ("Best, %AGENT%", "%AGENT%", "Agent", "name"),
        ("Best, {{agent.name}}", "{{agent.name}}", "Agent", "name"),
        ("from {{shop.name}}", "{{shop.name}}", "Shop Name", "name"),
        ("the <PROJECT NAME> project", "<PROJECT NAME>", "Project Name", "name"),
        ("at <<branches.branchname>>", "<<branches.branchname>>", "Branch Name", "name"),
        ("because {{ rejection_reason }}.", "{{ rejection_reason }}", "rejection reason", "reason"),
        ("because {{rejection.reason.text}}.", "{{rejection.reason.text}}", "text", "reason"),
        ("as [explain why the part is not covered].", "[explain why the part is not covered]", "the reason", "reason"),
        ("as [insert reason].", "[insert reason]", "reason", "reason"),
        ("Try {$alternative_product}.", "{$alternative_product}", "alternative product", "alternative"),
        ("until {{due_date | date: '%d %B'}}", "{{due_date | date: '%d %B'}}", "due date", "date"),
        ("see {{ticket.url}}", "{{ticket.url}}", "url", "link"),
        ("number #<ISSUE_NUMBER> is", "<ISSUE_NUMBER>", "issue number", "other"),
        ("{Please say what you looked at and what you found there}", "{Please say what you looked at and what you found there}", "this", "other"),
        ("on ###ORDER_NO###.", "###ORDER_NO###", "order no", "other"),
        ("your %1$s is", "%1$s", "this", "other"),
        ("your %s is", "%s", "this", "other"),
        ("your {0} is", "{0}", "this", "other"),
        ("your $PLAN$ is", "$PLAN$", "plan", "other"),
        ("your <LINK> is", "<LINK>", "link", "link"),
    ],
)
def test_a_slot_is_read_as_what_will_stand_there(text: str, raw: str, fill: str, stands_for: str) -> None:
    found_raw, found_fill, _, found_kind = only(text)
    assert (found_raw, found_fill, found_kind) == (raw, fill, stands_for)


def test_the_name_is_what_the_template_calls_it() -> None:
    assert only("{{ ticket.requester.first_name | default }}")[2] == "ticket.requester.first_name"
    assert only("[specific thing]")[2] == "specific thing"
    assert only("{$x}")[2] == "x"


@pytest.mark.parametrize(
    "text",
    [
        "read [our terms](https://shop.example/terms) first",
        "read [our terms][terms] first",
        "a footnote[^1] and a source [1] or [2, 3]",
        "- [ ] open and [x] done",
        '<b>bold</b> and <br/> and <br> and <p>text</p> and <a href="x">y</a> and <details>',
        "<https://shop.example/help> or <help@shop.example> or <www.shop.example>",
        "![a picture](x.png)",
        "costs $5 and $10, that is 20% and 30% more",
        '{"order": 12}',
        "a pattern such as a{3} or {}",
        "we are at a < b and c > d",
        "that is [sic] what it said [...]",
        "\\[not a slot\\]",
        "100%sure 5%d",
    ],
)
def test_what_only_looks_like_a_slot_is_none(text: str) -> None:
    assert find(text) == []


def test_a_label_that_is_defined_as_a_link_is_no_slot() -> None:
    assert only("see [The Docs]")[1] == "docs"
    assert find("see [The Docs]", frozenset({"the docs"})) == []


@pytest.mark.parametrize(
    "tag",
    [
        "{% if paid %}", "{%- endif -%}", "{# note #}", "{{#if paid}}", "{{/if}}", "{{else}}", "{{^paid}}", "{{!-- note --}}", "{{> footer}}", "{{ELSE}}",
        "{{IF(PAID)}}", "<% if paid %>", "{if $paid}", "{/if}", "<?php if ($paid): ?>",
    ],
)  # fmt: skip
def test_a_control_tag_stands_for_nothing(tag: str) -> None:
    slots = find(f"a {tag} b")
    assert [(slot.start, slot.end, slot.fill) for slot in slots] == [(2, 2 + len(tag), "")]


def test_slots_follow_each_other_in_order() -> None:
    text = "Hi {{name}}, [reason] and {x}{y} <<z.w>>"
    assert [text[slot.start : slot.end] for slot in find(text)] == ["{{name}}", "[reason]", "{x}", "{y}", "<<z.w>>"]


def test_a_refused_candidate_does_not_hide_the_slot_after_it() -> None:
    text = "[1][x] <b>{{name}}</b> {'a'} [^2] [Name]"
    assert [text[slot.start : slot.end] for slot in find(text)] == ["{{name}}", "[Name]"]


@pytest.mark.parametrize("text", ["one of {1, 2}", "{1,2,3}", "{1, 2, ...}", "{0.5; 1.5}", "{-1, 1}"])
def test_a_set_of_figures_is_no_slot(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(("text", "raw"), [("order {0}", "{0}"), ("{1, name}", "{1, name}"), ("one of {1, 2} for {name}", "{name}")])
def test_a_numbered_slot_and_one_with_a_word_in_it_are_slots(text: str, raw: str) -> None:
    assert only(text)[0] == raw
