"""The language server, driven by a client that is not ours, in both ways of counting that editors have."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol.types import DiagnosticSeverity, Position, PositionEncodingKind, Range
from pygls.exceptions import JsonRpcException

from tests.lsp_editor import Editor, codes, edited, only, underlined

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSAL = "Unfortunately we can't move your pottery lesson to Sunday."
DRAFT = f"Hi Zoë,\n\nÄh 🙂 no. {REFUSAL} 🙂 You should have checked the calendar before you booked.\n\nSam\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["utf-16", "utf-8", None])
async def editor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """A session with a workspace, one for all tests of an encoding: each uses documents of its own."""
    editor = Editor(request.param)
    await editor.start()
    root = tmp_path_factory.mktemp("workspace")
    result = await editor.initialize(root)
    assert result.capabilities.position_encoding == PositionEncodingKind(request.param or "utf-16")
    editor.root = root
    yield editor
    await editor.stop()


def uri_of(editor: Editor, name: str) -> str:
    return (editor.root / name).as_uri()


async def test_findings_stand_where_the_client_counts_them(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "emoji.md"), DRAFT)
    found = await editor.found(uri)
    blame = only(found, "TON003")
    start = DRAFT.splitlines()[2].partition("You should")[0]
    width = {"utf-8": len(start.encode())}.get(editor.encoding or "", len(start.encode("utf-16-le")) // 2)
    assert (blame.range.start.line, blame.range.start.character) == (2, width)
    assert underlined(DRAFT, blame.range, editor.encoding) == "You should have checked"
    assert (blame.severity, blame.source) == (DiagnosticSeverity.Warning, "replylint")
    page = Path(str(blame.code_description and blame.code_description.href).removeprefix("file://"))
    assert page.read_text("utf-8").startswith("#") and page.parent.name == "tone"


async def test_related_places_are_told(editor: Editor) -> None:
    text = "Hi Rosa,\n\nWe're sorry, we can't lend the tandem on Sunday, because 🚲 it is being repaired. We're so sorry! We truly apologise.\n"
    found = await editor.found(editor.open(uri_of(editor, "related.md"), text))
    related = [one for finding in found for one in finding.related_information or []]
    assert related
    assert all(one.location.uri == uri_of(editor, "related.md") for one in related)
    assert all(one.message.strip('"…') in underlined(text, one.location.range, editor.encoding) for one in related)


async def test_the_newest_version_is_judged_and_says_so(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "typed.md"), "Hi Rosa,\n")
    for end in range(10, len(DRAFT), 7):
        editor.change(uri, DRAFT[:end])
    last = editor.change(uri, DRAFT)
    found = await editor.found(uri)
    assert "TON003" in codes(found)
    versions = [params.version for params in editor.published[uri]]
    assert versions[-1] == last and versions == sorted(versions, key=lambda version: version or 0)
    assert len(versions) < last  # most versions were never judged


async def test_a_document_that_is_mended_is_clean_and_one_that_is_closed_is_empty(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "mended.md"), DRAFT)
    assert await editor.found(uri)
    editor.change(uri, "Hi Rosa,\n\nYour lesson is moved to Sunday at ten. See you there!\n\nSam\n")
    assert await editor.found(uri) == []
    editor.change(uri, DRAFT)
    assert await editor.found(uri)
    editor.close(uri)
    assert await editor.found(uri, lambda params: params.version is None) == []


async def test_line_separators_that_are_no_line_ends_move_nothing(editor: Editor) -> None:
    text = "Hi\u2028Rosa,\x0c\n\n\u2028\u2028" + "Unfortunately we can't move it.\r\n\r\nYou should have checked the calendar.\r\n"
    uri = editor.open(uri_of(editor, "separators.md"), "Hi\n")
    editor.change(uri, text)
    blame = only(await editor.found(uri), "TON003")
    assert (blame.range.start.line, blame.range.start.character) == (4, 0)
    assert underlined(text, blame.range, editor.encoding) == "You should have checked"


@pytest.mark.parametrize(("name", "language", "text"), [
    ("a.txt", "plaintext", "We can't do that. You should have read the terms.\n"),
    ("a.html", "html", "<p>We can't do <b>that</b>. You should have read the terms.</p>\n"),
    ("a.json", "json", json.dumps([{"title": "🙂 No", "body": "🙂 We can't do that. You should have read the terms."}], ensure_ascii=False)),
    ("a.jsonl", "jsonl", json.dumps({"text": "We can't do that. You should have read the terms."})),
    ("a.yaml", "yaml", "- title: 'No'\n  body: |\n    We can't do that. You should have read the terms.\n"),
    ("a.csv", "csv", "title,body\nNo,\"We can't do that. You should have read the terms.\"\n"),
    ("a.eml", "eml", "From: a@example.org\nTo: b@example.org\nSubject: No\n\nWe can't do that. You should have read the terms.\n"),
])  # fmt: skip
async def test_every_format_is_read_by_its_name(editor: Editor, name: str, language: str, text: str) -> None:
    found = await editor.found(editor.open(uri_of(editor, name), text, language))
    assert underlined(text, only(found, "TON003").range, editor.encoding) == "You should have read"


@pytest.mark.parametrize("language", ["markdown", "plaintext", "text", "mail"])
async def test_a_document_without_a_file_is_read_by_its_language(editor: Editor, language: str) -> None:
    uri = editor.open(f"untitled:Untitled-{language}", DRAFT, language)
    assert "TON003" in codes(await editor.found(uri))


async def test_a_document_of_no_format_of_ours_is_left_alone(editor: Editor) -> None:
    assert await editor.found(editor.open(uri_of(editor, "a.py"), "# We can't do that. You should have known.\n", "python")) == []


async def test_broken_json_is_told_at_its_place_and_then_the_findings(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "broken.json"), '[\n  {"title": "🙂", "body": "We can\'t do that."\n', "json")
    (fault,) = await editor.found(uri)
    assert (fault.severity, fault.code, fault.range.start) == (DiagnosticSeverity.Error, None, Position(2, 0))
    assert "is not valid JSON" in fault.message
    editor.change(uri, '[\n  {"title": "🙂", "body": "We can\'t do that."}\n]\n')
    assert "RSN001" in codes(await editor.found(uri))


async def test_json_of_somebody_else_is_not_told_that_it_is_broken(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "settings-of-mine.json"), '{"indent": 4}', "json")
    assert await editor.found(uri) == []
    editor.change(uri, '{"indent": 4, "co')
    assert await editor.found(uri) == []


@pytest.mark.parametrize("text", [
    "\x00\x01\x02 \ufffe\uffff \x1b[31m",
    "We can't \ud800 do that. \udfff",
    "\ufeff",
    "",
    "\r\r\n\n\r",
    "<!-- replylint: ignore",
    "---\nreplylint: {ignore: [",
    "{% if a %}We can't{% elif %}{% endfor",
    "`" * 3000 + "[" * 3000 + ">" * 3000,
    "We can't do that. " * 4000,
])  # fmt: skip
async def test_garbage_is_judged_or_told_and_the_server_goes_on(editor: Editor, text: str) -> None:
    uri = editor.open(uri_of(editor, f"garbage-{abs(hash(text))}.md"), text)
    await editor.found(uri)
    editor.change(uri, DRAFT)
    assert "TON003" in codes(await editor.found(uri))
    assert not [message for message in editor.client.messages if "Error" in message.message]


async def test_a_draft_over_the_greatest_length_is_told_so(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "long.md"), "We can't do that today. " * 3000)
    (fault,) = await editor.found(uri)
    assert "too long for one reply" in fault.message and fault.range.start == Position(0, 0)


async def test_a_place_behind_the_text_is_no_fault(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "behind.md"), "Hi Rosa,\n")
    await editor.found(uri)
    assert await editor.hover(uri, 40, 7) is None
    assert await editor.actions(uri, Range(Position(9, 9), Position(99, 9))) == []


async def test_a_change_of_what_was_never_opened_is_survived(editor: Editor) -> None:
    editor.versions["file:///never.md"] = 3
    editor.change("file:///never.md", DRAFT)
    editor.close("file:///never-either.md")
    assert "TON003" in codes(await editor.found(editor.open(uri_of(editor, "after-never.md"), DRAFT)))


async def test_hover_shows_the_rules_page_over_a_finding(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "hover.md"), DRAFT)
    blame = only(await editor.found(uri), "TON003")
    hover = await editor.hover(uri, blame.range.start.line, blame.range.start.character + 4)
    assert hover is not None and hover.range == blame.range
    assert hover.contents.value.startswith("**TON003 blame** (warning): ")
    for heading in ("# TON003 blame", "## Why", "## Weak reply", "## Better reply"):
        assert heading in hover.contents.value


async def test_hover_says_what_move_a_sentence_is(editor: Editor) -> None:
    text = "Hi Rosa,\n\nThank you for your message about the 🎨 class. We can't move it, because the studio is closed. I can offer you Monday at ten.\n"
    uri = editor.open(uri_of(editor, "moves.md"), text)
    await editor.found(uri)
    hover = await editor.hover(uri, 2, 5)
    assert hover is not None and "This sentence: **gratitude**" in hover.contents.value and "confidence 0." in hover.contents.value
    assert underlined(text, hover.range, editor.encoding) == "Thank you for your message about the 🎨 class."


async def test_hover_over_nothing_says_nothing(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "nothing.md"), DRAFT)
    await editor.found(uri)
    assert await editor.hover(uri, 1, 0) is None


async def test_silencing_writes_a_comment_that_holds_and_asks_for_its_reason(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "silence.md"), DRAFT)
    blame = only(await editor.found(uri), "TON003")
    actions = await editor.actions(uri, blame.range)
    assert [action.title for action in actions] == ["Silence TON003 blame here, with a reason", "Explain TON003"]
    silenced = edited(DRAFT, actions[0].edit, editor.encoding)
    assert silenced == DRAFT.replace("Äh", "<!-- replylint: ignore TON003 -- WHY? -->\nÄh")
    editor.change(uri, silenced)
    found = await editor.found(uri)
    assert "TON003" not in codes(found)
    assert only(found, "SUP001").message == "suppression of TON003 gives no reason"
    editor.change(uri, silenced.replace("WHY?", "they asked to be told"))
    assert not {"TON003", "SUP001"} & set(codes(await editor.found(uri)))


async def test_several_findings_at_one_place_have_an_action_each(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "several.md"), "We can't do that.\n")
    missing = only(await editor.found(uri), "ALT001")
    titles = [action.title for action in await editor.actions(uri, Range(missing.range.start, missing.range.start))]
    assert titles[0] == "Silence ALT001 missing-alternative here, with a reason"
    assert {"Explain ALT001", "Explain ACK001", "Silence ACK001 missing-acknowledgment here, with a reason"} <= set(titles)


async def test_only_the_kinds_that_are_asked_for(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "kinds.md"), DRAFT)
    blame = only(await editor.found(uri), "TON003")
    assert await editor.actions(uri, blame.range, ["refactor"]) == []
    assert len(await editor.actions(uri, blame.range, ["quickfix"])) == 2
    assert all(action.kind == "source.fixAll.replylint" for action in await editor.actions(uri, blame.range, ["source.fixAll"]))


async def test_the_lens_over_a_draft_has_its_score(editor: Editor) -> None:
    replies = {"Late": "We can't refund it. The month is over.", "Lost": "You should have read the terms. Unfortunately we can't pay."}
    text = json.dumps([{"title": title, "body": body} for title, body in replies.items()], indent=1)
    uri = editor.open(uri_of(editor, "lens.json"), text, "json")
    await editor.found(uri)
    lenses = await editor.lenses(uri)
    assert [lens.range.start.line for lens in lenses] == [3, 7]
    for lens in lenses:
        assert lens.command is not None and lens.command.command == "replylint.score"
        assert "/100 · refuses · ✗ " in lens.command.title
    assert lenses[1].command is not None and "tone" in lenses[1].command.title


async def test_the_score_command_answers_with_the_scorecards(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "score.md"), DRAFT)
    answer = await editor.command("replylint.score", uri)
    (draft,) = answer["drafts"]
    assert (answer["uri"], answer["version"], draft["schema"]) == (uri, 1, 1)
    assert draft["refusal"] != "none" and 0 <= draft["score"] <= 100 and draft["rows"]["tone"]["verdict"] == "weak"
    assert draft["headline"].startswith(f"replylint: {draft['score']}/100 · refuses")
    shown = len(editor.client.messages)
    assert await editor.command("replylint.score", {"uri": uri, "draft": 0, "show": True}) == answer
    assert "✗ alternatives: unmet" in editor.client.messages[shown].message
    assert (await editor.command("replylint.score", {"uri": uri, "draft": 7}))["drafts"] == []


@pytest.mark.parametrize("arguments", [[], [3], [None], [{}], [{"uri": 3}], ["file:///not-open.md"], ["a", "b"], [{"uri": "a", "draft": "b"}]])
async def test_the_score_command_says_what_it_expects(editor: Editor, arguments: list[object]) -> None:
    with pytest.raises(JsonRpcException, match=r"replylint\.score: (expected the address|this document is not open)"):
        await editor.command("replylint.score", *arguments)


async def test_explain_answers_with_the_page_and_opens_it(editor: Editor) -> None:
    page = await editor.command("replylint.explain", "missing-alternative")
    assert page.startswith("# ALT001 missing-alternative") and "## Why" in page
    uri = editor.open(uri_of(editor, "explain.md"), DRAFT)
    await editor.found(uri)
    shown = len(editor.client.shown_documents)
    assert await editor.command("replylint.explain", {"code": "ALT001", "uri": uri, "show": True}) == page
    assert editor.client.shown_documents[shown].uri.endswith("/alternatives/README.md")
    with pytest.raises(JsonRpcException, match="there is no rule 'NOP001'"):
        await editor.command("replylint.explain", "NOP001")


async def test_lenses_are_asked_for_again_when_a_score_changes(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "refresh.md"), DRAFT)
    await editor.found(uri)
    before = editor.lens_refreshes
    editor.change(uri, "Hi Rosa,\n\nYour lesson is on Sunday.\n")
    await editor.found(uri)
    await editor.lenses(uri)  # whatever was sent before its answer has arrived
    assert editor.lens_refreshes > before


async def test_a_fix_is_offered_first_and_made_in_the_open_text(editor: Editor) -> None:
    text = "Hi Zoë 🙂,\n\nWe're so, so sorry about the 🎨 class!!! It is on Monday.\n\nSorry again for the inconvenience.\n"
    uri = editor.open(uri_of(editor, "fix.md"), text)
    shouting = only(await editor.found(uri), "TON004")
    fix = (await editor.actions(uri, shouting.range))[0]
    assert fix.is_preferred and fix.title.endswith("(TON004)")
    mended = edited(text, fix.edit, editor.encoding)
    assert mended == text.replace("!!!", "!")
    editor.change(uri, mended)
    assert "TON004" not in codes(await editor.found(uri))


async def test_all_fixes_are_made_when_a_client_asks_for_them(editor: Editor) -> None:
    text = "🙂 We're so, so sorry about the class!!! It is on Monday.\n\nSorry again for the inconvenience.\n"
    uri = editor.open(uri_of(editor, "fix-all.md"), text)
    await editor.found(uri)
    (action,) = await editor.actions(uri, Range(Position(0, 0), Position(0, 0)), ["source.fixAll"])
    assert edited(text, action.edit, editor.encoding) == "🙂 We're sorry about the class! It is on Monday.\n"


async def test_a_record_of_json_lines_is_silenced_by_a_key(editor: Editor) -> None:
    text = '{"id": "a", "text": "Fine."}\n{"text": "🙂 You should have read the terms."}\n'
    uri = editor.open(uri_of(editor, "silence.jsonl"), text, "jsonl")
    blame = only(await editor.found(uri), "TON003")
    first = (await editor.actions(uri, blame.range))[0]
    silenced = edited(text, first.edit, editor.encoding)
    assert silenced.splitlines()[1] == '{"ignore": {"TON003": "WHY?"}, "text": "🙂 You should have read the terms."}'
    editor.change(uri, silenced)
    assert codes(await editor.found(uri)) == ["SUP001"]


async def test_plain_text_has_no_comments_so_nothing_is_written_into_it(editor: Editor) -> None:
    uri = editor.open(uri_of(editor, "silence.txt"), "You should have read the terms.\n", "plaintext")
    blame = only(await editor.found(uri), "TON003")
    assert [action.title for action in await editor.actions(uri, blame.range)] == ["Explain TON003"]
