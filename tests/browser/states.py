"""The states of the page, each as the steps that lead a visitor there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Route

    from tests.browser.visitor import Visitor

__all__ = ["DAY", "ON_THE_MAP", "PLAN", "STATES"]

PLAN = "/#mode=bike&from=50.43,2.83&km=30&themes=mining,nature"
DAY = "/#mode=bike&train=stop:StopArea:OCE87286005&at=2026-06-13T08:30&back=19:00&km=30&themes=mining,terrils"
_PLANS = "**/v1/itineraries"


def _refuse(**problem: object) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        status = int(str(problem["status"]))
        route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(problem))

    return answer


def _empty(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.wait_for_selector("form")


def _loading(visitor: Visitor) -> None:
    visitor.hold("**/texts/*.json")
    visitor.page.goto(visitor.server)
    visitor.page.wait_for_selector(".loading")


def _search(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.fill("#start", "Lens")
    visitor.page.wait_for_selector("#start-list [role=option]")
    visitor.page.keyboard.press("ArrowDown")


def _form(visitor: Visitor) -> None:
    visitor.open()
    visitor.choose_start()
    visitor.choose("mining", "nature", "duration")
    visitor.page.click("form details summary")
    visitor.page.check("#elsewhere")


def _train_form(visitor: Visitor) -> None:
    visitor.open()
    visitor.choose("train")
    visitor.page.fill("#origin", "Roub")
    visitor.page.wait_for_selector("#origin-list [role=option]")
    visitor.page.keyboard.press("ArrowDown")


def _picking(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.click(".on-map")
    visitor.page.wait_for_selector("terrils-map[picking]")


def _working(visitor: Visitor) -> None:
    visitor.open()
    visitor.hold(_PLANS)
    visitor.choose_start()
    visitor.page.click("form button[type=submit]")
    visitor.page.wait_for_selector(".clock:has-text('1')")


def _slow(visitor: Visitor) -> None:
    _working(visitor)
    visitor.page.evaluate("const now = performance.now.bind(performance); performance.now = () => now() + 10_000")
    visitor.page.wait_for_selector(".work .hint:not(:empty)")


def _cancelled(visitor: Visitor) -> None:
    _working(visitor)
    visitor.page.click("#cancel")
    visitor.page.wait_for_selector("html[data-plan=cancelled]")


def _done(visitor: Visitor) -> None:
    visitor.open(PLAN)
    visitor.await_plan()
    visitor.await_map()


def _day(visitor: Visitor) -> None:
    visitor.open(DAY)
    visitor.await_plan()
    visitor.await_map()
    visitor.page.locator("terrils-day").evaluate("part => part.scrollIntoView()")


def _steps(visitor: Visitor) -> None:
    _done(visitor)
    visitor.page.click(".steps summary")


def _changed(visitor: Visitor) -> None:
    _done(visitor)
    visitor.change_first("later")
    visitor.await_change()


def _refused(visitor: Visitor) -> None:
    problem = {"status": 422, "code": "budget_too_large", "feasible": {"distance_km": [4.2, 61.37]}}
    visitor.open()
    visitor.page.route(_PLANS, _refuse(**problem))
    visitor.choose_start()
    visitor.page.click("form button[type=submit]")
    visitor.page.wait_for_selector(".refused")


def _busy(visitor: Visitor) -> None:
    visitor.open()
    visitor.page.route(_PLANS, _refuse(status=503, code="overloaded", retry_after_s=4))
    visitor.choose_start()
    visitor.page.click("form button[type=submit]")
    visitor.page.wait_for_selector(".refused")


def _offline(visitor: Visitor) -> None:
    _done(visitor)
    visitor.page.context.set_offline(True)
    visitor.page.wait_for_selector(".offline")


def _without_map(visitor: Visitor) -> None:
    visitor.page.route("**/maplibre-gl.mjs", lambda route: route.abort())
    _done_in_text(visitor)


def _done_in_text(visitor: Visitor) -> None:
    visitor.open(PLAN)
    visitor.await_plan()
    visitor.page.wait_for_selector(".no-map")


STATES: Mapping[str, Callable[[Visitor], None]] = {
    "empty": _empty,
    "loading": _loading,
    "search": _search,
    "form": _form,
    "train-form": _train_form,
    "picking": _picking,
    "working": _working,
    "slow": _slow,
    "cancelled": _cancelled,
    "done": _done,
    "day": _day,
    "steps": _steps,
    "changed": _changed,
    "refused": _refused,
    "busy": _busy,
    "offline": _offline,
    "without-map": _without_map,
}
"""By name; each function brings a visitor into the state."""
ON_THE_MAP = frozenset({"changed", "day", "done", "empty", "offline", "picking"})
"""States of which the map shows something of its own."""
