"""The application as a server process starts it: settings from the environment, logs as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.allocator import return_large_blocks
from api.app import create_app
from api.logs import configure_logs
from api.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["create_served_app"]


def create_served_app() -> FastAPI:
    """Make the application for an ASGI server, such as `uvicorn --factory api.serving:create_served_app`."""
    return_large_blocks()
    settings = Settings()
    configure_logs(settings.log_level)
    return create_app(settings)
