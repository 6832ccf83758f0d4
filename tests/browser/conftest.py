"""A server on the demo territory and a Chromium, started once per worker for all tests of the page."""

from __future__ import annotations

import json
import shutil
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.api.serving import run_server
from tests.browser.visitor import Visitor
from tests.browser.windows import Look, Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PARTNER_COLOR = "#0b6e4f"
PARTNER_TITLE = "Office <of> Lens and the country around"


@pytest.fixture(scope="package")
def windows() -> Iterator[Windows]:
    """Windows of the system's Chromium; it finds no host but the loopback."""
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = Windows(playwright.chromium)
        yield opened
        opened.close()


class _Host(BaseHTTPRequestHandler):
    """Serves one page to whoever asks."""

    def __init__(self, page: Callable[[], str], *arguments: object) -> None:
        self._page = page
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = self._page().encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class HostSite:
    """A site of somebody else, on an origin of its own."""

    def __init__(self) -> None:
        self.page = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, lambda: self.page))
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="package")
def partner_site() -> Iterator[HostSite]:
    """Site of a partner, which may hold the frame."""
    site = HostSite()
    yield site
    site.close()


@pytest.fixture(scope="package")
def stranger_site() -> Iterator[HostSite]:
    """Site of somebody whom no setting names."""
    site = HostSite()
    yield site
    site.close()


@pytest.fixture(scope="package")
def server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory, partner_site: HostSite) -> Iterator[str]:
    """Address of the service on the demo territory, with one partner."""
    folder: Path = tmp_path_factory.mktemp("page")
    partners = {"office": {"origins": [partner_site.origin], "color": PARTNER_COLOR, "title": PARTNER_TITLE}}
    with run_server(demo_folder / "territory", folder, partners=json.dumps(partners)) as address:
        yield address


@pytest.fixture
def visit(windows: Windows, server: str) -> Iterator[Callable[..., Visitor]]:
    """Open the page as a visitor; whatever goes wrong in it fails the test."""
    visitors: list[Visitor] = []

    def open_page(path: str | None = "/", **options: object) -> Visitor:
        visitor = Visitor(windows, server, Look(**options))  # type: ignore[arg-type]
        visitors.append(visitor)
        if path is not None:
            visitor.open(path)
        return visitor

    yield open_page
    for visitor in visitors:
        visitor.leave()


__all__ = ["HostSite", "Page"]
