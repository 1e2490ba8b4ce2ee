"""The page: what stands in it, how the words are cut for underlining, and that nothing in a draft can become a part of it."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from replylint.draft import Draft, DraftBuilder, Source
from replylint.errors import Failure
from replylint.formats import parse
from replylint.model import DraftReport, Finding, Severity, Span
from replylint.reporters.characters import clean as readable
from replylint.reporters.underlined import Segment, segments
from tests.reports import BLAME, BLUNT, HOSTILE, POLICY, approval, at, blank, clean, draft_of, found, hostile, kettle, report_of, written


class Page(HTMLParser):
    """The page as a tree of (tag, attributes, children), found by class or tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        texts: list[str] = []
        self.found.append((tag, dict(attrs), texts))
        if tag not in ("meta", "link", "br", "input"):
            self._open.append((tag, texts))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag

    def handle_data(self, data: str) -> None:
        for _, texts in self._open:
            texts.append(data)

    def texts(self, tag: str, name: str = "") -> list[str]:
        return ["".join(texts) for known, attrs, texts in self.found if known == tag and (not name or name in (attrs.get("class") or "").split())]


def page(*results: DraftReport | Failure) -> Page:
    return Page(written("html", *results))


def words(draft: Draft, *findings: Finding) -> list[tuple[str, str, tuple[int, ...], tuple[int, ...]]]:
    return [(one.text, one.kind, one.findings, one.ends) for one in segments(draft, findings)]


# The words


def test_findings_cut_the_text_where_they_begin_and_end() -> None:
    draft = draft_of("Sorry, we can't do that now.")
    assert words(draft, found(draft, BLUNT, "can't"), found(draft, BLAME, "we can't do that"), found(draft, POLICY, "that now")) == [
        ("Sorry, ", "text", (), ()),
        ("we ", "text", (2,), ()),
        ("can't", "text", (1, 2), (1,)),
        (" do ", "text", (2,), ()),
        ("that", "text", (2, 3), (2,)),
        (" now", "text", (3,), (3,)),
        (".", "text", (), ()),
    ]


def test_a_finding_without_words_has_its_number() -> None:
    draft = draft_of("We can't.")
    assert words(draft, Finding(BLUNT, Span(0, 0), "", ""), Finding(BLUNT, Span(9, 9), "", "")) == [
        ("", "text", (), (1,)),
        ("We can't.", "text", (), ()),
        ("", "text", (), (2,)),
    ]


def test_slots_and_markup_are_told_from_words() -> None:
    (draft,) = parse(Source("Hi {{ name }},\n\nwe **can't**\nrefund [it](http://a.example).\n", "a.md"), "markdown")
    assert isinstance(draft, Draft)
    cut = words(draft, found(draft, BLUNT, "can't refund"))
    assert ("{{ name }}", "slot", (), ()) in cut
    assert [(text, kind) for text, kind, on, _ in cut if on] == [("can't", "text"), ("**", "markup"), ("\n", "text"), ("refund", "text")]
    assert "".join(text for text, *_ in cut) == "Hi {{ name }},\n\nwe **can't**\nrefund [it](http://a.example)."


def test_the_signs_of_a_quote_are_no_words() -> None:
    (draft,) = parse(Source("> We can't\n> refund it.\n", "a.md"), "markdown")
    assert isinstance(draft, Draft)
    assert words(draft, found(draft, BLUNT, "can't refund"))[1:4] == [("can't", "text", (1,), ()), ("\n> ", "markup", (1,), ()), ("refund", "text", (1,), (1,))]


def test_a_part_of_a_page_shows_its_part() -> None:
    bodies = ["Hi Ida,\n\nwe can't refund the lesson, because it has begun.\n\nBest wishes", "Hi Ida,\n\nyour refund is on its way.\n\nBest wishes"]
    text = f"# Macros\n\n## Refund declined\n\n{bodies[0]}\n\n## Refund granted\n\n{bodies[1]}\n"
    drafts = [one for one in parse(Source(text, "a.md"), "markdown") if isinstance(one, Draft)]
    assert ["".join(segment.text for segment in segments(draft, ())).strip() for draft in drafts] == bodies


def test_what_is_no_word_of_the_reply_is_shortened() -> None:
    given = f"We can't.<!-- {'note ' * 200}-->Sorry."
    builder = DraftBuilder(given)
    builder.keep(0, 9)
    builder.keep(len(given) - 6, len(given))
    first, note, last = segments(builder.draft(Source(given)), ())
    assert (first, last) == (Segment("We can't.", "text"), Segment("Sorry.", "text"))
    assert note.kind == "markup" and len(note.text) < 220 and " […] " in note.text


# The page


def test_replies_stand_weakest_first_and_those_without_a_score_last() -> None:
    read = page(blank(), approval(), clean(), kettle())
    assert read.texts("h3") == ["drafts/kettle.txt", "Sunday visit", "drafts/refund.txt", "drafts/empty.txt"]
    assert [score.replace("\n", "") for score in read.texts("span", "score")] == ["50 of 100", "83 of 100", "100 of 100", "–no score"]


def test_findings_are_underlined_in_the_words_of_the_reply() -> None:
    read = page(kettle())
    assert read.texts("mark", "error") == ["You should have read the terms\non the box"]
    assert read.texts("mark", "warning") == ["It's against our policy"]
    assert read.texts("mark", "info") == ["we can't do that"]
    (text,) = read.texts("div", "words")
    assert text.replace("policy1,", "policy,").replace("that2.", "that.").replace("box3.", "box.") == kettle().draft.given


def test_the_worst_severity_draws_the_line() -> None:
    draft = draft_of("We can't do it.")
    read = page(report_of(draft, found(draft, BLUNT, "can't do"), found(draft, BLAME, "can't")))
    assert (read.texts("mark", "error"), read.texts("mark", "info")) == (["can't"], [" do"])


def test_a_finding_says_what_and_where_and_what_to_write() -> None:
    read = page(kettle())
    (blame,) = (texts for tag, attrs, texts in read.found if tag == "li" and attrs.get("data-code") == "TON003")
    text = " ".join("".join(blame).split())
    assert "error TON003 blame" in text and "drafts/kettle.txt:4:47" in text and BLAME.message in text and BLAME.suggestion in text
    assert "see also 3:1 “You bought the blue kettle in March”" in " ".join("".join(read.texts("ol", "findings")).split())


def test_every_row_that_was_asked_has_a_bar() -> None:
    read = page(kettle())
    (card,) = read.texts("table", "card")
    assert " ".join(card.split()).startswith("RowVerdict Acknowledgment met Reason weak the rule is named")
    bars = [attrs["style"] for tag, attrs, _ in read.found if tag == "i"]
    assert bars == ["width:100%", "width:50%", "width:0%"] * 2  # the means of one reply, and its own
    assert "Not asked here: Apology, Follow up" in read.texts("div", "right")[0]


def test_failures_stand_on_top() -> None:
    read = page(Failure("expected <object>", "in.jsonl", 3, 7, "mend it"), kettle())
    (text,) = read.texts("section", "failures")
    assert text.split() == ["Could", "not", "be", "judged", "(1)", "in.jsonl:3:7expected", "<object>mend", "it"]
    assert not page(kettle()).texts("section", "failures")


@pytest.mark.parametrize("results", [(), (Failure("no checks"),)], ids=["nothing", "a failure"])
def test_a_run_without_replies_says_so(results: tuple[Failure, ...]) -> None:
    read = page(*results)
    assert "No replies were judged." in read.texts("p")
    assert not [tag for tag, *_ in read.found if tag in ("script", "form")]


def test_a_hostile_text_is_only_text() -> None:
    read = page(hostile())
    tags = [(tag, attrs) for tag, attrs, _ in read.found]
    assert [tag for tag, _ in tags].count("script") == 1
    assert not any(name.startswith("on") for _, attrs in tags for name in attrs)
    (text,) = read.texts("div", "words")
    assert text.replace("\r\n", "\n").startswith('We can\'t, "really2"; not \'ever\' <b>& co</b> ]]> --> </script><script>alert(1)</script>\n::error')
    assert readable(HOSTILE).split("\r\n")[0] in read.texts("h3")[0]


def test_it_loads_nothing_and_runs_only_its_own_script() -> None:
    text = written("html", kettle(), hostile())
    read = Page(text)
    for _, attrs, _ in read.found:
        assert not {"src", "srcset", "action", "background", "data"} & set(attrs)
        assert (attrs.get("href") or "#").startswith(("#", "data:,"))
    (style,) = read.texts("style")
    assert "url(" not in style and "@import" not in style and "@font-face" not in style
    (script,) = read.texts("script")
    (policy,) = (attrs["content"] for _, attrs, _ in read.found if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none';")
    assert re.findall("'sha256-([^']+)'", policy) == [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()]


def test_every_link_has_its_target_and_every_id_is_one() -> None:
    read = page(kettle(), hostile(), clean())
    ids = [attrs["id"] for _, attrs, _ in read.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs["href"] for tag, attrs, _ in read.found if tag == "a"]
    assert len(links) == 11 and {str(link)[1:] for link in links} <= set(ids)
    labels = [str(attrs["aria-labelledby"]) for _, attrs, _ in read.found if "aria-labelledby" in attrs]
    assert set(labels) <= set(ids)


def test_everything_to_fill_in_has_a_label() -> None:
    text = written("html", kettle())
    for control in re.findall(r"<(?:input|select)[^>]*>", text):
        before = text[: text.index(control)]
        assert before.rfind("<label>") > before.rfind("</label>"), control


def test_the_figures_of_the_run_are_its_title() -> None:
    read = page(kettle())
    skipped = "1 of 5 files skipped: drafts/package.json (no replies recognised)"
    assert read.texts("title") == [f"replylint: 4 drafts in 4 files, 2 refusals (1 in part) · 1 error, 1 warning, 1 info · {skipped}"]


def contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_colours_can_be_read(theme: int) -> None:
    (style,) = page(kettle()).texts("style")
    roots: list[str] = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colors: list[tuple[str, str]] = re.findall(r"--(\w[\w-]*): (#\w+);", roots[theme])
    full = {name: "#" + "".join(2 * digit for digit in value[1:]) if len(value) == 4 else value for name, value in colors}
    for paper in ("paper", "card"):
        for ink in ("ink", "quiet", "link", "error", "warning", "met"):
            assert contrast(full[ink], full[paper]) >= 4.5, (ink, paper)
    for severity in Severity:
        assert contrast(full[severity.value], full[f"{severity.value}-back"]) >= 4.5, severity
        assert contrast(full["ink"], full[f"{severity.value}-back"]) >= 7, severity


def test_the_words_of_a_finding_are_where_the_draft_has_them() -> None:
    draft = draft_of("We can't do it. We can't say why.")
    second = Span(19, 24)
    assert draft.text[second.start : second.end] == "can't"
    cut = words(draft, Finding(BLUNT, second, "", ""))
    assert [text for text, _, on, _ in cut if on] == ["can't"]
    assert cut[0][0] == "We can't do it. We "
    assert at(draft, "can't") != second
