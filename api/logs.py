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
    """Give the logger of the service: it hands finished JSON lines to the standard logger `terrils`."""
    return structlog.wrap_logger(
        logging.getLogger("terrils"),
        processors=[
            structlog.stdlib.filter_by_level,
            *_list_processors(),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def configure_logs(level: str) -> None:
    """Send every log of the process, the server's too, to standard error as JSON."""
    own, others = logging.StreamHandler(sys.stderr), logging.StreamHandler(sys.stderr)
    own.setFormatter(logging.Formatter("%(message)s"))
    others.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=_list_processors(),
        )
    )
    logging.getLogger().handlers = [others]
    logging.getLogger().setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level.upper()]))
    logger = logging.getLogger("terrils")
    logger.handlers, logger.propagate = [own], False
    logger.setLevel(level.upper())


def _list_processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        blur_coordinates,
    ]


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
