"""What the reporters write, character by character. `REPLYLINT_UPDATE_GOLDEN=1 pytest tests/test_reporters.py` writes the golden files anew."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from replylint.draft import Piece, PieceTable
from replylint.errors import Failure
from replylint.model import Finding, Severity, Span, Verdict
from replylint.reporters import REPORTERS, Paper, Summary
from replylint.reporters.cells import cells_of, shown, width_of
from replylint.reporters.excerpt import excerpts
from tests.reports import BLAME, BLUNT, POLICY, SUMMARY, approval, at, blank, clean, draft_of, draft_of_record, found, kettle, report_of, written

GOLDEN = Path(__file__).parent / "golden"


def is_golden(name: str, text: str) -> bool:
    path = GOLDEN / name
    if os.environ.get("REPLYLINT_UPDATE_GOLDEN"):
        path.write_text(text, "utf-8", newline="")
    return path.read_bytes().decode("utf-8") == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text_four_drafts.txt", written("text", kettle(), clean(), approval(), blank(), hint="ask more")),
        ("text_clean_first.txt", written("text", clean(), kettle())),
        ("text_only_clean.txt", written("text", clean(), summary=Summary(1, {"partial": 1}, {}, files=1))),
        ("text_quiet.txt", written("text", kettle(), clean(), quiet=True)),
        ("text_narrow.txt", written("text", kettle(), width=60)),
        ("prompt.txt", written("prompt", kettle(), clean(), approval(), blank())),
        ("unix.txt", written("unix", kettle(), clean())),
        (
            "document.json.txt",
            written("json", kettle(), Failure("cannot be read", "drafts/x.txt", hint="check it"), clean(), summary=Summary(2, {}, {}, 3, 0, 1)),
        ),
        ("records.jsonl.txt", written("jsonl", kettle(), Failure("cannot be read", "drafts/x.txt"), blank())),
    ],
)
def test_output_is_the_golden_file(name: str, text: str) -> None:
    assert is_golden(name, text), f"differs from tests/golden/{name}:\n{text}"


def test_color_says_the_same_words() -> None:
    import re

    plain = written("text", kettle(), clean(), approval())
    colored = written("text", kettle(), clean(), approval(), color=True)
    assert "\x1b[" in colored
    assert [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", colored).splitlines()] == plain.splitlines()


def test_color_keeps_placeholders_that_look_like_markup() -> None:
    draft = draft_of("Dear [name], [bold]we can't do that[/bold] :smile:.", None)
    text = written("text", report_of(draft, found(draft, BLUNT, "[bold]we can't do that[/bold]")), color=True)
    assert "Dear [name], [bold]we can't do that[/bold] :smile:." in text


def test_ascii_output_has_no_other_characters() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    reporter = REPORTERS["text"](Paper(out))
    reporter.draft(kettle())
    reporter.end(SUMMARY)
    out.flush()
    assert b"-> Say what" in raw.getvalue()
    assert b"x alternatives" in raw.getvalue()


def one_excerpt(text: str, words: str, room: int = 80) -> tuple[str, str]:
    draft = draft_of(text)
    (line,) = excerpts(draft, draft.to_given(at(draft, words)), room)
    return line.line, line.underline


@pytest.mark.parametrize(
    ("text", "words", "line", "underline"),
    [
        ("we can't do that", "can't", "we can't do that", "   ^^^^^"),
        ("\twe\tcan't do", "can't", "    we  can't do", "        ^^^^^"),
        ("\tcan't do", "\tcan't", "    can't do", "    ^^^^^"),
        ("日本 can't do", "can't", "日本 can't do", "     ^^^^^"),
        ("sorry 日本 no", "日本", "sorry 日本 no", "      ^^^^"),
        ("👩\u200d👩\u200d👧 can't do", "can't", "👩\u200d👩\u200d👧 can't do", "   ^^^^^"),
        ("👍🏽 can't", "can't", "👍🏽 can't", "   ^^^^^"),
        ("🇫🇷 can't", "can't", "🇫🇷 can't", "   ^^^^^"),
        ("☎\ufe0f can't", "can't", "☎\ufe0f can't", "   ^^^^^"),
        ("cafe\u0301 can't", "can't", "cafe\u0301 can't", "     ^^^^^"),
        ("a\u200bb can't", "can't", "a\u200bb can't", "   ^^^^^"),
        ("a\u00a0can't", "can't", "a\u00a0can't", "  ^^^^^"),
        ("one\r\ntwo can't\r\nthree", "can't", "two can't", "    ^^^^^"),
        ("one\rtwo can't\rthree", "can't", "two can't", "    ^^^^^"),
        ("a\x1b[31mred can't", "can't", "a\u241b[31mred can't", "          ^^^^^"),
    ],
)
def test_the_underline_stands_under_the_words(text: str, words: str, line: str, underline: str) -> None:
    assert one_excerpt(text, words) == (line, underline)


def test_long_lines_are_cut_around_the_place() -> None:
    text = "word " * 60 + "we can't do that " + "tail " * 60
    line, underline = one_excerpt(text, "we can't do that", room=50)
    assert line.startswith("…") and line.endswith("…")
    assert width_of(line) <= 50
    assert line[underline.index("^") : underline.rindex("^") + 1] == "we can't do that"


def test_a_long_line_is_cut_behind_only_when_the_place_is_at_its_start() -> None:
    line, underline = one_excerpt("we can't do that " + "tail " * 60, "we can't", room=50)
    assert line.startswith("we can't do that tail") and line.endswith("…")
    assert underline == "^^^^^^^^"


def test_a_long_line_of_wide_characters_is_cut_between_them() -> None:
    line, underline = one_excerpt("日本語" * 60 + "can't" + "日本語" * 60, "can't", room=40)
    before = line[: line.index("can't")]
    assert width_of(line) <= 40
    assert width_of(before) == underline.index("^")


def test_a_stretch_longer_than_the_room_shows_its_beginning() -> None:
    words = "start " + "x" * 200
    line, underline = one_excerpt("lead " * 20 + words, words, room=40)
    assert "start xxx" in line
    assert line[underline.index("^") :].startswith("start")


def test_a_stretch_over_several_lines_is_underlined_without_indentation() -> None:
    draft = draft_of("It is what\n   it is,\nas they say")
    assert [(line.number, line.line, line.underline) for line in excerpts(draft, Span(6, 20), 80)] == [
        (1, "It is what", "      ^^^^"),
        (2, "   it is,", "   ^^^^^^"),
    ]


def test_more_than_three_lines_end_in_a_mark() -> None:
    draft = draft_of("a\nb\nc\nd\ne")
    assert [line.line for line in excerpts(draft, Span(0, 9), 80)] == ["a", "b", "c", "…"]


def test_an_empty_place_gets_one_mark() -> None:
    draft = draft_of("one\ntwo")
    assert [(line.line, line.underline) for line in excerpts(draft, Span(7, 7), 80)] == [("two", "   ^")]
    assert [(line.line, line.underline) for line in excerpts(draft_of(""), Span(0, 0), 80)] == [("", "^")]


def test_a_record_shows_its_own_lines_and_the_place_in_the_file() -> None:
    line = '{"id": "t1", "text": "Hello.\\nWe can\'t do that."}\n'
    text = "Hello.\nWe can't do that."
    begin = line.index("Hello")
    pieces = PieceTable(
        (Piece(0, 6, begin, begin + 6, True), Piece(6, 7, begin + 6, begin + 8, False), Piece(7, len(text), begin + 8, begin + 1 + len(text), True))
    )
    draft = draft_of_record(line, text, pieces, "inbox.jsonl", "t1")
    result = report_of(draft, found(draft, BLUNT, "We can't do that"))
    shown_lines = written("text", result).splitlines()
    assert "  inbox.jsonl:1:31 POS001 negative-phrase info" in shown_lines
    assert "      │ We can't do that." not in shown_lines
    assert "     │ We can't do that." in shown_lines
    assert "     │ ^^^^^^^^^^^^^^^^" in shown_lines
    (finding,) = json.loads(written("jsonl", result))["findings"]
    assert (finding["start"], finding["end"], finding["line"], finding["column"], finding["end_column"]) == (7, 23, 1, 31, 47)
    assert text[finding["start"] : finding["end"]] == "We can't do that"
    assert line[finding["column"] - 1 : finding["end_column"] - 1] == "We can't do that"


def test_findings_are_sorted_by_place_in_every_format() -> None:
    codes = [finding["code"] for finding in json.loads(written("jsonl", kettle()))["findings"]]
    assert codes == ["RSN002", "POS001", "TON003"]
    assert [line.split()[1] for line in written("unix", kettle()).splitlines()] == codes
    assert [line.split()[1] for line in written("text", kettle(), quiet=True).splitlines()] == codes


def test_the_record_is_the_contract() -> None:
    draft = draft_of("We can't do it.", None)
    record = json.loads(written("jsonl", report_of(draft, found(draft, BLUNT, "We can't do"))))
    assert list(record) == ["schema", "id", "path", "line", "refusal", "score", "note", "moves", "rows", "findings"]
    assert (record["id"], record["path"], record["line"]) == (None, None, 1)
    (finding,) = record["findings"]
    assert list(finding) == [
        "code",
        "name",
        "row",
        "severity",
        "start",
        "end",
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "message",
        "suggestion",
        "related",
        "fix",
    ]
    assert finding["path"] is None
    assert [finding[key] for key in ("start", "end", "line", "column", "end_line", "end_column")] == [0, 11, 1, 1, 1, 12]


def test_a_record_has_an_id_to_find_its_draft_by() -> None:
    def id_of(text: str, path: str | None, **more: str) -> object:
        return json.loads(written("jsonl", report_of(draft_of(text, path, **more))))["id"]

    assert id_of("No.", "a.txt", id="t1") == "t1"
    assert id_of("No.", "a.txt") == "a.txt"
    assert id_of("No.", None) is None


def test_half_a_surrogate_pair_breaks_no_format(tmp_path: Path) -> None:
    draft = draft_of("We can't \ud83d do it.")
    result = report_of(draft, Finding(BLUNT, at(draft, "can't \ud83d do"), "Blunt: \ud83d", ""))
    for format_name in REPORTERS:
        text = written(format_name, result)
        (tmp_path / format_name).write_text(text, "utf-8", errors="backslashreplace")
        assert "POS001" in (tmp_path / format_name).read_text("utf-8")
    assert json.loads(written("jsonl", result))["findings"][0]["message"] == "Blunt: \ud83d"


def test_line_ends_in_a_message_do_not_break_the_line_formats() -> None:
    draft = draft_of("We can't do it.")
    result = report_of(draft, Finding(BLUNT, at(draft, "can't"), "Blunt:\r\n\x1b[2Jhidden", "x"))
    assert written("unix", result) == "drafts/kettle.txt:1:4: POS001 Blunt: \u241b[2Jhidden\n"
    assert written("text", result, quiet=True) == "drafts/kettle.txt:1:4: POS001 negative-phrase info: Blunt: \u241b[2Jhidden\n"


def test_related_places_are_shown_and_cut() -> None:
    draft = draft_of("Sorry. " + "very " * 30 + "sorry.")
    lines = written("text", report_of(draft, found(draft, POLICY, "sorry", "Sorry. " + "very " * 30))).splitlines()
    assert f'    see also 1:1 "{("Sorry. " + "very " * 30)[:60].rstrip()}…"' in lines


def test_the_summary_counts_and_says_what_failed() -> None:
    summary = Summary(3, {"full": 2, "partial": 1}, {Severity.WARNING: 2}, files=2, skipped=0, failed=1)
    assert written("text", summary=summary) == "3 drafts in 2 files, 3 refusals (1 in part) · 2 warnings · 1 could not be judged\n"
    assert written("text", summary=Summary(1, {}, {}, files=1)) == "1 draft in 1 file, 0 refusals · nothing found\n"


def test_one_document_holds_failures_and_figures() -> None:
    failure = Failure("expected an object", "in.jsonl", 3, 1, "mend it")
    document = json.loads(written("json", kettle(), failure, summary=Summary(1, {"full": 1}, {Severity.ERROR: 1}, 1, 0, 1)))
    assert list(document) == ["schema", "drafts", "failures", "summary"]
    assert document["failures"] == [{"path": "in.jsonl", "line": 3, "column": 1, "message": "expected an object", "hint": "mend it"}]
    assert document["summary"]["findings"] == {"error": 1, "warning": 0, "info": 0}
    assert json.loads(written("json", summary=Summary()))["drafts"] == []


def test_bidi_controls_do_not_reach_the_terminal() -> None:
    assert shown("a\u202eb") == "a\ufffdb"
    assert [cell.width for cell in cells_of("a\u202eb")] == [1, 1, 1]


def test_every_severity_has_its_rule_here() -> None:
    assert {rule.severity for rule in (BLAME, POLICY, BLUNT)} == set(Severity)


def test_the_problem_matcher_of_the_editor_example_reads_every_line() -> None:
    import re

    tasks = json.loads((Path(__file__).parents[1] / "examples" / "04_editor" / "tasks.json").read_text("utf-8"))["tasks"]
    for task in tasks:
        pattern = task["problemMatcher"]["pattern"]
        groups = [pattern[name] for name in ("file", "line", "column", "code", "message")]
        read = [re.match(pattern["regexp"], line) for line in written("unix", kettle()).splitlines()]
        assert [match.group(*groups) if match else None for match in read] == [
            ("drafts/kettle.txt", "4", "1", "RSN002", POLICY.message),
            ("drafts/kettle.txt", "4", "29", "POS001", BLUNT.message),
            ("drafts/kettle.txt", "4", "47", "TON003", BLAME.message),
        ]


def test_a_level_without_a_score_has_neither_tick_nor_cross() -> None:
    told = Verdict("gratitude", "unmet", None, "nobody is thanked")
    text = written("text", report_of(draft_of("Done."), refusal="none", verdicts=(told,), score=None, note="nothing is turned down"))
    assert "  · gratitude  unmet  nobody is thanked" in text
    assert "✗" not in text
    assert "could be better" not in text
