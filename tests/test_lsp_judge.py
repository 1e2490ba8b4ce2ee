"""What a version is judged by, what of the last one is kept, and where a suppression goes in each format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lsprotocol.types import Position
from pygls.workspace import PositionCodec, TextDocument

from replylint.draft import Source
from replylint.lsp.documents import Document, document_of
from replylint.lsp.judge import Judge, Judged, Superseded
from replylint.lsp.linters import Linters
from replylint.lsp.positions import Sheet
from replylint.lsp.silence import insertion_for
from replylint.lsp.spots import spots_of
from replylint.model import Span
from replylint.runner import Linter

BLAME = "You should have read the terms."
WRAPPED = "please note: you\nshould have read the terms,\nsays Sam.\n"


def document(text: str, name: str = "a.md", folder: Path | None = None, language: str = "markdown") -> Document:
    path = str((folder or Path("/nowhere")) / name)
    return Document(Path(path).as_uri(), text, 1, language, path, str(folder or "/nowhere"))


def judged(one: Document, before: Judged | None = None, judge: Judge | None = None) -> Judged:
    return (judge or Judge(Linters())).judge(one, before, lambda: False)


def never() -> bool:
    return False


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that linters were asked about."""
    asked: list[str] = []
    run = Linter.run

    def counting(self: Linter, inputs):  # type: ignore[no-untyped-def]
        def each():  # type: ignore[no-untyped-def]
            for item in inputs:
                asked.append(getattr(item, "text", ""))
                yield item

        return run(self, each())

    monkeypatch.setattr(Linter, "run", counting)
    return asked


def test_only_what_changed_is_judged_again(parsed: list[str]) -> None:
    replies = [{"title": str(number), "body": f"{BLAME} It is page {number}."} for number in range(5)]
    judge = Judge(Linters())
    first = judged(document(json.dumps(replies), "a.json"), judge=judge)
    assert len(parsed) == 5
    parsed.clear()
    replies.insert(0, {"title": "new", "body": "Dear Sam, your lesson is moved to Monday at ten."})
    replies[3] = {"title": "2", "body": f"{BLAME} It is page nine."}
    second = judged(document(json.dumps(replies), "a.json"), first, judge)
    assert parsed == ["Dear Sam, your lesson is moved to Monday at ten.", f"{BLAME} It is page nine."]
    assert [report.draft.text for report in second.reports] == [str(reply["body"]) for reply in replies]
    words = [second.source.text[spot.place.start : spot.place.end] for spot in spots_of(second) if spot.finding.rule.code == "TON003"]
    assert words == ["You should have read"] * 5


def test_of_a_page_only_the_replies_that_changed_are_judged_again(parsed: list[str]) -> None:
    bodies = [f"Dear Sam,\n\n{BLAME} It is page {number}, and we can't change it for you." for number in range(4)]
    judge = Judge(Linters())

    def page() -> str:
        return "# Macros\n\n" + "\n\n".join(f"## Reply {number}\n\n```text\n{body}\n```" for number, body in enumerate(bodies))

    first = judged(document(page()), judge=judge)
    assert len(first.reports) == len(parsed) == 4
    parsed.clear()
    bodies[1] = "Dear Sam,\n\nyour lesson is moved to Monday at ten, and we can't wait to see you."
    second = judged(document(page()), first, judge)
    assert len(parsed) == 1
    words = [second.source.text[spot.place.start : spot.place.end] for spot in spots_of(second) if spot.finding.rule.code == "TON003"]
    assert words == ["You should have read"] * 3


def test_nothing_is_kept_over_a_change_of_the_configuration(tmp_path: Path, parsed: list[str]) -> None:
    judge = Judge(Linters())
    first = judged(document(BLAME, folder=tmp_path), judge=judge)
    (tmp_path / "replylint.yaml").write_text("rules: {TON003: off}\n", "utf-8")
    second = judged(document(BLAME, folder=tmp_path), first, judge)
    assert len(parsed) == 2
    assert [len(one.reports[0].findings) for one in (first, second)] == [1, 0]


def test_what_a_file_says_for_all_its_drafts_is_judged_as_a_whole(parsed: list[str]) -> None:
    judge = Judge(Linters())
    text = f"---\nreplylint: {{ignore: {{TON003: they asked}}}}\n---\n{BLAME}\n"
    first = judged(document(text), judge=judge)
    assert first.reports[0].findings == ()
    judged(document(text), first, judge)
    assert len(parsed) == 2


def test_a_version_that_is_no_longer_wanted_is_given_up() -> None:
    with pytest.raises(Superseded):
        Judge(Linters()).judge(document(BLAME), None, lambda: True)


def test_a_file_that_is_data_of_others_is_foreign_until_it_has_a_reply() -> None:
    first = judged(document('{"indent": 4}', "a.json"))
    assert (first.is_foreign, first.failures) == (True, ())
    second = judged(document('{"indent": 4', "a.json"), first)
    assert (second.is_foreign, second.failures) == (True, ())
    third = judged(document(json.dumps([{"title": "No", "body": BLAME}]), "a.json"), second)
    assert (third.is_foreign, len(third.reports)) == (False, 1)
    fourth = judged(document('[{"title": "No"', "a.json"), third)
    assert (fourth.is_foreign, len(fourth.failures)) == (False, 1)


@pytest.mark.parametrize(("name", "text", "silenced"), [
    ("a.md", f"Hi,\n\n{BLAME}\n", f"Hi,\n\n<!-- replylint: ignore TON003 -- WHY? -->\n{BLAME}\n"),
    ("a.md", f"Hi,\r\n\r\n{BLAME}\r\n", f"Hi,\r\n\r\n<!-- replylint: ignore TON003 -- WHY? -->\r\n{BLAME}\r\n"),
    ("a.md", f"Hi,\n\n- Fine.\n- {BLAME}\n- Fine.\n", f"Hi,\n\n- Fine.\n- {BLAME} <!-- replylint: ignore TON003 -- WHY? -->\n- Fine.\n"),
    ("a.md", f"Hi,\n{WRAPPED}", f"Hi,\n<!-- replylint: ignore TON003 -- WHY? -->\n{WRAPPED}"),
    ("a.html", f"<p>Hi,</p>\n<p>{BLAME}</p>\n", f"<p>Hi,</p>\n<!-- replylint: ignore TON003 -- WHY? -->\n<p>{BLAME}</p>\n"),
    ("a.html", f"<p>Hi, Sam.</p><p>Well. {BLAME}</p>", f"<p>Hi, Sam.</p><p>Well. {BLAME}</p> <!-- replylint: ignore TON003 -- WHY? -->"),
    ("a.json", json.dumps([{"title": "No", "body": f"<p>{BLAME}</p><p>Sam</p>"}]), None),
    ("a.jsonl", json.dumps({"text": BLAME}), '{"ignore": {"TON003": "WHY?"}, "text": "You should have read the terms."}'),
    ("a.jsonl", json.dumps({"text": BLAME, "ignore": {}}), '{"text": "You should have read the terms.", "ignore": {"TON003": "WHY?"}}'),
    ("a.txt", f"{BLAME}\n", ""),
    ("a.json", json.dumps([{"title": "No", "body": BLAME}]), ""),
    ("a.yaml", f"- title: 'No'\n  body: |\n    {BLAME}\n", ""),
    ("a.eml", f"From: a@example.org\nTo: b@example.org\n\n{BLAME}\n", ""),
])  # fmt: skip
def test_a_suppression_is_written_where_it_holds(name: str, text: str, silenced: str | None) -> None:
    linters = Linters()
    one = document(text, name)
    first = judged(one, judge=Judge(linters))
    (spot,) = (spot for spot in spots_of(first) if spot.finding.rule.code == "TON003")
    way = insertion_for(one, spot.report.draft, spot.finding, linters.of(one))
    if silenced == "":
        assert way is None
        return
    assert way is not None
    changed = text[: way.offset] + way.text + text[way.offset :]
    assert silenced in (None, changed)
    assert changed[way.reason.start : way.reason.end] == "WHY?"
    after = judged(document(changed.replace("WHY?", "they asked"), name), judge=Judge(linters))
    assert [spot.finding.rule.code for spot in spots_of(after) if spot.finding.rule.code in ("TON003", "SUP001")] == []


def test_suppressions_are_not_suppressed() -> None:
    linters = Linters()
    one = document("<!-- replylint: ignore ALT001 -- x -->\nYour parcel is on its way, and it will arrive on Monday.\n")
    first = judged(one, judge=Judge(linters))
    (spot,) = spots_of(first)
    assert spot.finding.rule.code == "SUP001"
    assert insertion_for(one, spot.report.draft, spot.finding, linters.of(one)) is None


@pytest.mark.parametrize(("uri", "language", "expected"), [
    ("file:///tmp/a%20b.md", "plaintext", "markdown"),  # the name goes before the language, as on the command line
    ("file:///tmp/a.MD", None, "markdown"),
    ("file:///tmp/draft", "mail", "plain"),
    ("file:///tmp/draft", "python", None),
    ("untitled:Untitled-1", "markdown", "markdown"),
    ("untitled:Untitled-1", None, None),
    ("vscode-notebook-cell:/a.ipynb#1", "markdown", "markdown"),
    ("git:/tmp/a.md?HEAD", "html", "html"),
    ("", "json", "json"),
])  # fmt: skip
def test_a_document_has_the_format_of_its_name_or_language(uri: str, language: str | None, expected: str | None) -> None:
    assert document_of(TextDocument(uri, "", 1, language), None).format == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", ["", "a", "\n", "äöü\r\n🙂x\r🙂\n", "a\u2028b\x0c\x85c\nd🖌️", "🙂🙂🙂"])
def test_positions_go_there_and_back(encoding: str, text: str) -> None:
    sheet = Sheet(Source(text), PositionCodec(encoding))
    inside_of_break = {at for at in range(len(text)) if text[at - 1 : at + 1] == "\r\n"}
    for offset in set(range(len(text) + 1)) - inside_of_break:
        assert sheet.offset(sheet.position(offset)) == offset


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_places_outside_of_the_text_are_its_nearest(encoding: str) -> None:
    sheet = Sheet(Source("ä🙂\nb\n"), PositionCodec(encoding))
    assert sheet.offset(Position(0, 99)) == 2
    assert sheet.offset(Position(1, 99)) == 4
    assert sheet.offset(Position(99, 99)) == 5
    assert sheet.range(Span(0, 2)).end == Position(0, {"utf-8": 6, "utf-16": 3}[encoding])


def stale_after(count: int) -> Callable[[], bool]:
    """Says "stale" when it was asked that often."""
    asked = iter(range(count))
    return lambda: next(asked, None) is None


def test_a_long_file_is_given_up_between_its_drafts(parsed: list[str]) -> None:
    replies = [{"title": str(number), "body": f"{BLAME} It is page {number}."} for number in range(5)]
    with pytest.raises(Superseded):
        Judge(Linters()).judge(document(json.dumps(replies), "a.json"), None, stale_after(3))
    assert len(parsed) == 3
