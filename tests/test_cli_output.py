"""What `check` prints where, in which words, and where the report goes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from replylint.cli import main
from tests.command_line import BLAMING, of_process, run, two_replies

here = pytest.fixture(two_replies)


# What is printed


def test_a_suppression_that_does_nothing_is_told_at_its_comment_in_every_format(here: Path) -> None:
    page = "Hello Anna,\n\nyour parts are on their way.\n\nBest\nTom\n\n  <!-- replylint: ignore-draft TON001 -- unused -->\n\n* a <!-- replylint: ignore TON009 -- x --> b\n"
    (here / "sup.md").write_text(page, "utf-8")
    (here / "sup.json").write_text(json.dumps({"title": "Parts", "body": f"<p>Hello Anna,</p>\n<p>your parts are on their way.</p>{page.splitlines()[7].strip()}"}), "utf-8")

    def said(name: str, format_name: str) -> str:
        return run("check", name, "--select", "SUP001,TON001", "--format", format_name).stdout

    assert [line.split(" ")[0] for line in said("sup.md", "unix").splitlines()] == ["sup.md:8:3:", "sup.md:10:5:"]
    assert all("sup.md:8:3" in said("sup.md", name) for name in ("text", "junit", "html"))
    assert "line=8,endLine=8,col=3,endColumn=52" in said("sup.md", "github")
    assert "    8 │   <!-- replylint: ignore-draft TON001 -- unused -->\n      │   ^^^^" in said("sup.md", "text")
    first, second = json.loads(said("sup.md", "jsonl"))["findings"]
    assert page[first["start"] : first["end"]] == "<!-- replylint: ignore-draft TON001 -- unused -->"
    assert page[second["start"] : second["end"]] == "<!-- replylint: ignore TON009 -- x -->"
    assert (first["line"], first["column"], first["end_line"], first["end_column"]) == (8, 3, 8, 52)
    region = json.loads(said("sup.md", "sarif"))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["snippet"]["text"]) == (8, 3, "<!-- replylint: ignore-draft TON001 -- unused -->")
    assert json.loads(said("sup.md", "rdjson"))["diagnostics"][0]["location"]["range"]["start"] == {"line": 8, "column": 3}
    assert json.loads(said("sup.md", "gitlab"))[0]["location"]["lines"]["begin"] == 8
    assert 'line="8" column="3"' in said("sup.md", "checkstyle")
    place = (here / "sup.json").read_text("utf-8").index("<!--") + 1
    assert said("sup.json", "unix").startswith(f"sup.json:1:{place}: SUP001")
    assert said("sup.json", "unix") == said("sup.json", "unix")  # from the cache


def test_records_of_the_same_id_are_told_apart_by_their_file_and_line(here: Path) -> None:
    reply = {"id": 1, "title": "Refund", "body": "Hi Sam, your refund is on its way to you."}
    for folder in ("a", "b"):
        (here / folder).mkdir()
        (here / folder / "replies.json").write_text(json.dumps([reply, {**reply, "id": 2}], indent=1), "utf-8")
    (here / "a" / "package.json").write_text("{}")
    document = json.loads(run("check", "a", "b", "--format", "json").stdout)
    told = [(record["id"], record["path"], record["line"]) for record in document["drafts"]]
    assert told == [(name, f"{folder}/replies.json", line) for folder in ("a", "b") for name, line in (("1", 5), ("2", 10))]
    assert document["summary"]["files"] == {"read": 3, "skipped": 1}
    assert "1 of 3 files skipped: a/package.json" in run("check", "a", "b").stdout


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_line_end_in_a_file_name_breaks_no_line(here: Path) -> None:
    (here / "a\nb.txt").write_text(BLAMING, "utf-8")
    (here / "c\nd.json").write_text("{", "utf-8")
    result = run("check", "a\nb.txt", "c\nd.json", "--select", "TON003", "--format", "unix")
    (line,) = result.stdout.splitlines()
    assert line.startswith("a b.txt:3:80: TON003 ")
    assert result.stderr.startswith("c d.json:1:2: ")
    (line,) = run("check", "a\nb.txt", "--select", "TON003", "-q").stdout.splitlines()
    assert line.startswith("a b.txt:3:80: TON003 ")


def test_messages_quote_the_words_as_they_are_read(here: Path) -> None:
    body = '<p>Hi {{ ticket.name }},</p>\n<p>We can&rsquo;t repair your lamp. It&rsquo;s <span class="x">against\nour policy</span>.</p>\n'
    (here / "a.html").write_text(body, "utf-8")
    (here / "canned.json").write_text(json.dumps([{"title": "Lamp", "body": body}]), "utf-8")
    (here / "a.md").write_text("We can't repair your lamp.\nIt's **against\nour [policy](https://shop.example/policy)**.\n", "utf-8")
    for name, words in (("a.html", "It\u2019s against our policy"), ("canned.json", "It\u2019s against our policy"), ("a.md", "It's against our policy")):
        (line,) = run("check", name, "--select", "RSN002", "--format", "unix").stdout.splitlines()
        assert f'RSN002 "{words}" names a rule' in line, line
    assert '"It\u2019s against our policy" names a rule' in run("check", "a.html", "--select", "RSN002", "--format", "prompt").stdout


def test_quiet_prints_findings_only(here: Path) -> None:
    assert run("check", "good.txt", "-q").stdout == ""
    (line,) = run("check", "bad.txt", "-q", "--select", "TON003").stdout.splitlines()
    assert line.startswith("bad.txt:3:80: TON003 blame ")


def test_color(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run("check", "bad.txt").stdout
    assert "\x1b[" in CliRunner().invoke(main, ["check", "bad.txt", "--color", "always"], color=True).stdout


def test_an_ascii_terminal_gets_ascii(here: Path) -> None:
    (here / "bad.txt").write_text("Olá Rosa,\n\nWe can't move it. You should have checked the calendar.\n", "utf-8")
    result = of_process("check", "bad.txt", env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path)})
    assert result.returncode == 1
    assert result.stdout.isascii()
    assert b"^^^" in result.stdout


# Where the report goes


def test_output_goes_to_a_file(here: Path) -> None:
    result = run("check", "bad.txt", "--format", "json", "--output", "report.json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert json.loads((here / "report.json").read_text())["summary"]["drafts"] == 1


def test_an_output_that_cannot_be_written(here: Path) -> None:
    result = run("check", "bad.txt", "--output", "no/folder/report.txt")
    assert result.exit_code == 2
    assert result.stderr == "no/folder/report.txt: No such file or directory\n"


def test_the_report_never_replaces_what_is_read(here: Path) -> None:
    (here / "link.txt").symlink_to(here / "bad.txt")
    for output in ("bad.txt", "./bad.txt", "link.txt"):
        result = run("check", "bad.txt", "-o", output)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{output}: is read by this run")
    assert run("check", "good.txt", "--request", "@bad.txt", "-o", "bad.txt").exit_code == 2
    assert (here / "bad.txt").read_text("utf-8") == BLAMING


def test_a_run_that_stops_leaves_the_last_report(here: Path) -> None:
    (here / "report.json").write_text("the last one")
    assert run("check", "good.txt", "--config", "nowhere.yaml", "--format", "json", "-o", "report.json").exit_code == 2
    assert (here / "report.json").read_text() == "the last one"
    assert sorted(path.name for path in here.iterdir()) == [".git", "bad.txt", "good.txt", "report.json"]
    assert run("check", "good.txt", "--format", "json", "-o", "report.json").exit_code == 0
    assert json.loads((here / "report.json").read_text())["summary"]["drafts"] == 1


def test_a_walk_leaves_the_report_out(here: Path) -> None:
    for _ in range(2):
        run("check", ".", "--format", "jsonl", "-o", "report.jsonl")
        assert [json.loads(line)["id"] for line in (here / "report.jsonl").read_text().splitlines()] == ["bad.txt", "good.txt"]


def test_the_report_can_go_to_a_device(here: Path) -> None:
    assert run("check", "good.txt", "-o", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()


def test_json_says_that_a_reply_may_refuse_and_why_nothing_is_reported(here: Path) -> None:
    sure, unsure = "We can't post the ring abroad. It isn't insured there.", "Hello,\n\nIt is a lamp shop.\n"
    drafts = "\n".join(json.dumps({"id": name, "text": text}) for name, text in (("sure", sure), ("none", unsure)))
    result = run("check", "-", "--input-format", "jsonl", "--format", "jsonl", stdin=drafts)
    notes = {record["id"]: record["note"] for record in map(json.loads, result.stdout.splitlines())}
    assert notes == {"sure": "", "none": "nothing is turned down, so the rows about refusing are not asked"}
