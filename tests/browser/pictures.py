"""Take the pictures of the page that stand in docs/. Run as `python -m tests.browser.pictures [STATE...]`."""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PIL import Image
from playwright.sync_api import sync_playwright

from api.cli.demo import build_demo
from tests.api.serving import run_server
from tests.browser.states import STATES
from tests.browser.visitor import Visitor
from tests.browser.windows import Look, Windows
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["FOLDER", "LOOKS"]

FOLDER = ROOT / "docs" / "images" / "page"
LOOKS: tuple[tuple[int, Literal["light", "dark"], str], ...] = ((1440, "light", "fr"), (360, "dark", "nl"))
"""Width, scheme and language of each picture of a state."""
_QUALITY = 60


def take(states: Sequence[str]) -> None:
    """Take pictures of states, one for each look."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        build_demo(folder / "demo")
        windows = Windows(playwright.chromium)
        with run_server(folder / "demo" / "territory", folder) as server:
            for state in states:
                _take_state(windows, server, state)
        windows.close()


def _take_state(windows: Windows, server: str, state: str) -> None:
    for width, scheme, language in LOOKS:
        visitor = Visitor(windows, server, Look(width=width, scheme=scheme, language=language, scale=1, draws=True))
        STATES[state](visitor)
        visitor.page.wait_for_timeout(700)
        picture = Image.open(BytesIO(visitor.page.screenshot()))
        picture.convert("RGB").save(FOLDER / f"{state}-{width}.webp", quality=_QUALITY, method=6)
        visitor.leave()


if __name__ == "__main__":
    take(sys.argv[1:] or list(STATES))
