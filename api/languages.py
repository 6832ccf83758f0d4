"""The language of an answer to a GET: asked for, else the best of Accept-Language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.request import LANGUAGES

if TYPE_CHECKING:
    from starlette.requests import Request

    from planner.request import Language

__all__ = ["pick_language"]

_DEFAULT: Language = "fr"


def pick_language(request: Request, asked: str | None) -> Language:
    """Give the language asked for, else the best of the header `Accept-Language`, else French."""
    if asked in LANGUAGES:
        return asked
    ranked = sorted(_list_weights(request.headers.get("accept-language", "")[:500]), key=lambda item: -item[1])
    return next((name for name, weight in ranked if name in LANGUAGES and weight > 0), _DEFAULT)


def _list_weights(header: str) -> list[tuple[str, float]]:
    found = []
    for part in header.split(","):
        tag, _, parameter = part.strip().partition(";")
        found.append((tag.strip().lower().partition("-")[0], _to_weight(parameter)))
    return found


def _to_weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    return float(value) if value.replace(".", "", 1).isdecimal() and value.isascii() else 0.0
