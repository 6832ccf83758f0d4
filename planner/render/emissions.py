"""CO2 of an itinerary: as members of a document, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from planner.messages import mark, translate
from planner.render.canonical import Document, to_metres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.emissions.figures import CarDay, Emissions, Range

__all__ = ["to_emissions_json"]

_KILOGRAM_G = 1000

_NO_DRIVE = {
    "no_origin": mark("The same day by car is not reckoned: nobody said where you come from"),
    "part_of_tour": mark("The drive by car is reckoned for all days together"),
    "origin_unplaced": mark("The same day by car is not reckoned: the place of the stop you come from is not known"),
}


def to_emissions_json(emissions: Emissions, *, language: str, is_demo: bool) -> Document:
    """Write grams as ranges from the least to the most, and the whole in words.

    Parameters
    ----------
    is_demo
        Whether streets and lines are invented: then the words leave the car out.
    """
    return {
        "use_g": _to_range(emissions.use_g),
        "construction_g": _to_range(emissions.construction_g),
        "total_g": _to_range(emissions.total_g),
        "unknown_m": to_metres(emissions.unknown_m),
        "complete": emissions.complete,
        "by": [
            {
                "vehicle": share.vehicle,
                "length_m": to_metres(share.length_m),
                "factors": list(share.factors),
                "use_g": _to_range(share.use_g) if share.factors else None,
                "construction_g": _to_range(share.construction_g) if share.factors else None,
                "total_g": _to_range(share.total_g) if share.factors else None,
            }
            for share in emissions.shares
        ],
        "car": _to_car_json(emissions.car),
        "sources": list(emissions.sources),
        "text": list(_describe(emissions, language, is_demo=is_demo)),
    }


def _describe(emissions: Emissions, language: str, *, is_demo: bool) -> Iterator[str]:
    """Say what an itinerary emits, and what the drive there does."""
    grams = _write_grams(language, emissions.total_g)
    if emissions.complete:
        yield translate(language, "CO2 per person: {grams}", grams=grams)
    else:
        yield translate(language, "CO2 per person: {grams}, and a part that nobody knows", grams=grams)
    car = emissions.car
    if is_demo:
        return
    if car.total_g is None:
        yield translate(language, _NO_DRIVE[car.reason])
        return
    source = mark("The drive by car, with {count} on board: {grams} per person")
    yield translate(language, source, count=car.occupancy, grams=_write_grams(language, car.total_g))


def _write_grams(language: str, grams: Range) -> str:
    """Write a weight or a range: "40 g", "1.2 kg", "1.2 to 3 kg"."""
    unit, digits, scale = mark("{number} g"), "#,##0", 1
    if grams.most >= _KILOGRAM_G:
        unit, digits, scale = mark("{number} kg"), "#,##0.#", _KILOGRAM_G
    texts = [format_decimal(value / scale, format=digits, locale=language) for value in grams]
    both = texts[1] if texts[0] == texts[1] else translate(language, "{least} to {most}", least=texts[0], most=texts[1])
    return translate(language, unit, number=both)


def _to_car_json(car: CarDay) -> Document:
    return {
        "occupancy": car.occupancy,
        "distance_m": _to_range(car.distance_m),
        "distance_by": car.basis or None,
        "use_g": _to_range(car.use_g),
        "construction_g": _to_range(car.construction_g),
        "total_g": _to_range(car.total_g),
        "reason": car.reason or None,
    }


def _to_range(value: Range | None) -> list[float | None] | None:
    return None if value is None else [to_metres(value.least), to_metres(value.most)]
