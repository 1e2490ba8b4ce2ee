"""`--fix` in the files that canned replies are kept in: every other byte stays, and the file is what it was to its own reader."""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from replylint.cli import main

YAML = """\
# Replies of the desk
replies:
  - title: Literal    # kept
    response: |
      Hi Sam,

      I am so, so sorry. We can't refund the order, because it was worn.

      We apologise again for any inconvenience caused.

      Please write to us!!!
  - title: Folded
    response: >-
      Hi Sam, we're sorry, we can't
      refund the order, because it was worn. Sorry
      again. Please write to our desk if you
      need anything else, and thanks!!!

      We apologise again for any
      inconvenience caused.

      PLEASE call.
  - title: "Double"
    response: "Hi Sam,\\n\\nI'm sorry, we can't refund it \\u2014 it was worn.\\n\\nSorry again.\\n\\nPlease \\
      write to us!!!"
  - title: Single
    response: 'Hi Sam, I''m so, so sorry. We can''t refund it, because it was worn. Sorry again. Please write.'
  - title: Plain
    response: I'm sorry, we can't refund it, because it was worn. Sorry again. NEVER worry and
      write to us!!!
"""
YAML_FIXED = """\
# Replies of the desk
replies:
  - title: Literal    # kept
    response: |
      Hi Sam,

      I am sorry. We can't refund the order, because it was worn.

      Please write to us!
  - title: Folded
    response: >-
      Hi Sam, we're sorry, we can't
      refund the order, because it was worn. Please write to our desk if you
      need anything else, and thanks!

      Please call.
  - title: "Double"
    response: "Hi Sam,\\n\\nI'm sorry, we can't refund it \\u2014 it was worn.\\n\\nPlease \\
      write to us!"
  - title: Single
    response: 'Hi Sam, I''m sorry. We can''t refund it, because it was worn. Please write.'
  - title: Plain
    response: I'm sorry, we can't refund it, because it was worn. Never worry and
      write to us!
"""
HTML = """\
<p>Hi Sam,</p>
<p>I&rsquo;m so, so sorry. We can&rsquo;t refund the order,<br>because it was worn. <b>Sorry again.</b></p>
<p>We apologise again for any inconvenience caused.</p>
<ul><li>Please write!!!</li></ul>
"""
HTML_FIXED = """\
<p>Hi Sam,</p>
<p>I&rsquo;m sorry. We can&rsquo;t refund the order,<br>because it was worn. <b>Sorry again.</b></p>
<ul><li>Please write!</li></ul>
"""
MAIL = "From: a@example.org\r\nTo: b@example.org\r\nSubject: Your order\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n{}"
LETTER = "Hi Zo\xeb,\r\n\r\nI am so, so sorry. We can't refund the order, because it was worn. Sorry again.\r\n\r\nKind regards\r\nIvo\r\n"
LETTER_FIXED = "Hi Zo\xeb,\r\n\r\nI am sorry. We can't refund the order, because it was worn.\r\n\r\nKind regards\r\nIvo\r\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def fixed(name: str, before: bytes) -> bytes:
    """A file after `--fix`, which changes nothing more when it is run again."""
    path = Path(name)
    path.write_bytes(before)
    for _ in range(2):
        result = CliRunner().invoke(main, ["check", "--fix", "--fail-on", "never", "--select", "APO001,TON004", name])
        assert result.exit_code == 0, result.output
        after = path.read_bytes()
    assert CliRunner().invoke(main, ["check", "--diff-fix", "--select", "APO001,TON004", name]).stdout == ""
    return after


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_style_of_yaml(line_end: str) -> None:
    after = fixed("a.yml", YAML.replace("\n", line_end).encode()).decode()
    assert after == YAML_FIXED.replace("\n", line_end)
    assert [entry["title"] for entry in yaml.safe_load(after)["replies"]] == ["Literal", "Folded", "Double", "Single", "Plain"]


def test_html() -> None:
    assert fixed("a.html", HTML.encode()).decode() == HTML_FIXED


@pytest.mark.parametrize("dump", [{"indent": 2}, {"ensure_ascii": False}, {"separators": (",", ":")}])
def test_html_in_json(dump: dict[str, object]) -> None:
    def written(body: str) -> str:
        macro = {"title": "Refund \u2013 no", "actions": [{"field": "status", "value": "solved"}, {"field": "comment_value_html", "value": body}]}
        return json.dumps({"macros": [macro, {"title": "Other", "actions": [{"field": "comment_value", "value": "Your \"order\" has left us.\n"}]}]}, **dump)  # type: ignore[arg-type]

    assert fixed("macros.json", written(HTML).encode()).decode() == written(HTML_FIXED)


def test_a_cell_of_csv() -> None:
    text = 'title,body\nRefund,"Hi Sam,\n\nI\'m sorry, we can\'t refund the ""blue"" order, because it was worn.\n\n{}Please write to us!"\n'
    after = fixed("a.csv", text.format("Sorry again.\n\n").replace("us!", "us!!!").encode()).decode()
    assert after == text.format("")
    assert len(list(csv.reader(io.StringIO(after)))) == 2


def test_a_mail_keeps_its_headers_and_its_character_set() -> None:
    assert fixed("a.eml", MAIL.format(LETTER).encode("latin-1")) == MAIL.format(LETTER_FIXED).encode("latin-1")


@pytest.mark.parametrize("body", ["Hi Sam,\n\nWe can't refund the lamp!!!\n", "Hi Sam,\n\nWe cannot refund a lamp!!!", "Hi Sam,\n\nWe can't refund this!!!"])
def test_a_mail_in_base64_stays_and_no_report_offers_to_change_it(body: str) -> None:
    """Also where what would change begins or ends with a group of four signs."""
    head = 'Subject: No\nFrom: a@example.org\nContent-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: base64\nMIME-Version: 1.0\n\n'
    mail = (head + base64.b64encode(body.encode()).decode() + "\n").encode()
    assert fixed("a.eml", mail) == mail

    def said(format_name: str) -> str:
        result = CliRunner().invoke(main, ["check", "a.eml", "--select", "TON004", "--format", format_name])
        assert result.exit_code == 1, result.output
        return result.stdout

    assert "[*]" not in said("text") and "no fix here: the file holds the text in an encoding" in said("text")
    assert "suggestions" not in said("rdjson") and '"fixes"' not in said("sarif")
    (finding,) = json.loads(said("jsonl"))["findings"]
    assert (finding["code"], finding["line"], finding["fix"]) == ("TON004", 7, None)


def test_a_sentence_in_two_strings_of_a_catalogue_stays_and_is_told() -> None:
    text = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "reply.refund"\nmsgstr ""\n"Hi Sam,\\n"\n"\\n"\n'
        '"I\'m sorry, we can\'t refund the order, because it was worn. Sorry "\n"again. Please write to us{}\\n"\n'
    )
    assert fixed("a.po", text.format("!!!").encode()).decode() == text.format("!")
    assert "no fix here: these words stand in several strings of the file" in CliRunner().invoke(main, ["check", "a.po", "--select", "APO001"]).stdout


def test_the_branches_of_a_template_lose_what_they_share_once() -> None:
    text = "I'm sorry, we can't refund it, because it was worn. {{% if paid %}}Your money stays safe.{{% else %}}Nothing was paid.{{% endif %}} {}Please write{}\n"
    assert fixed("a.txt", text.format("Sorry again. ", "!!!").encode()).decode() == text.format("", "!")


def test_a_named_file_without_replies_is_passed_over_with_force_exclude() -> None:
    Path("build.yml").write_text("jobs:\n  test: {runs-on: ubuntu}\n")
    Path("a.yml").write_text(YAML_FIXED)
    arguments = ["check", "build.yml", "a.yml", "--select", "APO001"]
    assert CliRunner().invoke(main, arguments).exit_code == 2
    assert CliRunner().invoke(main, [*arguments, "--force-exclude"]).exit_code == 0
