"""Browser windows that one visitor after the other looks through: to open one costs as much as to open the page."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

__all__ = ["PATIENCE_MS", "Look", "Window", "Windows"]

# No name is resolved and no other address reached: a request to another host fails.
_CUT_OFF = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
_WITHOUT_MAPS = ["--disable-gpu", "--disable-3d-apis"]
_WITH_MAPS = [
    # There is no graphics card: the map is drawn by a program that stands for one, all else without that detour.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
]
PATIENCE_MS = 20_000
"""How long is waited for anything."""
_IDLE = 3


@dataclass(frozen=True, slots=True)
class Look:
    """What a window is like."""

    width: int = 1440
    """Pixels."""
    language: str = "en"
    scheme: Literal["light", "dark"] = "light"
    scale: float | None = None
    """Pixels of the screen to a pixel of the page. By default a half on a desk, where the map is large and no graphics
    card paints it, and one on a phone: nothing that is measured in pixels of the page depends on it."""
    zone: str | None = None
    """Time zone, None for that of the machine."""
    draws: bool = False
    """Whether the map is drawn: that takes three times as long as all the rest. Without, the page says it in words."""
    inspects: bool = False
    """Let axe-core write styles into the page, which the page's own policy forbids."""


@dataclass(slots=True)
class Window:
    """A window with one page."""

    look: Look
    context: BrowserContext
    page: Page
    listeners: list[tuple[Any, Any]] = field(default_factory=list)
    """Events of the page and who listens."""

    def listen(self, event: Any, listener: Any) -> None:  # noqa: ANN401 - playwright has an overload for each event
        """Call a function at each event of the page until the window is cleaned."""
        self.page.on(event, listener)
        self.listeners.append((event, listener))

    def clean(self) -> None:
        """Leave nothing of the page, of its routes and of what it was allowed to."""
        for event, listener in self.listeners:
            self.page.remove_listener(event, listener)
        self.listeners.clear()
        self.page.unroute_all(behavior="ignoreErrors")
        self.context.set_offline(offline=False)
        self.context.clear_permissions()
        self.context.clear_cookies()
        self.page.goto("about:blank")


class Windows:
    """The windows of two browsers, one with maps: those that are looked through, and a few that wait for a visitor.

    Parameters
    ----------
    chromium
        What starts a browser, which happens when its first window is opened.
    """

    def __init__(self, chromium: BrowserType) -> None:
        self._chromium = chromium
        self._browsers: dict[bool, Browser] = {}
        self._idle: list[Window] = []

    def take(self, look: Look) -> Window:
        """Give an empty window of this look."""
        for number, window in enumerate(self._idle):
            if window.look == look:
                return self._idle.pop(number)
        return self._open(look)

    def give_back(self, window: Window) -> None:
        """Clean a window for the next visitor; of those that wait the oldest is closed."""
        window.clean()
        self._idle.append(window)
        for old in self._drop():
            old.context.close()

    def close(self) -> None:
        """Close the browsers."""
        for browser in self._browsers.values():
            browser.close()

    def _drop(self) -> Iterator[Window]:
        while len(self._idle) > _IDLE:
            yield self._idle.pop(0)

    def _open(self, look: Look) -> Window:
        on_desk = look.width > 600
        context = self._browser(look).new_context(
            viewport={"width": look.width, "height": 900 if on_desk else 740},
            locale=look.language,
            timezone_id=look.zone,
            color_scheme=look.scheme,
            reduced_motion="reduce",
            device_scale_factor=look.scale or (0.5 if on_desk else 1),
            bypass_csp=look.inspects,
        )
        context.set_default_timeout(PATIENCE_MS)
        return Window(look, context, context.new_page())

    def _browser(self, look: Look) -> Browser:
        if look.draws not in self._browsers:
            arguments = [_CUT_OFF, *(_WITH_MAPS if look.draws else _WITHOUT_MAPS)]
            path = shutil.which("chromium")
            self._browsers[look.draws] = self._chromium.launch(executable_path=path, args=arguments)
        return self._browsers[look.draws]
