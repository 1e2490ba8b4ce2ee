"""The live page in a real browser, against a real service: it underlines the right words while one types, and asks nobody else for anything."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.serving import Running, served
from tests.test_html_browser import QUIET

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytest.importorskip("starlette", reason="starlette is not installed: pip install 'replylint[serve]'")
BROWSER = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser: apt-get install chromium")
TOKEN = "correct-horse-battery"
REPLY = """Hi Maya \U0001f642\U0001f937\U0001f3fd\u200d\u2640\ufe0f,

Thank you for your message. Unfortunately we can't refund the ticket, that's against our policy.
You should have read the terms first.

We'll get back to you soon.

Kind regards
Ivo
"""


class Shown(NamedTuple):
    """A page in a browser, with what it asked for and complained of."""

    page: Page
    requests: list[str]
    complaints: list[str]

    def write(self, text: str) -> None:
        self.page.get_by_label("Your reply").fill(text)

    def answered(self) -> None:
        """Waits for the answer to what is written now."""
        self.page.locator("#found:not(.stale):visible").wait_for()

    def underlined(self, severity: str) -> list[str]:
        """What is underlined so, in one piece where the marks of moves cut it."""
        pieces = self.page.evaluate(
            """severity => { const out = []; let last = null;
            for (const node of document.getElementById('behind').childNodes) {
              const is = node.nodeType === 1 && node.classList.contains(severity);
              if (is && last) out[out.length - 1] += node.textContent; else if (is) out.push(node.textContent);
              last = is; } return out; }""",
            severity,
        )
        return [str(piece) for piece in pieces]

    def codes(self) -> list[str]:
        return [item.split(" ")[0] for item in self.page.locator("#findings strong").all_inner_texts()]

    def selected(self) -> str:
        return str(self.page.evaluate("(d => d.value.slice(d.selectionStart, d.selectionEnd))(document.getElementById('draft'))"))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install 'replylint[browser]'")
    with playwright.sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(str(tmp_path_factory.mktemp("profile")), executable_path=BROWSER, headless=True, args=QUIET)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context
        context.close()


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with served() as running:
        yield running


def opened(browser: BrowserContext, url: str) -> Shown:
    page = browser.new_page()
    shown = Shown(page, [], [])
    page.on("request", lambda request: shown.requests.append(request.url))
    page.on("console", lambda message: shown.complaints.append(message.text))
    page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    page.goto(url)
    return shown


@pytest.fixture
def shown(browser: BrowserContext, service: Running) -> Iterator[Shown]:
    shown = opened(browser, service.url)
    shown.page.locator("#profile option").first.wait_for(state="attached")
    yield shown
    assert shown.complaints == []
    assert [url for url in shown.requests if not url.startswith((service.url, "data:"))] == []
    shown.page.close()


def test_what_is_not_judged_is_said_in_the_large_line(shown: Shown) -> None:
    shown.write("Leider k\u00f6nnen wir Ihnen das Geld nicht zur\u00fcckgeben, weil die Frist schon lange abgelaufen ist.")
    shown.answered()
    page = shown.page
    assert page.locator("#said").inner_text() == "Not judged: not in English, so it was not judged."
    assert page.locator("#told").inner_text().strip() == "Not judged: not in English, so it was not judged."


def test_a_reply_that_is_too_long_leaves_nothing_of_the_one_before(shown: Shown) -> None:
    shown.write(REPLY)
    shown.answered()
    shown.write("We can't refund it. " * 2600)
    page = shown.page
    page.locator("#problem:visible").wait_for()
    assert "characters are too long for one reply" in page.locator("#problem").inner_text()
    assert page.locator("#told").inner_text() == "The reply could not be judged."
    assert (page.locator("#found").is_visible(), shown.underlined("warning")) == (False, [])


def test_a_refusal_is_underlined_at_the_right_words_behind_emoji(shown: Shown) -> None:
    shown.write(REPLY)
    shown.answered()
    found = dict(zip(shown.codes(), shown.page.locator("#findings > li").all_inner_texts()))
    assert "TON003" in found and "FUP002" in found
    assert "You should have read" in shown.underlined("warning")
    assert any(words.startswith("We'll get back to you soon") for words in shown.underlined("warning"))
    node = shown.page.locator("#behind .warning").first
    assert "underline" in node.evaluate("node => getComputedStyle(node).textDecorationLine")
    assert shown.page.locator("#behind").inner_text().replace("\u200b", "") == REPLY


def test_it_answers_while_one_types(shown: Shown) -> None:
    field = shown.page.get_by_label("Your reply")
    field.press_sequentially("We can't do that.", delay=5)
    shown.answered()
    assert shown.page.locator("#said").inner_text() == "It turns the customer down."
    assert "RSN001" in shown.codes()
    field.press_sequentially(" The hall is closed in May, because the roof is being mended.", delay=5)
    shown.page.locator("#findings", has_text="RSN001").wait_for(state="detached")
    assert "RSN001" not in shown.codes()


def test_marks_move_with_the_words_before_the_answer_comes(shown: Shown) -> None:
    shown.write(REPLY)
    shown.answered()
    shown.page.route("**/v1/lint", lambda route: route.abort())
    field = shown.page.get_by_label("Your reply")
    field.press("Control+Home")
    field.press_sequentially("\U0001f642 Oh! ")
    assert "You should have read" in shown.underlined("warning")
    assert shown.page.locator("#found.stale").count() == 1
    shown.page.get_by_text("The service does not answer. Trying again.").wait_for()
    shown.page.unroute("**/v1/lint")
    shown.answered()
    assert shown.page.locator("#problem").is_hidden()
    shown.complaints.clear()  # the browser's own words about the request that was cut off


def test_the_writing_lies_over_its_marks(shown: Shown) -> None:
    shown.write(REPLY * 6)
    shown.answered()
    for width in (320, 700, 1280):
        shown.page.set_viewport_size({"width": width, "height": 800})
        sizes = shown.page.evaluate("[...document.querySelectorAll('.editor > *')].map(n => [n.clientWidth, n.clientHeight, n.scrollHeight])")
        assert sizes[0] == sizes[1]
        assert sizes[1][1] >= sizes[1][2], "nothing is scrolled out of sight"


def test_the_scorecard_tells_why(shown: Shown) -> None:
    shown.write(REPLY)
    shown.answered()
    rows = {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in shown.page.locator("#rows tr").all()}
    assert rows["Tone"] == ["\u2717 unmet", "blame"] or rows["Tone"][0] in ("~ weak", "\u2717 unmet")
    assert all(verdict[0].split(" ")[1] in ("met", "weak", "unmet") for verdict in rows.values())
    score = shown.page.locator("#score").inner_text()
    assert re.fullmatch(rf"Score {score} of 100\. \d+ findings: .*\.", shown.page.get_by_role("status").inner_text())


def test_a_rule_is_explained(shown: Shown) -> None:
    shown.write(REPLY)
    shown.answered()
    why = shown.page.get_by_role("button", name="Why TON003?")
    assert why.get_attribute("aria-expanded") == "false"
    why.press("Enter")
    shown.page.locator(".why:visible", has_text="Better reply").wait_for()
    assert why.get_attribute("aria-expanded") == "true"
    shown.write(REPLY + "Bye.")
    shown.answered()
    shown.page.locator(".why:visible", has_text="Better reply").wait_for()  # it stays open while one writes
    shown.page.get_by_role("button", name="Why TON003?").press("Enter")
    assert shown.page.locator(".why:visible").count() == 0


def test_the_keyboard_goes_from_finding_to_finding(shown: Shown) -> None:
    shown.write(REPLY)
    shown.answered()
    shown.page.get_by_label("Your reply").press("Control+Home")
    seen = []
    for _ in shown.codes():
        shown.page.keyboard.press("F8")
        seen.append(shown.selected())
    assert "You should have read" in seen
    assert len(seen) == len(shown.codes())
    shown.page.keyboard.press("F8")
    assert shown.selected() == seen[0], "from the last to the first"
    shown.page.keyboard.press("Shift+F8")
    assert shown.selected() == seen[-1]
    assert "At the cursor: " in shown.page.locator("#here").inner_text()


def test_every_control_is_reached_in_order(shown: Shown) -> None:
    def reached() -> str:
        shown.page.keyboard.press("Tab")
        return str(shown.page.evaluate("document.activeElement.id || document.activeElement.className || document.activeElement.getAttribute('aria-label')"))

    assert [reached() for _ in range(7)] == ["skip", "request", "draft", "profile", "final", "brief", "clear"]
    shown.write("We can't do that.")
    shown.answered()
    shown.page.locator("#clear").focus()
    code = shown.codes()[0]
    assert [reached() for _ in range(2)] == [f"Show {code} in the reply", f"Why {code}?"]
    shown.page.locator(".skip").press("Enter")
    assert shown.page.evaluate("document.activeElement.id") == "results"


def fix_answer(text: str) -> dict[str, object]:
    """An answer of the contract's shape, with a safe fix behind an emoji."""
    start = text.index("ASAP")
    place = {"start": start, "end": start + 4}
    finding = {"code": "JRG001", "name": "jargon", "row": "jargon", "severity": "warning", **place, "path": None, "line": 1, "column": 1, "end_line": 1, "end_column": 5,
               "message": "Say it plainly.", "suggestion": "", "related": [], "fix": {"title": "say it plainly", "edits": [{**place, "replacement": "soon \U0001f642"}]}}
    draft = {"schema": 1, "id": None, "refusal": "none", "score": 90, "moves": [], "rows": {}, "findings": [finding]}
    return {"schema": 1, "id": None, "status": 1, "drafts": [draft], "failures": []}


def test_a_safe_fix_is_made_and_can_be_undone(shown: Shown) -> None:
    text = "\U0001f642 We answer ASAP, \U0001f642 really."
    shown.page.route("**/v1/lint", lambda route: route.fulfill(json=fix_answer(text)))
    shown.write(text)
    shown.answered()
    shown.page.unroute("**/v1/lint")
    shown.page.get_by_role("button", name="Fix: say it plainly").press("Enter")
    assert shown.page.get_by_label("Your reply").input_value() == "\U0001f642 We answer soon \U0001f642, \U0001f642 really."
    shown.answered()
    assert shown.page.get_by_role("button", name="Fix").count() == 0
    assert shown.page.evaluate("document.activeElement.id") == "draft"
    shown.page.keyboard.press("Control+z")
    assert shown.page.get_by_label("Your reply").input_value() == text


def test_a_fix_of_the_service_is_made(shown: Shown) -> None:
    shown.write("\U0001f642 We can't REFUND THE TICKET, because the train ran.")
    shown.answered()
    shown.page.get_by_role("button", name="Fix: write it without shouting").click()
    assert shown.page.get_by_label("Your reply").input_value() == "\U0001f642 We can't refund the ticket, because the train ran."
    shown.answered()
    assert "TON004" not in shown.codes()


def test_the_profile_and_the_tick_ask_anew(shown: Shown) -> None:
    shown.write("Hi {{name}}, we can't do that, because the hall is taken until May. You can have it in June.")
    shown.answered()
    assert "TPL001" not in shown.codes()
    shown.page.get_by_label("about to be sent").check()
    shown.page.locator("#findings", has_text="TPL001").wait_for()
    shown.page.get_by_label("Profile").select_option("chat")
    shown.page.locator("#not-asked", has_text="Gratitude").wait_for()


def test_the_brief_is_copied(shown: Shown) -> None:
    shown.write("We can't do that.")
    shown.answered()
    shown.page.get_by_role("button", name="Copy the brief").click()
    shown.page.get_by_text("The brief is copied.").wait_for()
    brief = shown.page.get_by_label("The brief, for whoever writes the reply anew").input_value()
    assert "The answer stays no" in brief
    assert shown.page.evaluate("navigator.clipboard.readText()") == brief


def test_what_was_written_is_gone_with_the_page(shown: Shown) -> None:
    shown.write(REPLY)
    shown.answered()
    kept = shown.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, location.search + location.hash]")
    assert kept == [0, 0, "", ""]
    shown.page.reload()
    assert shown.page.get_by_label("Your reply").input_value() == ""


def test_clear_empties_everything(shown: Shown) -> None:
    shown.page.get_by_label("What the customer wrote").fill("May I?")
    shown.write(REPLY)
    shown.answered()
    shown.page.get_by_role("button", name="Clear").click()
    assert shown.page.get_by_role("status").inner_text() == "Write or paste a reply."
    assert shown.page.locator("#found").is_hidden()
    assert shown.page.get_by_label("What the customer wrote").input_value() == ""


def test_a_text_full_of_markup_stays_text(shown: Shown) -> None:
    hostile = "We can't <b>really</b> <img src=x onerror=alert(1)> </textarea><script>alert(2)</script> & \u202egnorw\u202c"
    shown.write(hostile)
    shown.answered()
    assert shown.page.locator("main img, main script").count() == 0
    assert hostile in shown.page.locator("#behind").inner_text()


def test_what_is_too_long_is_said(shown: Shown) -> None:
    shown.write("No, thanks. " * 6_000)
    shown.page.get_by_role("alert").get_by_text("too long for one reply").wait_for()
    assert shown.page.locator("#found").is_hidden()
    shown.write("We can't do that.")
    shown.answered()
    assert shown.page.locator("#problem").is_hidden()


def test_a_screen_reader_is_told_what_things_are(shown: Shown) -> None:
    shown.write(REPLY)
    shown.answered()
    tree = shown.page.locator("body").aria_snapshot()
    for part in ("status:", 'textbox "Your reply"', 'textbox "What the customer wrote (may be left empty)"', 'combobox "Profile"', 'checkbox "about to be sent"',
                 'heading "What was found" [level=2]', 'rowheader "Tone"', 'list "Legend"', 'button "Show TON003 in the reply"', 'button "Why TON003?"'):
        assert part in tree, part
    assert "aria-hidden" in shown.page.locator("#behind").evaluate("node => node.outerHTML.slice(0, 80)")
    described = shown.page.get_by_label("Your reply").get_attribute("aria-describedby") or ""
    assert all(shown.page.locator(f"#{name}").count() == 1 for name in described.split())


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = color => { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
  const light = color => { const [r, g, b] = rgb(color).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
  const root = getComputedStyle(document.documentElement), value = name => root.getPropertyValue('--' + name).trim();
  const kinds = ['gratitude', 'acknowledgment', 'apology', 'refusal', 'reason', 'alternative', 'follow_up', 'goodwill'];
  const pairs = [...kinds.map(kind => ['ink', kind]), ...['error', 'warning', 'info'].flatMap(one => [[one, one + '-back'], [one, 'paper']]),
    ['ink', 'paper'], ['quiet', 'paper'], ['met', 'paper'], ['link', 'paper'], ['ink', 'card'], ['quiet', 'card']];
  return pairs.map(([front, back]) => [front + ' on ' + back, ratio(value(front), value(back))]).filter(([, found]) => found < 4.5)
    .concat([['edge on paper', ratio(value('edge'), value('paper'))]].filter(([, found]) => found < 3));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_contrast_is_enough(shown: Shown, scheme: str) -> None:
    shown.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert shown.page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_every_width_in_both_schemes(shown: Shown, width: int, scheme: str) -> None:
    shown.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    shown.page.set_viewport_size({"width": width, "height": 800})
    shown.write(REPLY + "https://example.org/" + "a" * 300)
    shown.answered()
    shown.page.get_by_role("button", name="Why TON003?").click()
    shown.page.locator(".why:visible", has_text="Better reply").wait_for()
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    background = shown.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(23, 23, 22)" if scheme == "dark" else "rgb(255, 255, 255)")


def test_a_token_is_asked_for_and_kept_by_the_page_alone(browser: BrowserContext) -> None:
    with served(env={"REPLYLINT_TOKEN": TOKEN}) as running:
        shown = opened(browser, running.url)
        field = shown.page.get_by_label("This service asks for a token")
        field.wait_for()
        field.fill("wrong-wrong-wrong-wrong")
        field.press("Enter")
        shown.page.get_by_text("The service does not take that token.").wait_for()
        field.fill(TOKEN)
        field.press("Enter")
        shown.page.locator("#profile option").first.wait_for(state="attached")
        shown.write(REPLY)
        shown.answered()
        assert shown.page.locator("#token").is_hidden()
        assert TOKEN not in shown.page.content()
        assert {line.split(":")[0] for line in shown.complaints} <= {"Failed to load resource"}  # the browser's own words about 401
        shown.page.close()
