"""A day by train: asked for in the form, shown as a timeline, kept in the link."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.states import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from tests.browser.visitor import Visitor

FROM_LILLE = "mode=bike&train=stop:StopArea:OCE87286005&km=20"


def _list_moments(visitor: Visitor) -> list[list[str]]:
    """List time, title and facts of each moment of the timeline."""
    rows = visitor.page.locator(".day li").all_inner_texts()
    return [[line for line in row.splitlines() if line] for row in rows]


def test_a_day_from_a_station_outside_the_map(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.choose("train")
    assert page.locator("#start").count() == 0
    page.fill("#origin", "rouba")
    page.wait_for_selector("#origin-list [role=option]:has-text('Roubaix')")
    page.keyboard.press("Enter")
    page.fill("#departure", "2026-06-13T08:00")
    page.fill("#back", "19:30")
    page.select_option("#bikes", "required")
    visitor.choose("mining")
    visitor.plan()

    assert "by train from Roubaix" in page.inner_text("terrils-summary")
    assert "back by 19:30" in page.inner_text("terrils-summary")
    moments = _list_moments(visitor)
    assert re.fullmatch(r"Roubaix: Train .+ \(démo\) to .+", moments[0][1])
    assert "takes bikes" in moments[0][2]
    titles = [moment[1] for moment in moments]
    sites = page.locator(".visit h4 button").all_inner_texts()
    begin, end = (
        next(k for k, title in enumerate(titles) if title.startswith(f"The circuit {verb}"))
        for verb in ("starts", "ends")
    )
    assert titles[begin + 1 : end] == [site.split("\n")[0].removesuffix(": show on the map") for site in sites]
    assert titles[-1] == "Home: Roubaix"
    times = [moment[0] for moment in moments]
    assert times == sorted(times)
    assert times[-1] <= "19:30"
    after = page.inner_text("terrils-day .after")
    assert re.fullmatch(r"If you miss it: the next connection leaves at \d\d:\d\d and is home at \d\d:\d\d\.", after)
    rows = page.locator(".compare tbody th").all_inner_texts()
    assert rows[:3] == ["Leave", "Home at", "On trains"]
    assert page.locator(".visit [data-change=later]").count() == 0, "a day with trains is planned anew"
    assert page.locator("#more").count() == 0
    assert not visitor.overflows()

    link = page.get_attribute("#plan-link", "href") or ""
    assert "back=19:30&bikes=required" in link
    again = visit(link.removeprefix(visitor.server))
    again.await_plan()
    assert _list_moments(again) == moments
    again.page.wait_for_selector("terrils-summary:has-text('by train from Roubaix')")
    again.page.locator("terrils-summary button").click()
    assert again.page.is_checked("input[value=train]")
    assert again.page.input_value("#origin") == "Roubaix"
    assert again.page.input_value("#departure") == "2026-06-13T08:00"
    assert again.page.input_value("#back") == "19:30"
    assert again.page.input_value("#bikes") == "required"


def test_a_day_by_keyboard_alone(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    page.focus("input[value=place]")
    page.keyboard.press("ArrowRight")
    visitor.await_true("document.activeElement.value === 'train'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "origin"
    page.keyboard.type("Arras")
    page.wait_for_selector("#origin-list [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#origin") == "Arras"
    page.focus("#departure")
    page.keyboard.type("06132026" + "\t" + "0900AM")
    assert page.input_value("#departure") == "2026-06-13T09:00"
    page.focus("form button[type=submit]")
    page.keyboard.press("Enter")
    visitor.await_plan()
    visitor.await_true("document.activeElement.id === 'found'")
    assert _list_moments(visitor)[-1][1] == "Home: Arras"


def test_what_is_missing_is_said_at_its_field(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.choose("train")
    page.click("form button[type=submit]")
    assert "Choose a station or stop" in page.inner_text("terrils-place .fault")
    assert page.evaluate("document.activeElement.id") == "origin"
    page.fill("#origin", "Lille Fl")
    page.wait_for_selector("#origin-list [role=option]")
    page.keyboard.press("Enter")
    page.click("form button[type=submit]")
    assert page.inner_text("#departure-fault") == "Choose a day and an hour."
    assert page.evaluate("document.activeElement.id") == "departure"
    page.fill("#departure", "2031-06-13T08:00")
    page.click("form button[type=submit]")
    assert page.inner_text("#departure-fault") == "Timetables are known from 1 January 2026 until 31 December 2030."
    assert page.get_attribute("#departure", "aria-invalid") == "true"
    visitor.choose("place")
    assert page.locator("#start").is_visible()
    assert page.locator("#origin").count() == 0


@pytest.mark.parametrize(
    ("rest", "access"),
    [
        ("", {"bike_on_board": "if_possible"}),
        ("&back=18:00&bikes=no", {"bike_on_board": "no", "latest_home": "2026-06-13T18:00:00+02:00"}),
        ("&back=01:30", {"bike_on_board": "if_possible", "latest_home": "2026-06-14T01:30:00+02:00"}),
        ("&mode=foot&back=nonsense", {}),
    ],
)
def test_what_the_link_asks_for(visit: Callable[..., Visitor], rest: str, access: dict[str, str]) -> None:
    mode, _, others = FROM_LILLE.partition("&")
    fragment = f"{others}&at=2026-06-13T08:00{rest}" + ("" if "mode=" in rest else f"&{mode}")
    body = visit(zone="America/Los_Angeles").ask(f"{fragment}&from=50.43,2.83&to=50.5,2.9")
    assert body["access"] == {"from": {"stop": "StopArea:OCE87286005"}, **access}
    assert body["departure"] == "2026-06-13T08:00:00+02:00"
    assert not {"start", "end"} & body.keys()


def test_the_last_train_home_is_said_so(visit: Callable[..., Visitor]) -> None:
    visitor = visit(f"/#{FROM_LILLE}&at=2026-06-14T16:00&back=21:00")
    visitor.await_plan()
    assert visitor.page.inner_text(".after.last") == "This is the last connection home in time."
    assert "last" in visitor.page.inner_text(".warnings").lower()


@pytest.mark.parametrize(
    ("link", "words"),
    [
        # No train calls there on Sundays.
        ("mode=bike&train=stop:StopArea:OCE87342436&km=20&at=2026-06-14T08:00", "No train out"),
        (f"{FROM_LILLE}&at=2026-06-13T08:00&back=09:30", "No way home in time"),
        (f"{FROM_LILLE}&at=2026-06-13T14:00&back=12:00", "Back before the departure"),
        ("mode=bike&train=stop:008882107&km=20&bikes=required&at=2026-06-13T08:00", "No train for the bike"),
        (f"{FROM_LILLE}&at=2031-06-13T08:00", "Timetables are known from 1 January 2026 until 31 December 2030."),
        ("mode=bike&train=stop:none&km=20&at=2026-06-13T08:00", "Unknown stop"),
    ],
)
def test_why_there_is_no_day_is_told_in_words(visit: Callable[..., Visitor], link: str, words: str) -> None:
    visitor = visit(f"/#{link}")
    visitor.page.wait_for_selector(".refused")
    assert words in visitor.page.inner_text(".refused")


def test_a_site_is_left_out_of_a_new_plan(visit: Callable[..., Visitor]) -> None:
    visitor = visit(DAY)
    visitor.await_plan()
    gone = visitor.page.locator(".visit h4 button").first.inner_text().split("\n")[0].removesuffix(": show on the map")
    with visitor.page.expect_request("**/v1/itineraries") as waiting:
        visitor.change_first("remove")
    body = json.loads(waiting.value.post_data or "")
    assert len(body["avoid_sites"]) == 1
    visitor.await_answer(2)
    assert gone not in visitor.page.inner_text("terrils-day")
    assert gone in visitor.page.inner_text("terrils-summary")


def test_trains_stand_in_the_way_step_by_step_and_not_in_the_profile(visit: Callable[..., Visitor]) -> None:
    visitor = visit(DAY)
    visitor.await_plan()
    visitor.page.click(".steps summary")
    heads = visitor.page.locator(".steps h4").all_inner_texts()
    assert re.match(r"\d\d:\d\d from Lille Flandres: Train ", heads[0])
    assert re.match(r"\d\d:\d\d from .+ to Lille Flandres", heads[-1])
    assert visitor.page.locator(".steps .more").count() == 0
    visitor.page.focus(".curve input")
    visitor.page.keyboard.press("End")
    length = visitor.page.locator(".compare tr", has_text="Length").locator("td.chosen").inner_text()
    assert visitor.page.inner_text(".reading").endswith(length)


def test_a_frame_may_be_asked_for_a_day_by_train(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/embed?train=stop:StopArea:OCE87342014&at=2026-06-13T09:00&back=19:00&bikes=no&lang=en")
    visitor.page.wait_for_selector("terrils-place[chosen]")
    visitor.await_true("document.querySelector('#origin').value === 'Arras'")
    assert visitor.page.is_checked("input[value=train]")
    assert [visitor.page.input_value(f"#{name}") for name in ("departure", "back", "bikes")] == [
        "2026-06-13T09:00",
        "19:00",
        "no",
    ]


def test_reservations_for_bikes_are_said(visit: Callable[..., Visitor]) -> None:
    visitor = visit(None)

    def reserve(route: Route) -> None:
        answer = route.fetch()
        document = answer.json()
        for itinerary in document["itineraries"]:
            for leg in itinerary["legs"]:
                if leg["mode"] == "transit":
                    leg["bike_reservation"] = True
        route.fulfill(response=answer, json=document)

    visitor.page.route("**/v1/itineraries", reserve)
    visitor.open(DAY)
    visitor.await_plan()
    assert "takes bikes, with a place reserved" in visitor.page.inner_text(".day li.ride >> nth=0")
