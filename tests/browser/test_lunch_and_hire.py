"""What goes with a trip: a lunch on the way, a hired bike, the pace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitor import Visitor

START = "from=50.43,2.83"
ROUND = f"{START}&km=20&at=2026-06-13T10:30"
DAY = "mode=bike&train=stop:StopArea:OCE87286005&km=20&at=2026-06-13T08:30&back=19:00"


def _list_visits(visitor: Visitor) -> list[list[str]]:
    rows = visitor.page.locator(".visits > li").all_inner_texts()
    return [[line for line in row.splitlines() if line] for row in rows]


def test_a_lunch_stands_among_the_sites_and_on_the_map(visit: Callable[..., Visitor]) -> None:
    visitor = visit(draws=True, inspects=True)
    page = visitor.page
    visitor.choose_start()
    visitor.choose("mining")
    page.click("form details summary")
    page.check("#lunch")
    assert page.inner_text("#lunch-hint") == "A lunch needs a departure."
    page.fill("#departure", "2026-06-13T10:30")
    page.dispatch_event("#departure", "change")
    assert page.inner_text("#lunch-hint") == ""
    page.select_option("#pace", label="Taking my time")
    visitor.plan()

    facts = page.inner_text("terrils-summary")
    assert "with a lunch" in facts
    assert "Taking my time" in facts
    rows = _list_visits(visitor)
    (place,) = [k for k, row in enumerate(rows) if any(line.startswith("Lunch: ") for line in row)]
    hours = [found[0] for row in rows for line in row if (found := re.match(r"\d\d:\d\d", line))]
    assert len(hours) == len(rows)
    assert hours == sorted(hours)
    assert "(démo)" in " ".join(rows[place])
    assert "45\xa0min" in rows[place][-1]
    assert page.locator(".visits [data-change=later], #more").count() == 0, "planned anew, not changed where it stands"
    visitor.await_map()
    assert page.locator(".marker.meal").count() == 1
    assert not visitor.overflows()
    assert visitor.list_violations() == []

    link = page.get_attribute("#plan-link", "href") or ""
    assert "lunch=1&pace=1.3" in link
    again = visit(link.removeprefix(visitor.server))
    again.await_plan()
    assert _list_visits(again) == rows
    again.page.locator("terrils-summary button").click()
    assert again.page.is_checked("#lunch")
    assert again.page.locator("#pace option:checked").inner_text() == "Taking my time"


def test_a_hired_bike_is_walked_to_and_the_lunch_is_said_to_be_left_out(visit: Callable[..., Visitor]) -> None:
    visitor = visit(f"/embed?{START}&km=30&lang=en")
    page = visitor.page
    page.check("#hire")
    page.click("form details summary")
    page.fill("#departure", "2026-06-13T10:30")
    page.dispatch_event("#departure", "change")
    page.check("#lunch")
    assert page.inner_text("#lunch-hint") == "With a hired bike no lunch is planned."
    visitor.choose("foot")
    assert not page.is_visible("#hire")
    assert page.inner_text("#lunch-hint") == ""
    visitor.choose("bike")
    assert page.is_visible("#hire")
    visitor.plan()
    assert "with a hired bike" in page.inner_text("terrils-summary")
    assert "with a lunch" not in page.inner_text("terrils-summary")
    page.click(".steps summary")
    heads = page.locator(".steps h4").all_inner_texts()
    assert [head.split(",")[0].split(" ")[1] for head in heads] == ["foot", "bike", "foot"]
    assert ", back to the start" in heads[-1]
    assert page.locator(".steps .more, #more").count() == 0
    assert "(démo)" in page.inner_text(".warnings")


def test_a_bike_is_hired_where_the_train_arrives(visit: Callable[..., Visitor]) -> None:
    visitor = visit(f"/#{DAY}&hire=1")
    visitor.await_plan()
    assert "The bike is hired and given back at " in visitor.page.inner_text(".warnings")
    visitor.page.locator("terrils-summary button").click()
    assert visitor.page.input_value("#bikes") == "hire"
    assert visitor.page.locator("#hire").count() == 0
    visitor.page.select_option("#bikes", "no")
    with visitor.page.expect_request("**/v1/itineraries*") as waiting:
        visitor.page.click("form button[type=submit]")
    body = waiting.value.post_data_json
    assert isinstance(body, dict)
    assert body["access"]["bike_on_board"] == "no"
    assert "bike" not in body
    visitor.await_answer(2)


def test_a_lunch_is_part_of_the_day_with_trains(visit: Callable[..., Visitor]) -> None:
    visitor = visit(f"/#{DAY.replace('T08:30', 'T11:00')}&lunch=1")
    visitor.await_plan()
    moments = visitor.page.locator(".day li").all_inner_texts()
    times = [moment.split("\n")[0] for moment in moments]
    assert times == sorted(times)
    (meal,) = [moment for moment in moments if "Lunch: " in moment]
    assert "12:00" <= meal.split("\n")[0] <= "14:00"


LINKS: list[tuple[str, dict[str, object]]] = [
    ("&mode=bike", {}),
    ("&mode=bike&lunch=1&hire=1&pace=0.8", {"bike": "hire", "pace": 0.8}),
    ("&mode=foot&lunch=1&hire=1&pace=99", {"lunch": {}, "pace": 2}),
    ("&mode=bike&hire=1&to=50.5,2.9&pace=slow", {}),
    ("&mode=bike&lunch=yes&hire=yes&pace=", {}),
]


def test_what_the_link_asks_for(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    for rest, asked in LINKS:
        body = visitor.ask(ROUND + rest)
        assert {name: body[name] for name in ("bike", "lunch", "pace") if name in body} == asked, rest


def test_a_pace_of_a_link_has_a_name_of_its_own(visit: Callable[..., Visitor]) -> None:
    visitor = visit("/embed?from=50.43,2.83&pace=1.15&lunch=1&lang=en")
    visitor.page.wait_for_selector("#pace")
    assert visitor.page.locator("#pace option:checked").inner_text() == "1.15 times the usual time"
    assert visitor.page.is_visible("#pace")
    assert visitor.page.is_checked("#lunch")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        # Far from every station.
        ("mode=bike&from=50.3566,2.6102&km=20&hire=1", "No bike to hire"),
        (f"mode=foot&{START}&min=45&at=2026-06-13T11:30&lunch=1", "No time for a lunch"),
    ],
)
def test_what_cannot_be_had_is_told_in_words(visit: Callable[..., Visitor], link: str, words: str) -> None:
    visitor = visit(f"/#{link}")
    visitor.page.wait_for_selector(".refused")
    assert words in visitor.page.inner_text(".refused")


def test_changes_of_a_link_are_left_out_where_nothing_can_be_changed(visit: Callable[..., Visitor]) -> None:
    edit = "%5B%7B%22op%22:%22remove%22,%22stop%22:1%7D%5D"
    visitor = visit(f"/#mode=bike&{ROUND}&themes=mining&lunch=1&edit={edit}")
    visitor.await_plan()
    assert "without" not in visitor.page.inner_text("terrils-summary")
    assert visitor.page.inner_text(".changes p") == ""
    assert "edit=" not in (visitor.page.get_attribute("#plan-link", "href") or "")
