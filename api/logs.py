"""Structured logs: one JSON object per line, with the request's id and no coordinate finer than about a kilometre."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

__all__ = ["blur_coordinates", "configure_logs", "get_logger"]

_FINE = re.compile(r"(-?\d{1,3}\.\d{2})\d+")
_PLACE_KEYS = frozenset({"lat", "lon", "bbox", "coordinates", "position"})
_DIGITS = 2


def get_logger() -> Any:  # noqa: ANN401
    """Give the logger of the service."""
    return structlog.stdlib.get_logger("terrils")


def configure_logs(level: str) -> None:
    """Send every log of the process, the server's too, to standard error as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        blur_coordinates,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())


def blur_coordinates(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut every coordinate of a log event to two decimals, in texts too."""
    return {key: _blur(value, is_place=key in _PLACE_KEYS) for key, value in event.items()}


def _blur(value: object, *, is_place: bool) -> object:
    if isinstance(value, dict):
        return {key: _blur(item, is_place=is_place or key in _PLACE_KEYS) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_blur(item, is_place=is_place) for item in value]
    if isinstance(value, float) and is_place:
        return round(value, _DIGITS)
    if isinstance(value, str):
        return _FINE.sub(r"\1", value)
    return value
