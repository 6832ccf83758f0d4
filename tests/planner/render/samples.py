"""Itineraries made by hand, that renderers are tried on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np

from graphs.geo import Coordinate
from planner.catalogue import Access, AccessStatus, Site, SiteKind
from planner.itinerary import (
    Itinerary,
    Leg,
    Line,
    Notice,
    Place,
    PlanResult,
    Quality,
    Reason,
    Step,
    Summary,
    Visit,
)

__all__ = ["make_itinerary", "make_leg", "make_result", "make_site"]

NOTICES = {"fr": "DÉMO - NE PAS SUIVRE", "en": "DEMO - DO NOT FOLLOW", "nl": "DEMO - NIET VOLGEN"}
_START = Coordinate(50.43, 2.83)
_FOOT = Coordinate(50.4345678, 2.8412345)


def make_site(**changes: Any) -> Site:  # noqa: ANN401
    values: dict[str, Any] = {
        "id": "terril-t084",
        "name": "Terril 84 <& co> $x$",
        "kind": SiteKind.TERRIL,
        "commune": "Haillicourt",
        "country": "FR",
        "position": Coordinate(50.435, 2.842),
        "accuracy_m": 20,
        "access": Access(AccessStatus.OPEN),
    }
    return Site(**{**values, **changes})


def make_leg(points: list[tuple[float, float, float]], **changes: Any) -> Leg:  # noqa: ANN401
    lat, lon, ele = (np.array(column, dtype=np.float64) for column in zip(*points, strict=True))
    values: dict[str, Any] = {
        "mode": "bike",
        "part": "circuit",
        "start": Place(Coordinate(lat[0], lon[0])),
        "end": Place(Coordinate(lat[-1], lon[-1])),
        "departure_s": 0.0,
        "arrival_s": 300.4,
        "length_m": 1234.56,
        "duration_s": 300.4,
        "ascent_m": 12.34,
        "descent_m": 3.21,
        "line": Line(lat, lon, ele),
        "steps": (
            Step("depart", "residential", "Rue de la Gare", 350.0, 80.0, _START),
            Step("left", "path", "", 884.56, 220.4, _START, routes=("V31", "GR 412"), junction="12"),
        ),
    }
    return Leg(**{**values, **changes})


def make_itinerary(*, language: str = "fr", notice: bool = True, departs: bool = False, **changes: Any) -> Itinerary:  # noqa: ANN401
    out = make_leg(
        [(50.43, 2.83, 40.0), (50.432, 2.835, 41.23), (50.4345678, 2.8412345, 45.0)],
        start=Place(_START, name="Gare de Lens", stop="stop:lens", access_m=7.04),
        end=Place(_FOOT, name="Terril 84", site="terril-t084"),
    )
    home = make_leg(
        [(50.4345678, 2.8412345, 45.0), (50.438, 2.83, np.nan), (50.43, 2.83, 40.0)],
        departure_s=2100.4,
        arrival_s=2500.0,
        duration_s=399.6,
        ascent_m=None,
        descent_m=None,
        steps=(
            Step("sharp_right", "steps", "", 30.0, 60.0, _FOOT),
            Step("arrive", "residential", "", 0.0, 0.0, _START),
        ),
    )
    visit = Visit(
        site=make_site(),
        arrival_s=300.4,
        departure_s=2100.4,
        opening="not_checked",
        access_m=31.0,
        point=_FOOT,
        score=87,
        why=(Reason("terril_climb"), Reason("world_heritage", (("element", "84A"),))),
    )
    values: dict[str, Any] = {
        "id": "0123456789abcdef-1",
        "rank": 1,
        "mode": "bike",
        "legs": (out, home),
        "visits": (visit,),
        "summary": Summary(
            length_m=2469.12,
            duration_s=2500.0,
            moving_s=700.0,
            visit_s=1800.0,
            ascent_m=None,
            descent_m=None,
            score=87,
            surface=(("asphalt", 0.75), ("unknown", 0.25)),
            stress=(("1", 1.0),),
            unknown=(("elevation", 0.5), ("surface", 0.25)),
            signposted_share=0.358333,
            routes=("V31",),
        ),
        "quality": Quality(
            length_error=0.01234567,
            retraced_share=0.0,
            corridor_share=0.02,
            spur_m=35.0,
            compactness=0.4,
            pleasant_share=0.78,
            major_share=0.03,
            turns_per_km=1.5,
            gap_m=0.0,
            closing_m=0.0,
            visit_gap_m=0.0,
        ),
        "warnings": (Notice("dated_rules_not_checked"),),
        "attribution": ("© OpenStreetMap contributors, ODbL 1.0", "Mission Bassin Minier, Licence Ouverte 2.0"),
        "departure": datetime.fromisoformat("2026-06-13T09:30:00+02:00") if departs else None,
        "language": language,
        "is_circuit": True,
        "notice": NOTICES[language] if notice else "",
    }
    return Itinerary(**{**values, **changes})


def make_result(count: int = 2) -> PlanResult:
    first = make_itinerary()
    itineraries = tuple(replace(first, id=f"0123456789abcdef-{rank}", rank=rank) for rank in range(1, count + 1))
    return PlanResult(itineraries, {"truncated": False, "share": np.float64(0.123456789), "count": np.int64(3)})
