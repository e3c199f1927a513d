"""The page in a real Chromium: filters, keys, widths, themes, print, and nothing that goes out or goes wrong."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from refcheck.codec import decode_run
from refcheck.dossier import load
from refcheck.model import RecordMode, Run, Verdict
from refcheck.pipeline import Checker, Settings
from refcheck.reports import Style
from refcheck.reports.html import render
from refcheck.timeline import Past, said_in

from ..reading.browser import find_chromium  # noqa: TID252  # the tests are found from any folder

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
ROOT = Path(__file__).parents[2]
WIDTHS = (360, 800, 1440)
TEXT = """A lake and its towns

Nobody had expected the 1979 Lake Act to last. It has, and many have said so.

Work on the harbour began on 18 September, the mayor said, and went on for years. The bridge is open.

The towns around it are old. They like it there.
"""
QUOTES = {
    "dunmore-member": "Work on the harbour began on 18 September, the mayor said",
    "lake-length": "harbour began",
    "bridge-open": "The bridge is open",
}


@dataclass
class Opened:
    """A report in a tab, and what it has asked for and complained of so far."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def shown(self) -> list[str]:
        """The ids of the claims that the filters leave, in their order on the page."""
        found: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('.claim:not([hidden])')].map(claim => claim.id.slice(6))"
        )
        return found

    def chosen(self) -> list[str]:
        """The ids of the claims that are open."""
        found: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('.claim:not(.closed)')].map(claim => claim.id.slice(6))"
        )
        return found


def of_every_kind() -> Run:
    """The sample run, with claims within, over and without words of its article."""
    run = decode_run(json.loads((ROOT / "tests" / "golden" / "run.json").read_text()))
    article = run.dossier.article
    assert article is not None
    quoted = (
        dataclasses.replace(result.claim, quote=QUOTES.get(result.claim.id, result.claim.quote))
        for result in run.results
    )
    results = tuple(dataclasses.replace(result, claim=claim) for result, claim in zip(run.results, quoted, strict=True))
    claims = tuple(result.claim for result in results)
    dossier = dataclasses.replace(run.dossier, article=dataclasses.replace(article, text=TEXT), claims=claims)
    return dataclasses.replace(run, dossier=dossier, results=results)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        assert not os.environ.get("CI"), "no Chromium: install it, in CI this test may not be skipped"
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of the sample run and the one of the dossier that ships."""
    shipped = Checker(load(ROOT / "claims.toml"), Settings(record_mode=RecordMode.NONE, offline=True)).run()
    folder = tmp_path_factory.mktemp("reports")
    kinds = of_every_kind()
    before = (Past(1, kinds.started_at, tuple(replace(said, verdict=Verdict.REFUTED) for said in said_in(kinds))),)
    paths = {name: folder / f"{name}.html" for name in ("kinds", "shipped", "past")}
    for name, run, earlier in (("kinds", kinds, ()), ("shipped", shipped, ()), ("past", kinds, before)):
        paths[name].write_text(render(run, Style(earlier=earlier)), encoding="utf-8")
    return paths


@pytest.fixture
def open_report(chromium: Browser, reports: dict[str, Path]) -> Iterator[Any]:
    """Opens a report and, in the end, finds that it asked for nothing but itself and complained of nothing."""
    opened: list[Opened] = []

    def open_it(name: str = "kinds", width: int = 1440, fragment: str = "", **more: Any) -> Opened:
        context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **more)
        context.set_default_timeout(10_000)
        page = context.new_page()
        report = Opened(page, reports[name].as_uri())
        page.on("request", lambda request: report.asked.append(request.url))
        page.on("console", lambda message: report.said.append(message.text))
        page.on("pageerror", lambda error: report.said.append(str(error)))
        page.on("dialog", lambda dialog: report.said.append(dialog.message))
        page.goto(report.address + fragment)
        opened.append(report)
        return report

    yield open_it
    for report in opened:
        asked = {address.partition("#")[0] for address in report.asked}
        report.page.context.close()
        assert asked == {report.address}
        assert report.said == []


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["kinds", "shipped", "past"])
def test_nothing_is_wider_than_the_window(open_report: Any, name: str, width: int) -> None:
    page = open_report(name, width).page
    page.keyboard.press("e")

    assert page.evaluate("document.documentElement.scrollWidth") == width
    wide = "elements => elements.filter(element => element.scrollWidth > element.clientWidth + 1).length"
    assert page.locator(".claim, .evidence, .facts, .source").evaluate_all(wide) == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_without_scripts_everything_is_there_to_read(open_report: Any, width: int) -> None:
    page = open_report(width=width, java_script_enabled=False).page

    for body in page.locator(".claim .body").all():
        expect(body).to_be_visible()
    expect(page.locator(".scripted").first).to_be_hidden()
    expect(page.locator("button.chip").first).to_be_disabled()
    page.locator("main a.ref").first.click()
    assert page.url.endswith("#claim-act-1979")


def test_the_panel_is_beside_the_article_where_there_is_room_and_below_it_elsewhere(open_report: Any) -> None:
    for width in WIDTHS:
        page = open_report(width=width).page
        text, panel = (page.locator(name).bounding_box() for name in ("#text", "#claims"))
        if width == 1440:
            assert panel["x"] > text["x"] + text["width"]
            assert panel["y"] < text["y"] + 50
        else:
            assert panel["y"] >= text["y"] + text["height"]


def test_verdicts_are_told_apart_without_colour(open_report: Any) -> None:
    page = open_report().page

    lines = page.evaluate(
        "[...document.querySelectorAll('.chip .line')].map(line => getComputedStyle(line).textDecorationStyle)"
    )
    assert lines == ["solid", "wavy", "double", "dotted", "dashed"]
    assert [symbol.inner_text() for symbol in page.locator(".chip .sym").all()] == ["✓", "✗", "≠", "?", "!"]


# ------------------------------------------------------------------ choosing a claim


def test_a_click_on_marked_words_opens_their_claim_and_the_innermost_where_several_are(open_report: Any) -> None:
    report = open_report()

    report.page.locator("main mark", has_text="1979 Lake Act").click()
    assert report.chosen() == ["act-1979"]
    report.page.locator("main mark mark", has_text="harbour").last.click()
    assert report.chosen() == ["lake-length"]
    assert report.page.url.endswith("#claim-lake-length")


def test_keys_go_from_claim_to_claim_and_back_to_the_article(open_report: Any) -> None:
    report = open_report()
    press = report.page.keyboard.press

    order = report.shown()
    for claim in order:
        press("j")
        assert report.chosen() == [claim]
    press("j")
    assert report.chosen() == [order[-1]]
    for _ in order[1:]:
        press("k")
    assert report.chosen() == [order[0]]
    assert report.page.evaluate("document.activeElement.closest('.claim').id") == f"claim-{order[0]}"
    press("Escape")
    assert report.chosen() == []
    assert report.page.evaluate("document.activeElement.id") == "ref-1"
    press("Enter")
    assert report.chosen() == [order[0]]
    press("Enter")
    assert report.chosen() == []


def test_every_claim_can_be_reached_and_opened_with_the_tab_and_enter_keys(open_report: Any) -> None:
    page = open_report().page

    page.locator("#claim-timed-out h3 button").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#claim-timed-out .body")).to_be_visible()
    expect(page.locator("#claim-timed-out h3 button")).to_have_attribute("aria-expanded", "true")


def test_an_address_with_a_claim_opens_it(open_report: Any) -> None:
    report = open_report(fragment="#claim-bridge-open")

    assert report.chosen() == ["bridge-open"]
    expect(report.page.locator("#claim-bridge-open .since")).to_be_in_viewport()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_chosen_claim_is_in_view_at_every_width(open_report: Any, width: int) -> None:
    page = open_report("shipped", width).page

    for _ in range(15):
        page.keyboard.press("j")
        expect(page.locator(".claim.current h3")).to_be_in_viewport()


def test_on_a_phone_a_claim_opens_below_its_paragraph_and_goes_back_into_the_list(open_report: Any) -> None:
    page = open_report(width=360).page
    before = page.evaluate("[...document.querySelectorAll('.claim')].map(claim => claim.id)")

    page.locator("main a.ref").first.click()
    expect(page.locator("main p:has(#ref-1) + #claim-act-1979")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#claims #claim-act-1979")).to_be_visible()
    page.keyboard.press("Escape")

    assert page.evaluate("[...document.querySelectorAll('.claim')].map(claim => claim.id)") == before


def test_single_letters_can_be_switched_off_and_leave_other_shortcuts_alone(open_report: Any) -> None:
    report = open_report()
    press = report.page.keyboard.press

    press("Control+j")
    assert report.chosen() == []
    press("?")
    expect(report.page.locator("#help")).to_be_visible()
    press("j")
    assert report.chosen() == []
    report.page.locator("#single").uncheck()
    press("Escape")
    expect(report.page.locator("#help")).to_be_hidden()
    press("j")
    assert report.chosen() == []


# ------------------------------------------------------------------ filters


def test_filters_leave_the_claims_of_the_pressed_verdicts(open_report: Any) -> None:
    report = open_report()
    refuted = report.page.get_by_role("button", name="refuted 2")
    status = report.page.get_by_role("status")

    expect(status).to_have_text("8 claims")
    refuted.click()
    assert report.shown() == ["dunmore-member", "works-began"]
    expect(refuted).to_have_attribute("aria-pressed", "true")
    expect(status).to_have_text("2 of 8 claims")
    report.page.get_by_role("button", name="conflicting evidence 1").click()
    expect(status).to_have_text("3 of 8 claims")
    report.page.get_by_role("button", name="Show all").click()
    expect(status).to_have_text("8 claims")
    expect(refuted).to_have_attribute("aria-pressed", "false")


def test_words_of_claims_that_the_filters_leave_out_are_not_marked(open_report: Any) -> None:
    page = open_report().page
    line = "element => getComputedStyle(element).textDecorationColor"
    mark = page.locator("main mark", has_text="1979 Lake Act")

    marked = mark.evaluate(line)
    page.get_by_role("button", name="refuted 2").click()

    assert mark.evaluate(line) == "rgba(0, 0, 0, 0)" != marked
    expect(page.locator("#ref-1")).to_be_hidden()
    mark.click()
    assert page.locator(".claim.current").count() == 0


def test_filters_by_source_verdict_and_outcome_hold_together(open_report: Any) -> None:
    report = open_report()
    page = report.page

    page.locator("summary").click()
    page.get_by_label("lake-news").check()
    assert report.shown() == ["lake-length", "works-began", "bridge-open", "fee"]
    page.get_by_label("survey-pdf").check()
    expect(page.locator(".chosen")).to_have_text(": 2")
    page.keyboard.press("Escape")
    expect(page.get_by_label("lake-news")).to_be_hidden()
    page.get_by_role("button", name="not as expected 2").click()
    assert report.shown() == ["works-began", "fee"]
    page.get_by_role("button", name="conflicting evidence 1").click()
    assert report.shown() == []
    expect(page.get_by_text("No claim is left by these filters.")).to_be_visible()
    page.keyboard.press("a")
    assert len(report.shown()) == 8


def test_filters_are_pressed_by_the_keyboard(open_report: Any) -> None:
    report = open_report()

    report.page.keyboard.press("f")
    report.page.keyboard.press("Tab")
    report.page.keyboard.press("Space")
    assert report.shown() == ["dunmore-member", "works-began"]
    report.page.keyboard.press("j")
    assert report.chosen() == ["dunmore-member"]


def test_a_link_to_a_claim_that_is_filtered_out_takes_the_filters_off(open_report: Any) -> None:
    report = open_report()

    report.page.get_by_role("button", name="refuted 2").click()
    report.page.locator("#source-1 a[href='#claim-act-1979']").click()

    assert report.chosen() == ["act-1979"]
    assert len(report.shown()) == 8


# ------------------------------------------------------------------ themes and print


def test_the_theme_follows_the_system_until_it_is_chosen(open_report: Any) -> None:
    page = open_report(color_scheme="dark").page
    paper = "getComputedStyle(document.body).backgroundColor"

    dark = page.evaluate(paper)
    page.keyboard.press("t")
    light = page.evaluate(paper)
    expect(page.locator("#theme")).to_have_text("Theme: light")
    page.locator("#theme").click()
    assert page.evaluate(paper) == dark != light
    page.emulate_media(color_scheme="light")
    assert page.evaluate(paper) == dark
    page.locator("#theme").click()
    assert page.evaluate(paper) == light


def test_print_shows_every_claim_in_full_on_white_without_controls(open_report: Any) -> None:
    page = open_report(color_scheme="dark").page
    page.keyboard.press("j")
    page.emulate_media(media="print")

    for body in page.locator(".claim .body").all():
        expect(body).to_be_visible()
    for control in page.locator(".scripted, .skip, .back").all():
        expect(control).to_be_hidden()
    red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor").strip("rgb()").split(", ")
    assert min(int(red), int(green), int(blue)) > 240
    assert page.pdf(format="A4").startswith(b"%PDF")


# ------------------------------------------------------------------ accessibility


EVERY_LOOK = [(name, scheme, width) for name in ("kinds", "past") for scheme in ("light", "dark") for width in WIDTHS]
# It is long, and has nothing that the others have not: each width once, and both schemes.
SHIPPED_LOOKS = [("shipped", "dark", 360), ("shipped", "light", 800), ("shipped", "dark", 1440)]


@pytest.mark.parametrize(("name", "scheme", "width"), EVERY_LOOK + SHIPPED_LOOKS)
def test_axe_finds_no_fault(open_report: Any, name: str, scheme: str, width: int) -> None:
    page = open_report(name, width, color_scheme=scheme).page
    axe = Axe()

    at_rest = axe.run(page).response
    page.keyboard.press("e")
    page.keyboard.press("j")
    page.get_by_role("button", name="supported").first.click()
    in_use = axe.run(page).response
    page.keyboard.press("?")
    with_help = axe.run(page).response

    found = [at_rest, in_use, with_help]
    faults = [(fault["impact"], fault["id"], fault["nodes"][0]["html"]) for run in found for fault in run["violations"]]
    assert faults == []
    assert "color-contrast" in {rule["id"] for rule in at_rest["passes"]}
