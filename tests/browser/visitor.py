"""A visitor at the page: opens it, plans, looks, and notes what the page does that it should not."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error

from tests.browser.windows import PATIENCE_MS, Look, Windows
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Frame, Page, Request, Route

__all__ = ["Visitor"]

_NO_FAULTS = (
    # What a test refuses or cuts off on purpose.
    "Failed to load resource",
    # The program that stands for a graphics card hands its pictures back.
    "GPU stall due to ReadPixels",
)
_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


class Visitor:
    """A browser window with one page.

    Parameters
    ----------
    windows
        Where the window comes from and goes to.
    server
        Address of the service.
    look
        What the window is like.
    """

    def __init__(self, windows: Windows, server: str, look: Look) -> None:
        self.server = server
        self._windows = windows
        self._window = windows.take(look)
        self.page: Page = self._window.page
        self._held: list[Route] = []
        self.faults: list[str] = []
        self.requests: list[str] = []
        self._allowed: tuple[str, ...] = (server, "data:", "blob:")
        self._window.listen("request", self._note_request)
        self._window.listen("pageerror", self._note_error)
        self._window.listen("console", self._note_console)

    def open(self, path: str = "/") -> None:
        """Open the page and wait until its form stands; before that a press of Tab finds nothing."""
        self.page.goto(f"{self.server}{path}")
        self.page.wait_for_selector("main:not(.loading)")

    def leave(self) -> None:
        """Turn from the window; nothing may have gone wrong in it."""
        cookies = self._window.context.cookies()
        for route in self._held:
            with suppress(Error):
                route.abort()
        self._windows.give_back(self._window)
        foreign = [address for address in self.requests if not self._is_ours(address)]
        assert (self.faults, cookies, foreign) == ([], [], []), (self.faults, cookies, foreign)

    def allow_hosts(self) -> None:
        """Let the visitor look at other sites on this machine."""
        self._allowed = (*self._allowed, "http://127.0.0.1:")

    def forgive(self, words: str) -> None:
        """Drop the faults that hold these words, which a test provoked."""
        self.faults = [fault for fault in self.faults if words not in fault]

    def hold(self, pattern: str) -> None:
        """Let requests to these addresses wait for ever."""
        self.page.route(pattern, lambda route: self._held.append(route))  # noqa: PLW0108

    def ask(self, fragment: str) -> dict[str, Any]:
        """Follow a link and give the body of the request that the page makes of it; it is never answered."""
        self.hold("**/v1/itineraries*")
        with self.page.expect_request("**/v1/itineraries*") as waiting:
            self.page.evaluate(f"location.hash = '{fragment}'")
        body = waiting.value.post_data_json
        assert isinstance(body, dict)
        return body

    def choose_start(self, words: str = "Lens (FR)") -> None:
        """Search a place by name and take the first that is found."""
        self.page.fill("#start", words)
        self.page.wait_for_selector("#start-list [role=option]")
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")

    def choose(self, *values: str) -> None:
        """Choose modes, themes or kinds of length by their value."""
        for value in values:
            self.page.locator(".chip", has=self.page.locator(f"input[value={value}]")).click()

    def plan(self) -> None:
        """Ask for a plan and wait until it is drawn."""
        self.page.click("form button[type=submit]")
        self.await_plan()

    def await_plan(self) -> None:
        """Wait for the circuits."""
        self.page.wait_for_selector("html[data-plan=done]")
        self.page.wait_for_selector(".compare")

    def await_answer(self, number: int) -> None:
        """Wait for the circuits of the nth plan of this page: the one before may still be in sight."""
        self.await_true(f"performance.getEntriesByName('terrils-answer').length >= {number}")
        self.await_plan()

    def change_first(self, change: str) -> None:
        """Ask for a change of the first place of the circuit: keep, remove, earlier or later."""
        self.page.locator(f".visits > li [data-change={change}]").first.click()

    def await_change(self) -> None:
        """Wait until the circuit is changed, and can be had back."""
        self.page.wait_for_selector(".changes button")
        self.await_true("document.documentElement.dataset.change === 'done'")

    def await_map(self) -> None:
        """Wait until the map has drawn the circuits, or says that it cannot."""
        if not self._window.look.draws:
            self.page.wait_for_selector(".no-map")
            return
        self.await_true("performance.getEntriesByName('terrils-drawn').length > 0")

    def await_true(self, expression: str, frame: Frame | None = None) -> None:
        """Wait until a script in the page or a frame says true; its own policy forbids scripts that wait inside."""
        for _ in range(PATIENCE_MS // 50):
            if (frame or self.page).evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(expression)

    def list_violations(self) -> list[str]:
        """List what axe-core finds, one line per rule and element."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE.read_text())
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
        return [
            f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def overflows(self) -> bool:
        """Whether the page is wider than its window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def _is_ours(self, address: str) -> bool:
        return address.startswith(self._allowed)

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_error(self, error: Error) -> None:
        self.faults.append(f"error: {error.stack or error}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in _NO_FAULTS):
            self.faults.append(f"{message.type}: {message.text}")
