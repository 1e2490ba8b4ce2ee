"""Fragments and internal notes: declared or recognised, and never a short reply by mistake."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from replylint.draft import Draft, Source
from replylint.formats import body, parse
from replylint.kinds import BESIDE, FRAGMENT, INTERNAL_NOTE, NOT_ENGLISH, kind_of
from replylint.model import DraftReport
from replylint.runner import Linter


def read(text: str, title: str | None = None, meta: Mapping[str, object] | None = None) -> Draft:
    (draft,) = body.read(Source(text), text, title=title, meta=meta)
    return draft


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("If you have any more questions, please let us know.", None),
        ("Thank you for your patience. Please don\u2019t hesitate to reach out if anything else comes up!", "Any more"),
        ("Hi {{ticket.requester.first_name}},", None),
        ("Kind regards,\nMara\nLamps Ltd", None),
        ("We answer within a day, from nine to five.", "Email footer"),
        ("Hello, and welcome to our support.", "Greeting line 2"),
    ],
)
def test_fragments(text: str, title: str | None) -> None:
    assert kind_of(read(text, title)) == "fragment"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Unfortunately we can't do that.", None),
        ("Sorry, no.", "Short no"),
        ("Hi Jo, we can't do it.", None),
        ("Hello, sold out", None),
        ("Thank you for your feedback!", None),
        ("If you have any questions, we can't answer them today, since the shop is closed. The form is closed too.", None),
        ("We have closed your account, as you asked. If you need help, write to us.", "Closing an account"),
        ("Your account is closed.", "Closing your account"),
        ("We can't give out the signature that you ask for. " * 8, "Signature"),
        ("Hi Jo,\nwe can't.\nBest,\nMara", None),
    ],
)
def test_short_replies_are_replies(text: str, title: str | None) -> None:
    assert kind_of(read(text, title)) == "reply"


@pytest.mark.parametrize(
    ("text", "title", "meta"),
    [
        ("Customer called twice, do not refund.", "Internal note", None),
        ("Customer called twice, do not refund.", "Refunds [internal]", {"kind": "note"}),
        ("Internal note: customer called twice, do not refund.", None, None),
        ("Customer called twice.", None, {"comment_mode_is_public": False}),
        ("Customer called twice.", None, {"comment_mode_is_public": "false"}),
    ],
)
def test_notes(text: str, title: str | None, meta: Mapping[str, object] | None) -> None:
    assert kind_of(read(text, title, meta)) == "note"


@pytest.mark.parametrize("title", ["Internal server error", "Notes on your return", "Private sale: not open to you", "International returns"])
def test_titles_that_only_sound_like_notes(title: str) -> None:
    assert kind_of(read("We can't refund it.", title, {"comment_mode_is_public": True})) == "reply"


@pytest.mark.parametrize(
    "page",
    [
        "---\nkind: note\n---\nWe can't.\n",
        "---\nreplylint:\n  kind: note\n---\nWe can't.\n",
        "<!-- replylint: note -->\n\nWe can't.\n",
    ],
)
def test_what_the_author_says_goes_before(page: str) -> None:
    (draft,) = parse(Source(page, "a.md"), "markdown")
    assert isinstance(draft, Draft)
    assert kind_of(draft) == "note"
    (report,) = Linter().run([draft])
    assert isinstance(report, DraftReport)
    assert (report.note, report.findings, report.score) == (INTERNAL_NOTE, (), None)


def test_a_section_beside_replies_is_told_and_not_judged() -> None:
    draft = read("Legal signed this off in May. We can't refund it.", "Sources", {"beside": True})
    (report,) = Linter().run([draft])
    assert isinstance(report, DraftReport)
    assert (report.note, report.findings, report.score) == (BESIDE, (), None)


def test_a_fragment_is_asked_only_what_a_part_can_answer() -> None:
    text = "We can't refund it. That\u2019s against our policy!!!"
    whole, part = (report for report in Linter().run([read(text), read(text, meta={"kind": "fragment"})]) if isinstance(report, DraftReport))
    assert (part.note, part.score, part.refusal) == (FRAGMENT, None, whole.refusal)
    assert {finding.rule.row for finding in whole.findings} > {finding.rule.row for finding in part.findings} == {"tone"}
    assert {verdict.note for verdict in part.verdicts if verdict.row in ("reason", "alternatives")} == {FRAGMENT}


def test_they_are_counted_apart() -> None:
    from io import StringIO

    from replylint.reporters import REPORTERS, Paper, Summary

    out = StringIO()
    REPORTERS["text"](Paper(out)).end(Summary(drafts=9, files=1, set_aside={FRAGMENT: 3, INTERNAL_NOTE: 1, BESIDE: 1, NOT_ENGLISH: 2}))
    assert "3 fragments, 1 internal note, 1 section that reads as no reply, 2 not in English" in out.getvalue()
