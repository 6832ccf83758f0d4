"""The drawn territory and the application that serves it."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from planner import engine
from tests.api.drawn import build_drawn_territory


@pytest.fixture(scope="session")
def drawn_territory_784(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Territory of 784 junctions, 5 sites and 2 stations."""
    return build_drawn_territory(tmp_path_factory.mktemp("drawn"))


class Service:
    """The application, started, on an event loop of its own."""

    def __init__(self, settings: Settings, **options: Any) -> None:  # noqa: ANN401
        self.runner = asyncio.Runner()
        self.app = create_app(settings, **options)
        self._stack = contextlib.AsyncExitStack()

    def start(self) -> None:
        self.runner.run(self._stack.enter_async_context(self.app.router.lifespan_context(self.app)))

    def stop(self) -> None:
        self.runner.run(self._stack.aclose())
        self.runner.close()

    def client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://terrils.test", timeout=60)

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        async def send() -> httpx.Response:
            async with self.client() as client:
                return await client.request(method, path, **options)

        return self.runner.run(send())

    def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
        return self.call("GET", path, **options)

    def post(self, path: str, body: object, **options: Any) -> httpx.Response:  # noqa: ANN401
        return self.call("POST", path, json=body, **options)


@pytest.fixture
def make_service(drawn_territory_784: Path, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Start a service with some settings changed, or with another function that plans."""
    started: list[Service] = []

    def make(*, plan: Any = engine.plan, **changes: Any) -> Service:  # noqa: ANN401
        values = {"territory": drawn_territory_784, "store_path": tmp_path / "store.sqlite", **changes}
        service = Service(Settings(**values), plan=plan)
        service.start()
        started.append(service)
        return service

    yield make
    for service in started:
        service.stop()


@pytest.fixture(scope="session")
def service(drawn_territory_784: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Start the service with its usual settings; tests only read from it."""
    store = tmp_path_factory.mktemp("store") / "store.sqlite"
    running = Service(Settings(territory=drawn_territory_784, store_path=store))
    running.start()
    yield running
    running.stop()
