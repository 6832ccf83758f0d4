"""The whole way by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.visitor import Visitor

MOST_TABS = 120
FOCUSED = """() => {
  const at = document.activeElement;
  return at.id || at.value && at.type !== "text" && at.value || at.dataset.format || at.innerText || at.tagName;
}"""


def _tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus stands on an element of this id, value or text."""
    seen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        seen.append(str(page.evaluate(FOCUSED)))
        if wanted in seen[-1]:
            return
    raise AssertionError(f"{wanted} is not reached by {seen}")


def test_a_plan_by_keyboard_alone(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to the plan"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "start"
    page.keyboard.type("Lens (FR)")
    page.wait_for_selector("#start-list [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    _tab_to(page, "bike")
    page.keyboard.press("ArrowUp")
    assert page.is_checked("input[value=foot]")
    _tab_to(page, "length")
    page.keyboard.press("Home")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert page.inner_text("#length-shown") == "10\xa0km"
    _tab_to(page, "mining")
    page.keyboard.press("Space")
    assert page.is_checked("input[value=mining]")
    page.keyboard.press("Enter")
    visitor.await_plan()
    visitor.await_true("document.activeElement.id === 'found'")
    _tab_to(page, "Circuit 2")
    page.keyboard.press("Enter")
    assert page.get_attribute(".pick >> nth=1", "aria-pressed") == "true"
    _tab_to(page, "gpx")
    with page.expect_download():
        page.keyboard.press("Enter")
    _tab_to(page, "The way, step by step")
    page.keyboard.press("Enter")
    assert page.locator(".steps li").first.is_visible()


def test_a_start_on_the_map_by_keyboard(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/?bbox=2.80,50.42,2.86,50.45", draws=True)
    page = visitor.page
    page.wait_for_selector("canvas")
    page.focus(".on-map")
    page.keyboard.press("Enter")
    visitor.await_true("document.activeElement.tagName === 'CANVAS'")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    visitor.await_true("document.activeElement.id === 'start'")
    lat, lon = (float(part) for part in page.input_value("#start").split(","))
    assert 50.42 < lat < 50.45
    assert 2.80 < lon < 2.87
    page.keyboard.press("Shift+Tab")
    page.focus(".on-map")
    page.keyboard.press("Enter")
    visitor.await_true("document.activeElement.tagName === 'CANVAS'")
    page.keyboard.press("Escape")
    assert page.locator("terrils-map[picking]").count() == 0
