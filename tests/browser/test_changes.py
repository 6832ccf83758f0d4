"""A visitor changes the circuit that was found: one thing changes, the rest stays, and it can be had back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.states import PLAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from tests.browser.visitor import Visitor


@pytest.fixture
def found(visit: Callable[..., Visitor]) -> Visitor:
    """Give a visitor who looks at a circuit with at least three sites."""
    visitor = visit(PLAN, width=1100, language="en")
    visitor.await_plan()
    assert len(list_places(visitor)) >= 3
    return visitor


def list_places(visitor: Visitor) -> list[str]:
    return [item.split("\n")[0] for item in visitor.page.locator(".visits h4").all_inner_texts()]


def get_length(visitor: Visitor) -> str:
    return visitor.page.inner_text(".compare tbody tr:first-child td.chosen")


def test_places_are_left_out_and_moved_and_had_back(found: Visitor) -> None:
    first, second, *rest = list_places(found)
    others = found.page.locator(".compare tbody tr:first-child td:not(.chosen)").all_inner_texts()
    found.change_first("later")
    found.await_change()
    assert list_places(found) == [second, first, *rest]
    found.change_first("remove")
    found.await_change()
    assert list_places(found) == [first, *rest]
    assert second in found.page.inner_text("terrils-summary"), "new plans leave it out as well"
    assert found.page.evaluate("document.activeElement.closest('.changes') !== null"), "the focus is not lost"
    assert found.page.locator(".compare tbody tr:first-child td:not(.chosen)").all_inner_texts() == others
    found.page.click(".changes button")
    assert list_places(found) == [second, first, *rest]
    found.page.click(".changes button")
    assert list_places(found) == [first, second, *rest]
    assert found.page.locator(".changes button").count() == 0
    assert not found.overflows()


def test_the_link_opens_the_circuit_with_its_changes(found: Visitor, visit: Callable[..., Visitor]) -> None:
    _, second, *_ = list_places(found)
    found.change_first("later")
    found.await_change()
    found.change_first("remove")
    found.await_true("location.hash.split('edit=').length === 3")
    shown = list_places(found), get_length(found)
    link = (found.page.get_attribute("#plan-link", "href") or "").removeprefix(found.server)
    assert link.partition("#")[2] == found.page.evaluate("location.hash.slice(1)")
    again = visit(link, width=1100, language="nl")
    again.await_plan()
    again.await_true("document.documentElement.dataset.change === 'done' && location.hash.split('edit=').length === 3")
    assert (list_places(again), get_length(again)) == shown
    assert second in again.page.inner_text("terrils-summary"), "new plans leave it out here too"
    again.page.click(".languages button[lang=fr]")
    again.page.wait_for_selector("html[lang=fr]")
    again.await_answer(2)  # before it, the circuit of the plan before is shown, with its changes
    again.await_true("document.documentElement.dataset.change === 'done'")
    again.await_true("location.hash.split('edit=').length === 3")
    again.page.wait_for_selector("terrils-changes:has-text('modifi')")
    again.await_true(f"document.querySelectorAll('.visits h4').length === {len(shown[0])}")
    assert list_places(again) == shown[0]
    again.page.click(".changes button")
    again.page.click(".changes button")
    assert second in list_places(again)
    assert "edit=" not in again.page.evaluate("location.hash")


def test_changes_of_a_link_that_cannot_be_made_leave_the_plan(found: Visitor, visit: Callable[..., Visitor]) -> None:
    link = (found.page.get_attribute("#plan-link", "href") or "").removeprefix(found.server)
    spoilt = visit(f'{link}&edit=nonsense&edit=%5B%7B"op":"remove","stop":99%7D%5D', width=1100)
    spoilt.await_plan()
    spoilt.await_true("document.documentElement.dataset.change === 'refused'")
    assert list_places(spoilt) == list_places(found)
    assert "edit=" not in spoilt.page.evaluate("location.hash")


def test_a_place_more_is_passed_and_kept_in_the_file(found: Visitor) -> None:
    before = list_places(found)
    found.page.fill("#more", "50.4405, 2.8105")
    found.page.wait_for_selector("#more-list [role=option]")
    found.page.keyboard.press("ArrowDown")
    found.page.keyboard.press("Enter")
    found.await_change()
    after = list_places(found)
    assert len(after) == len(before) + 1
    assert [name for name in after if name in before] == before
    assert found.list_violations() == []
    with found.page.expect_download() as waiting:
        found.page.click("[data-format=geojson]")
    visits = [
        feature
        for feature in json.loads(waiting.value.path().read_text())["features"]
        if feature["properties"]["kind"] == "visit"
    ]
    assert len(visits) == len(before)
    assert "with your changes" in found.page.inner_text(".takeaway")


def test_a_town_that_is_passed_keeps_its_name_through_later_changes(found: Visitor) -> None:
    page = found.page
    page.fill("#more", "Harnes")
    page.wait_for_selector("#more-list [role=option]:has-text('town')")
    page.locator("#more-list [role=option]:has-text('town')").click()
    page.wait_for_selector(".passed h4:text-is('Harnes')")
    found.await_change()
    count = page.locator(".visits li").count()
    page.locator(".visit [data-change=remove]").first.click()
    page.wait_for_selector(f".visits:not(:has(li:nth-child({count})))")
    assert page.inner_text(".passed h4") == "Harnes"


def test_a_street_is_avoided_and_the_way_home_taken(found: Visitor) -> None:
    length, sites = get_length(found), list_places(found)
    found.page.click(".steps > summary")
    step = found.page.locator(".steps li", has=found.page.locator(".more")).nth(3)
    step.locator("summary").click()
    step.locator("[data-change=shorten]").click()
    found.await_change()
    assert get_length(found) != length
    assert len(list_places(found)) < len(sites)
    found.page.click(".changes button")
    assert get_length(found) == length
    found.page.click(".steps > summary")
    step.locator("summary").click()
    step.locator("[data-change=avoid]").click()
    found.await_true("['done', 'refused'].includes(document.documentElement.dataset.change)")
    assert list_places(found) == sites


@pytest.mark.parametrize(
    ("status", "problem", "words"),
    [
        (422, {"code": "no_path"}, "No way leads there and on"),
        (404, {"code": "not_found"}, "not kept any more"),
        (422, {"code": "invalid_request", "field": "edits[0].stop"}, "not possible here"),
    ],
)
def test_what_cannot_be_changed_is_told_and_nothing_is_lost(
    found: Visitor, status: int, problem: dict[str, Any], words: str
) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(problem))

    before = list_places(found)
    found.page.route("**/edits", refuse)
    found.change_first("later")
    found.page.wait_for_selector(f".changes p:has-text('{words}')")
    assert list_places(found) == before
    assert found.page.locator(".changes button").count() == 0
    found.forgive(str(status))
