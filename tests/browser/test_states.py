"""Every state is designed: axe-core finds no fault in it, and what it offers works."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.states import ON_THE_MAP, PLAN, STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitor import Visitor

NARROW_DARK = {"width": 360, "language": "nl", "scheme": "dark", "inspects": True}


@pytest.mark.parametrize("state", STATES)
def test_no_state_has_a_fault(visit: Callable[..., Visitor], state: str) -> None:
    visitor = visit(None, language="fr", inspects=True, draws=state in ON_THE_MAP)
    STATES[state](visitor)
    assert visitor.list_violations() == []
    assert not visitor.overflows()


@pytest.mark.parametrize("state", ["form", "train-form", "day", "steps", "offline"])
def test_no_state_has_a_fault_on_a_phone_in_the_dark(visit: Callable[..., Visitor], state: str) -> None:
    visitor = visit(None, **NARROW_DARK, draws=state in ON_THE_MAP)
    STATES[state](visitor)
    assert visitor.list_violations() == []
    assert not visitor.overflows()


def test_a_cancel_ends_the_request(visit: Callable[..., Visitor]) -> None:
    visitor = visit(None)
    STATES["working"](visitor)
    with visitor.page.expect_event("requestfailed") as failed:
        visitor.page.click("#cancel")
    assert failed.value.url.endswith("/v1/itineraries")
    visitor.page.wait_for_selector("form button[type=submit]")


def test_a_refusal_offers_what_is_feasible(visit: Callable[..., Visitor]) -> None:
    visitor = visit(None)
    STATES["refused"](visitor)
    visitor.page.unroute_all()
    visitor.hold("**/v1/itineraries")
    assert "At most 61.3\xa0km" in visitor.page.inner_text(".refused")
    with visitor.page.expect_request("**/v1/itineraries") as asked:
        visitor.page.click(".refused button.main")
    assert json.loads(asked.value.post_data or "")["distance_km"] == 61.3


def test_a_time_that_is_too_short_is_answered_with_a_time(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/#mode=foot&from=50.43,2.83&to=50.46,2.9&min=30")
    visitor.page.wait_for_selector(".refused")
    words = visitor.page.inner_text(".refused button.main").removeprefix("Plan ")
    assert re.fullmatch(r"\d+\xa0h\xa0\d\d", words)
    assert f"At least {words} can be had here" in visitor.page.inner_text(".refused")
    visitor.page.click(".refused button.main")
    visitor.await_plan()


def test_a_start_at_a_closed_site_is_refused_in_words(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/#mode=foot&from=site:site-be-terril-6-de-la-centrale&km=8")
    visitor.page.wait_for_selector(".refused")
    assert "may not be visited" in visitor.page.inner_text(".refused")


def test_what_is_shown_stays_when_the_network_goes(visit: Callable[..., Visitor]) -> None:
    visitor = visit(None, draws=True)
    STATES["offline"](visitor)
    assert visitor.page.locator(".visit").count() > 0
    visitor.page.context.set_offline(False)
    visitor.page.wait_for_selector(".offline", state="detached")


def test_an_unknown_stop_of_a_link_is_refused_in_words(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/#mode=bike&from=stop:none&km=20")
    visitor.page.wait_for_selector(".refused")
    assert "A stop of this plan is not known any more" in visitor.page.inner_text(".refused")


def test_profile_and_map_point_at_the_same_place(visit: Callable[..., Visitor]) -> None:
    visitor = visit(None, draws=True)
    STATES["done"](visitor)
    page = visitor.page
    page.focus(".curve input")
    page.keyboard.press("End")
    length = page.inner_text(".compare tbody tr:first-child td.chosen")
    assert page.inner_text(".reading").endswith(length)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.locator(".needle").is_visible()
    page.hover("terrils-map", position={"x": 5, "y": 5})


def test_the_history_leads_back_to_the_plan_before(visit: Callable[..., Visitor]) -> None:
    visitor = visit(PLAN)
    visitor.await_plan()
    before = visitor.page.inner_text("terrils-summary")
    visitor.page.click("text=Other suggestions")
    visitor.await_answer(2)
    assert "seed=1" in visitor.page.url
    visitor.page.go_back()
    visitor.await_answer(3)
    assert visitor.page.inner_text("terrils-summary") == before
    assert "seed" not in visitor.page.url


def test_the_history_leads_back_from_a_way_to_a_circuit(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/#mode=bike&from=50.43,2.83&km=10")
    page = visitor.page
    visitor.await_plan()
    page.locator("terrils-summary button").click()
    page.check("#elsewhere")
    page.fill("#end", "50.4323, 2.86")
    page.wait_for_selector("#end-list [role=option]")
    page.keyboard.press("Enter")
    page.click("form button[type=submit]")
    page.wait_for_selector("#found:has-text('Ways found')")
    page.go_back()
    page.wait_for_selector("#found:has-text('Circuits found')")
    page.locator("terrils-summary button").click()
    assert not page.is_checked("#elsewhere")
    assert page.locator("#end").count() == 0
    page.click("form button[type=submit]")
    page.wait_for_selector("html[data-plan=done]")


@pytest.mark.parametrize("at", ["2026-13-45T09:30", "2026-06-13T99:99", "soon"])
def test_a_link_with_a_broken_time_is_planned_without(visit: Callable[..., Visitor], at: str) -> None:
    visitor = visit(f"/#mode=bike&from=50.43,2.83&km=10&at={at}")
    visitor.await_plan()
    assert "at=" not in visitor.page.url


def test_an_answer_that_makes_no_sense_is_told_and_leaves_the_form(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.page.route("**/v1/itineraries", lambda route: route.fulfill(body="{}"))
    visitor.choose_start()
    visitor.page.click("form button[type=submit]")
    visitor.page.wait_for_selector(".refused:has-text('Something went wrong')")
    assert visitor.page.locator("form").is_visible()
    visitor.forgive("TypeError")


def test_a_language_that_cannot_be_had_leaves_the_page_as_it_was(visit: Callable[..., Visitor]) -> None:
    visitor = visit(language="en")
    visitor.page.route("**/v1/profiles?*", lambda route: route.abort())
    visitor.page.click("button[lang=nl]")
    visitor.page.wait_for_selector(".refused:has-text('No connection')")
    assert visitor.page.get_attribute("html", "lang") == "en"
    assert visitor.page.get_attribute("button[lang=en]", "aria-pressed") == "true"
    assert visitor.page.locator("input[name=theme]").count() > 0


def test_what_could_not_be_had_at_first_comes_with_the_network(visit: Callable[..., Visitor]) -> None:
    visitor = visit(None, language="en")
    visitor.page.route("**/v1/themes?*", lambda route: route.abort())
    visitor.open()
    visitor.page.wait_for_selector(".refused:has-text('No connection')")
    visitor.page.unroute("**/v1/themes?*")
    visitor.page.context.set_offline(True)
    visitor.page.wait_for_selector(".offline")
    visitor.page.context.set_offline(False)
    visitor.page.wait_for_selector("input[name=theme]")
    visitor.page.wait_for_selector(".refused", state="detached")
    for words in ("error: Error", "Failed to fetch"):  # tiles that were on their way
        visitor.forgive(words)


def test_numbers_over_the_profile_do_not_lie_on_one_another(visit: Callable[..., Visitor]) -> None:
    link = "/#mode=bike&from=stop:StopArea:OCE87345009&km=30&themes=mining,terrils&must=viewpoint-116"
    visitor = visit(link, width=360)
    visitor.await_plan()
    boxes = visitor.page.locator(".curve .tick:not(:empty)").evaluate_all(
        """ticks => ticks.map((tick) => {
          const range = document.createRange();
          range.selectNodeContents(tick);
          const { left, top, right, bottom } = range.getBoundingClientRect();
          return [left, top, right, bottom];
        })"""
    )
    assert len(boxes) > 5
    assert all(
        a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] - 2 or b[1] >= a[3] - 2
        for a, b in itertools.combinations(boxes, 2)
    )


def test_a_refusal_says_that_the_circuits_below_are_those_of_before(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/#mode=bike&from=50.43,2.83&km=10")
    page = visitor.page
    visitor.await_plan()
    page.route("**/v1/itineraries", lambda route: route.fulfill(status=422, body='{"status": 422, "code": "no_path"}'))
    page.click("text=Other suggestions")
    page.wait_for_selector(".refused:has-text('found before stays below')")
    assert page.locator(".compare").is_visible()


def test_what_only_a_screen_can_do_is_not_printed(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/#mode=bike&from=50.43,2.83&km=10&themes=mining")
    visitor.await_plan()
    visitor.page.click(".steps > summary")
    visitor.page.emulate_media(media="print")
    for selector in (".adding", ".steps .more", ".visits .tools", "#copy-link"):
        assert not visitor.page.locator(selector).first.is_visible(), selector
    assert visitor.page.locator(".visits h4").first.is_visible()
    visitor.page.emulate_media(media="screen")


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_field_has_a_label_of_its_own_and_shows_its_hint_whole(
    visit: Callable[..., Visitor], language: str
) -> None:
    visitor = visit(width=360, language=language)
    visitor.page.click("form details summary")
    visitor.page.check("#elsewhere")
    labels = visitor.page.locator("form :is(input, select)").evaluate_all(
        """fields => fields.filter((field) => field.checkVisibility()).map(
          (field) => field.ariaLabel ?? field.labels[0].textContent
        )"""
    )
    assert len(set(labels)) == len(labels) > 20
    cut = visitor.page.locator("form input[placeholder]").evaluate_all(
        """fields => fields.filter((field) => {
          const pen = document.createElement("canvas").getContext("2d");
          const style = getComputedStyle(field);
          pen.font = style.font;
          const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
          return pen.measureText(field.placeholder).width > room;
        }).map((field) => field.placeholder)"""
    )
    assert cut == []
