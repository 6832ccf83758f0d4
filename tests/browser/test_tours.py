"""Several days: asked for in the form, shown day by day, kept in the link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitor import Visitor

TRAINS = "mode=bike&train=stop:StopArea:OCE87286005&km=25&at=2026-06-13T08:30&back=20:00&days=2"


def _list_days(visitor: Visitor) -> list[str]:
    return visitor.page.locator(".stages > li").all_inner_texts()


def test_three_days_from_lodging_to_lodging(visit: Callable[..., Visitor]) -> None:
    visitor = visit(draws=True, inspects=True)
    page = visitor.page
    visitor.choose_start()
    assert not page.is_visible("#nights-row")
    assert page.inner_text("#days-hint") == ""
    page.select_option("#days", "3")
    assert page.is_visible("#nights-row")
    assert page.inner_text("#days-hint") == "The length is that of each day."
    page.click("form details summary")
    assert page.is_disabled("#direction")
    page.check("#lunch")
    assert page.inner_text("#lunch-hint") == "On several days no lunch is planned."
    page.fill("#departure", "2026-06-12T09:00")
    page.dispatch_event("#departure", "change")
    visitor.plan()

    assert "3 days of 30\xa0km" in page.inner_text("terrils-summary")
    days = _list_days(visitor)
    assert [re.match(r"Day (\d): ", day)[1] for day in days] == ["1", "2", "3"]  # type: ignore[index]
    dates = [re.split(r"\s*\n\s*", day)[1].split(" · ")[0] for day in days]
    assert dates == ["Friday 12 June", "Saturday 13 June", "Sunday 14 June"]
    assert ["Night: " in day for day in days] == [True, True, False]
    assert page.locator(".compare th small", has_text="all days together").count() == 2
    files = page.locator(".stages a[download]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(set(files)) == 3
    for file in files:
        assert "<trk>" in page.request.get(f"{visitor.server}/{file}").text()
    assert page.locator("terrils-day ol, #more, .visits [data-change=later], .steps .more").count() == 0
    visitor.await_map()
    assert page.locator(".marker.meal").count() == 2
    assert not visitor.overflows()
    assert visitor.list_violations() == []

    link = page.get_attribute("#plan-link", "href") or ""
    assert "days=3" in link
    again = visit(link.removeprefix(visitor.server))
    again.await_plan()
    assert _list_days(again) == days
    again.page.locator("terrils-summary button").click()
    assert again.page.input_value("#days") == "3"
    assert again.page.input_value("#nights") == "lodgings"


def test_two_days_with_trains_at_both_ends(visit: Callable[..., Visitor]) -> None:
    visitor = visit(f"/#{TRAINS}", width=360)
    visitor.await_plan()
    first, last = _list_days(visitor)
    assert "Lille Flandres: Train " in first
    assert "Night: " in first
    assert "Home: " not in first
    assert "Home: Lille Flandres" in last
    assert "Lille Flandres: Train " not in last
    assert re.search(r"If you miss it|last connection home", last)
    assert visitor.page.locator("terrils-day ol").count() == 0
    assert not visitor.overflows()


LINKS: list[tuple[str, dict[str, object]]] = [
    ("", {}),
    ("&days=1&nights=base", {}),
    ("&days=2&nights=base&dir=N&hire=1&lunch=1&at=2026-06-13T08:00", {"days": 2, "nights": "base"}),
    ("&days=4.7&nights=tent", {"days": 4, "nights": "lodgings"}),
    ("&days=99", {"days": 30, "nights": "lodgings"}),
    ("&days=3&nights=base&to=50.5,2.9", {"days": 3, "nights": "lodgings"}),
    ("&days=many", {}),
]


def test_what_the_link_asks_for(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    for rest, asked in LINKS:
        body = visitor.ask(f"mode=bike&from=50.43,2.83&km=20{rest}")
        names = ("days", "nights", "direction", "bike", "lunch")
        assert {name: body[name] for name in names if name in body} == asked, rest
        days = body.get("days", 1)
        assert body["alternatives"] == (3 if days == 1 else 2 if days <= 7 else 1), rest


def test_one_is_back_on_the_last_day(visit: Callable[..., Visitor]) -> None:
    body = visit().ask(TRAINS.replace("days=2", "days=3"))
    assert body["access"]["latest_home"] == "2026-06-15T20:00:00+02:00"


def test_an_hour_after_midnight_is_of_the_night_behind_the_last_day(visit: Callable[..., Visitor]) -> None:
    visitor = visit(f"/#{TRAINS.replace('20:00', '03:00')}")
    visitor.await_plan()
    body = visitor.ask(f"{TRAINS.replace('20:00', '03:00')}&seed=2")
    assert body["access"]["latest_home"] == "2026-06-15T03:00:00+02:00"


def test_no_bike_is_hired_on_several_days_and_the_form_says_so(visit: Callable[..., Visitor]) -> None:
    visitor = visit(f"/embed?{TRAINS}&hire=1&lang=en")
    page = visitor.page
    page.wait_for_selector("#days")
    assert page.input_value("#bikes") == "if_possible"
    assert page.locator("#bikes [value=hire]").is_disabled()
    hint = page.inner_text("#days-hint")
    assert "A bike is hired for one day only." in hint
    assert "One is back home on the last one." in hint
    page.select_option("#days", "1")
    assert page.input_value("#bikes") == "hire"
    assert page.inner_text("#days-hint") == ""


def test_nights_at_the_start_need_no_lodging_to_be_found(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/#mode=bike&from=50.43,2.83&km=25&days=3&nights=base&themes=mining", draws=True)
    visitor.await_plan()
    assert "back to the same place every night" in visitor.page.inner_text("terrils-summary")
    assert len(_list_days(visitor)) == 3
    assert visitor.page.locator(".night").count() == 0
    moments = visitor.page.locator(".visits .hint").all_inner_texts()
    assert {moment.split(" · ")[0] for moment in moments} == {"Day 1", "Day 2", "Day 3"}
    assert all(int(re.search(r"after (?:(\d+)\sh)?", moment)[1] or 0) < 10 for moment in moments)  # type: ignore[index]
    visitor.await_map()
    assert visitor.page.locator(".marker.meal").count() == 0


def test_a_way_to_elsewhere_has_no_base(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.hold("**/v1/itineraries*")
    visitor.page.evaluate("location.hash = 'mode=bike&from=50.43,2.83&to=50.5,2.9&km=20&days=3&nights=base'")
    visitor.page.wait_for_selector("terrils-summary:has-text('3 days of')")
    assert "same place" not in visitor.page.inner_text("terrils-summary")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("mode=foot&from=50.43,2.83&km=300&days=2&nights=base", "Such days cannot be had here."),
        ("mode=foot&from=50.43,2.83&to=50.37,3.5&km=12&days=2", r"At least \d+ days are needed for that\."),
    ],
)
def test_days_that_do_not_work_out_are_told_in_words(visit: Callable[..., Visitor], link: str, words: str) -> None:
    visitor = visit(f"/#{link}")
    visitor.page.wait_for_selector(".refused")
    assert visitor.page.inner_text(".refused h2") == "The days do not work out"
    assert re.search(words, visitor.page.inner_text(".refused p"))


def test_a_refusal_stays_when_the_language_changes(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/#mode=bike&from=50.43,2.83&km=25&days=2")
    page = visitor.page
    visitor.await_plan()
    page.locator("terrils-summary button").click()
    page.select_option("#days", "1")
    page.evaluate("document.querySelector('#length').value = '120'")
    page.dispatch_event("#length", "input")
    page.route(
        "**/v1/itineraries",
        lambda route: route.fulfill(
            status=422, content_type="application/problem+json", body='{"status": 422, "code": "budget_too_large"}'
        ),
    )
    page.click("form button[type=submit]")
    page.wait_for_selector(".refused")
    page.unroute("**/v1/itineraries")
    page.click("nav.languages [lang=fr]")
    page.wait_for_selector(".circuit-head h2:has-text('jours')")
    page.wait_for_selector(".refused h2:has-text('Trop long')")


def test_what_is_asked_for_and_cannot_be_had_on_several_days_is_said(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/#mode=bike&from=50.43,2.83&km=25&days=2&lunch=1&hire=1&at=2026-06-13T09:00")
    visitor.await_plan()
    facts = visitor.page.inner_text("terrils-summary")
    assert "without a lunch" in facts
    assert "without a hired bike" in facts
