"""The page in a real browser: it filters, it underlines, it asks for nothing. Needs Chromium and playwright, and is left out where they are not there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from replylint.errors import Failure
from replylint.model import Finding, Span
from tests.reports import BLAME, BLUNT, POLICY, blank, clean, draft_of, found, hostile, kettle, report_of, written

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

BROWSER = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no browser: apt-get install chromium")
# Without these a fresh Chromium calls home by itself, which is not what is tested.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
BOTH = draft_of("We can't, and you should have read it.", "replies/both.txt")
RESULTS = (
    kettle(),
    clean(),
    hostile(),
    blank(),
    report_of(BOTH, Finding(BLUNT, Span(0, 8), BLUNT.message, ""), Finding(BLAME, Span(3, 20), BLAME.message, ""), score=20),
    Failure("cannot be read", "replies/x.txt", hint="check it"),
)


class Shown(NamedTuple):
    """A page in a browser, with what it asked for and complained of."""

    page: Page
    requests: list[str]
    complaints: list[str]

    def names(self) -> list[str]:
        """The replies that are to be seen."""
        return [name for name in self.page.locator(".reply:visible h3").all_inner_texts() if not name.startswith("title We")]

    def underlined(self, severity: str) -> list[str]:
        return self.page.locator(f"mark.{severity}:visible").all_inner_texts()

    def told(self) -> str:
        return self.page.locator("#shown").inner_text()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install 'replylint[browser]'")
    with playwright.sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(str(tmp_path_factory.mktemp("profile")), executable_path=BROWSER, headless=True, args=QUIET)
        yield context
        context.close()


def opened(browser: BrowserContext, path: Path, text: str) -> Shown:
    path.write_text(text, "ascii")
    page = browser.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    return Shown(page, requests, complaints)


@pytest.fixture
def shown(browser: BrowserContext, tmp_path: Path) -> Iterator[Shown]:
    report = opened(browser, tmp_path / "report.html", written("html", *RESULTS))
    yield report
    assert report.complaints == []
    assert [url for url in report.requests if not url.startswith(("file:", "data:"))] == []
    report.page.close()


def test_it_opens_with_the_weakest_first(shown: Shown) -> None:
    assert shown.names() == ["replies/both.txt", "drafts/kettle.txt", "Sunday visit", "drafts/empty.txt"]
    assert shown.told() == "5 replies, 7 findings"
    assert shown.page.locator("details[open]").count() == 3
    assert "cannot be read" in shown.page.locator(".failures").inner_text()


def test_the_words_are_underlined(shown: Shown) -> None:
    assert shown.underlined("error") == ["can't", ", and you sh", "You should have read the terms\non the box"]
    mark = shown.page.locator("mark.error").first
    assert "underline" in mark.evaluate("node => getComputedStyle(node).textDecorationLine")


def test_a_severity_is_filtered(shown: Shown) -> None:
    shown.page.get_by_label("error", exact=True).uncheck()
    assert shown.names() == ["replies/both.txt", "drafts/kettle.txt"]
    assert shown.told() == "3 of 5 replies, 5 findings"
    assert shown.underlined("error") == []
    assert shown.underlined("info")[:2] == ["We ", "can't"]  # what both underlined is now the other's alone
    assert shown.page.locator("sup.error:visible").count() == 0
    shown.page.get_by_role("button", name="Clear").click()
    shown.page.get_by_text("5 replies, 7 findings", exact=True).wait_for()
    assert shown.underlined("error")[0] == "can't"


def test_a_rule_is_filtered(shown: Shown) -> None:
    shown.page.get_by_role("combobox").select_option("RSN002")
    assert shown.names() == ["drafts/kettle.txt"]
    assert shown.told() == "2 of 5 replies, 2 findings"
    assert shown.page.locator(".findings > li:visible strong").all_inner_texts()[0] == "RSN002 policy-only"
    assert "It's against our policy" in shown.underlined("warning")


def test_a_rule_is_picked_in_the_table(shown: Shown) -> None:
    shown.page.get_by_role("button", name="Show only TON003 blame").press("Enter")
    assert shown.page.get_by_role("combobox").input_value() == "TON003"
    assert shown.names() == ["replies/both.txt", "drafts/kettle.txt"]
    assert shown.page.evaluate("document.activeElement.id") == "replies"


def test_a_path_is_filtered_and_a_title(shown: Shown) -> None:
    search = shown.page.get_by_label("Path or title")
    search.fill("REPLIES/ both")
    assert shown.names() == ["replies/both.txt"]
    search.fill("sunday")
    assert shown.names() == ["Sunday visit"]
    search.fill("nowhere at all")
    assert (shown.names(), shown.told()) == ([], "0 of 5 replies, 0 findings")


def test_replies_without_findings_can_be_hidden(shown: Shown) -> None:
    shown.page.get_by_label("only replies with findings").check()
    assert shown.names() == ["replies/both.txt", "drafts/kettle.txt"]


def test_all_can_be_opened_and_closed(shown: Shown) -> None:
    shown.page.get_by_role("button", name="Close all").click()
    assert shown.page.locator("details[open]").count() == 0
    shown.page.get_by_role("button", name="Open all").click()
    assert shown.page.locator("details[open]").count() == 5


def test_a_number_leads_to_its_finding_and_back_also_where_it_is_closed(shown: Shown) -> None:
    shown.page.locator("#r1 >> xpath=ancestor::article").get_by_role("link", name="error 3: blame").press("Enter")
    assert shown.page.evaluate("document.activeElement.id") == "r1f3"
    shown.page.get_by_role("button", name="Close all").click()
    shown.page.evaluate("location.hash = '#r1t2'")
    shown.page.locator("#r1t2").wait_for(state="visible")
    assert shown.page.locator("details[open]").count() == 1


def test_the_keyboard_reaches_everything(shown: Shown) -> None:
    shown.page.keyboard.press("Tab")
    assert shown.page.evaluate("document.activeElement.textContent") == "To the replies"
    shown.page.keyboard.press("Enter")
    reached = set()
    for _ in range(40):
        shown.page.keyboard.press("Tab")
        reached.add(shown.page.evaluate("document.activeElement.tagName + ' ' + (document.activeElement.name || document.activeElement.id || '')"))
    assert {"INPUT severity", "SELECT rule", "INPUT path", "INPUT found", "BUTTON open-all", "SUMMARY "} <= reached


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_every_width_in_both_schemes(shown: Shown, width: int, scheme: str) -> None:
    shown.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    shown.page.set_viewport_size({"width": width, "height": 800})
    shown.page.get_by_role("button", name="Open all").click()
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    background = shown.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(23, 23, 22)" if scheme == "dark" else "rgb(255, 255, 255)")


def test_a_screen_reader_is_told_what_things_are(shown: Shown) -> None:
    tree = shown.page.locator("body").aria_snapshot()
    for part in ('heading "Replies, the weakest first" [level=2]', "status:", 'checkbox "error" [checked]', 'searchbox "Path or title"', 'article "Sunday visit"'):
        assert part in tree, part


def test_two_thousand_replies_can_be_filtered(browser: BrowserContext, tmp_path: Path) -> None:
    draft = draft_of("It's against our policy. " + "We can't do that today. " * 10, "many.md")
    one = report_of(draft, found(draft, POLICY, "It's against our policy"), found(draft, BLUNT, "We can't do"))
    report = opened(browser, tmp_path / "many.html", written("html", *[one] * 1_999, kettle()))
    assert report.told() == "2,000 replies, 4,001 findings"
    report.page.get_by_role("combobox").select_option("TON003")
    assert report.names() == ["drafts/kettle.txt"]
    assert report.complaints == []
    report.page.close()


def test_without_scripts_all_can_be_read(browser: BrowserContext, tmp_path: Path) -> None:
    text = written("html", *RESULTS)
    start = text.index("<script>")
    report = opened(browser, tmp_path / "plain.html", text[:start] + text[text.index("</script>", start) :])
    assert report.page.locator("#filter").is_hidden()
    assert report.told() == "5 replies, 7 findings"
    report.page.locator("summary").last.click()
    assert report.page.locator("details[open]").count() == 4
    report.page.close()
