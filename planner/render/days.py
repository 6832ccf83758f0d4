"""Several days in the JSON document: each day, the night behind it, and one document per day for other formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.messages import translate
from planner.render.wording import get_night_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.render.canonical import Document

__all__ = ["list_day_documents", "tell_night", "to_tour_json"]

_DAY_S = 86_400
_OF_A_DAY = ("id", "title", "departure", "summary", "quality", "warnings")


def to_tour_json(stages: list[Document]) -> Document:
    """Say how even the days are: how much more than the least effort the greatest is."""
    efforts = [stage["effort_s"] for stage in stages]
    nights = [stage["night"] for stage in stages[:-1]]
    return {
        "days": len(stages),
        "nights": "base" if all(night["kind"] == "base" for night in nights) else "lodgings",
        "effort_spread": round(max(efforts) / max(1, min(efforts)) - 1, 4),
    }


def list_day_documents(document: Document) -> list[Document]:
    """Give the document of each day with its own legs and visits; the document itself where it is of one day."""
    stages = document.get("stages")
    if not stages:
        return [document]
    return [{**document, **_cut_out(document, stage)} for stage in stages]


def tell_night(language: str, night: Document) -> Iterator[str]:
    """Say where a night is spent, in a few lines."""
    kind = get_night_kind(language, night["kind"])
    yield translate(language, "Night: {place} ({kind})", place=night["place"]["name"], kind=kind)
    if not night["known"]:
        yield "   " + translate(language, "Lodgings there are not known")
    if night["services"]:
        services = ", ".join(service["name"] for service in night["services"])
        yield "   " + translate(language, "For bikes: {services}", services=services)
    if night["website"]:
        yield f"   {night['website']}"


def _cut_out(document: Document, stage: Document) -> Document:
    number = stage["day"]
    shift_s = 0 if document["departure"] is not None else (number - 1) * _DAY_S
    return {
        **{name: stage[name] for name in _OF_A_DAY},
        "start": stage["from"],
        "access_m": stage["from"]["access_m"],
        "access": stage.get("access"),
        "stages": [],
        "night": stage["night"],
        "legs": [_set_back(leg, shift_s) for leg in document["legs"] if leg["stage"] == number],
        "visits": [_set_back(visit, shift_s) for visit in document["visits"] if visit["stage"] == number],
    }


def _set_back(item: Document, seconds: int) -> Document:
    """Count times without a departure from the begin of the day."""
    return {
        name: _to_own(value, seconds) if name in {"departure", "arrival"} else value for name, value in item.items()
    }


def _to_own(moment: Any, seconds: int) -> Any:  # noqa: ANN401 - a time of a document
    return moment - seconds if isinstance(moment, int) else moment
