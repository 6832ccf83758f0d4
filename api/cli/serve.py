"""The command `serve`: the HTTP service, by one process or several."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.warm import are_kernels_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    import uvicorn

    from api.settings import Settings

__all__ = ["serve"]

_STARTUP_FAILED = 3


@click.command()
@click.option("--territory", type=click.Path(path_type=Path), help="Folder of the territory.")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any free one.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that serve.")
def serve(territory: Path | None, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve a territory over HTTP. What is not given here comes from the settings TERRILS_...."""
    import uvicorn

    from api.logs import configure_logs

    chosen = {"territory": territory and territory.resolve(), "host": host, "port": port, "workers": workers}
    settings = _read_settings({name: str(value) for name, value in chosen.items() if value is not None})
    _try_out(settings)
    configure_logs(settings.log_level)
    config = uvicorn.Config(
        "api.serving:create_served_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
    )
    with _shared_figures(settings.workers):
        _run(config)


def _run(config: uvicorn.Config) -> None:
    """Serve until stopped, by one process or several that share a socket."""
    import socket

    import uvicorn
    from uvicorn.supervisors import Multiprocess

    listening = config.bind_socket()
    # Connections inherit it. Without, the body of an answer waits up to 40 ms for the receipt of its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if config.workers > 1:
        Multiprocess(config, sockets=[listening]).run()
        return
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    if not server.started:
        sys.exit(_STARTUP_FAILED)


def _read_settings(options: dict[str, str]) -> Settings:
    """Read the settings; options go into the environment first, where worker processes find them too.

    Raises
    ------
    ClickException
        A setting is wrong.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from api.settings import PREFIX, Settings

    os.environ.update({f"{PREFIX}{name.upper()}": value for name, value in options.items()})
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        name = str(fault["loc"][0])
        message = f"{fault['msg'][:1].lower()}{fault['msg'][1:]}"
        meaning = Settings.model_fields[name].description
        raise click.ClickException(f"{PREFIX}{name.upper()}: {message}. It is: {meaning}") from error
    except SettingsError as error:
        listed = (name for name in Settings.model_fields if f'"{name}"' in str(error))
        names = ", ".join(f"{PREFIX}{name.upper()}" for name in listed) or str(error)
        raise click.ClickException(f'{names}: lists are written as JSON, such as ["https://example.org"]') from error


def _try_out(settings: Settings) -> None:
    """Open everything once before any process is started, so that a fault is one clear line."""
    if not are_kernels_ready():
        click.echo("compiling kernels, once per version", err=True)
    from api.itinerary_store import ItineraryStore
    from api.live_feeds import LiveSourceError, open_live_feeds
    from planner.territory import Territory

    try:
        open_live_feeds(settings, Territory.open(settings.territory))
    except LiveSourceError as error:
        raise click.ClickException(str(error)) from error
    ItineraryStore(settings.get_store_path(), ttl_s=settings.store_ttl_s, count=settings.store_count)
    _require_free_port(settings.host, settings.port)


def _require_free_port(host: str, port: int) -> None:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from error


@contextmanager
def _shared_figures(workers: int) -> Iterator[None]:
    """Give several workers a folder in which they add up their figures."""
    from api.metrics import MULTIPROCESS_VARIABLE

    if workers == 1 or os.environ.get(MULTIPROCESS_VARIABLE):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="terrils-metrics-") as folder:
        os.environ[MULTIPROCESS_VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[MULTIPROCESS_VARIABLE]
