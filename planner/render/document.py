"""The JSON document of an itinerary."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from planner.itinerary import Itinerary, Leg, PlanResult, RideLeg, Visit
from planner.messages import translate, translate_reason
from planner.render.canonical import (
    Document,
    clean,
    to_degrees,
    to_metres,
    to_point,
    to_seconds,
    to_share,
    to_time,
)
from planner.render.days import to_tour_json
from planner.render.emissions import to_emissions_json
from planner.render.instructions import to_instruction
from planner.render.occasions import to_access_json, to_breaks_json
from planner.render.wording import get_kind_name, get_night_kind, get_service_name, get_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from planner.catalogue import Site
    from planner.itinerary import (
        Day,
        Line,
        Night,
        Notice,
        Place,
        Quality,
        Step,
        Summary,
        TransitJourney,
    )

__all__ = [
    "as_document",
    "list_own_legs",
    "to_journey_json",
    "to_json",
    "to_legs_json",
    "to_site_json",
    "to_summary_json",
    "to_warnings_json",
]

Timed = TypeVar("Timed", Leg, RideLeg, Visit, Leg | RideLeg)
_UNTRAVELLED = frozenset({"ferry", "transit"})


def to_json(value: PlanResult | Itinerary) -> Document:
    """Write an answer, or one itinerary, as the document that the API sends; whoever serves it adds links."""
    if isinstance(value, Itinerary):
        return _to_itinerary_json(value)
    itineraries = [_to_itinerary_json(itinerary) for itinerary in value.itineraries]
    notice = next((itinerary["notice"] for itinerary in itineraries), "")
    return {"notice": notice, "itineraries": itineraries, "diagnostics": clean(value.diagnostics)}


def as_document(value: Itinerary | Document) -> Document:
    """Give the JSON document of an itinerary, which a stored one already is."""
    return to_json(value) if isinstance(value, Itinerary) else value


def list_own_legs(document: Document) -> list[Document]:
    """Legs of a document that follow streets or water; those on public transport are left out."""
    return [leg for leg in document["legs"] if leg["mode"] != "transit"]


def to_summary_json(summary: Summary) -> Document:
    """Write the totals."""
    return {
        "length_m": to_metres(summary.length_m),
        "duration_s": to_seconds(summary.duration_s),
        "moving_s": to_seconds(summary.moving_s),
        "visit_s": to_seconds(summary.visit_s),
        "wait_s": to_seconds(summary.wait_s),
        **({"break_s": to_seconds(summary.break_s)} if summary.break_s else {}),
        "ascent_m": to_metres(summary.ascent_m),
        "descent_m": to_metres(summary.descent_m),
        "score": summary.score,
        "co2_g": to_metres(summary.co2_g),
        "co2_car_g": to_metres(summary.co2_car_g),
        **_to_transit_totals(summary),
        "surface": _to_shares(summary.surface),
        "stress": _to_shares(summary.stress),
        "unknown": _to_shares(summary.unknown),
        "signposted_share": to_share(summary.signposted_share),
        "routes": list(summary.routes),
        "node_networks": [{"network": run.network, "numbers": list(run.numbers)} for run in summary.node_networks],
    }


def _to_whole_summary_json(itinerary: Itinerary) -> Document:
    """Write the totals with what the itinerary emits, where that was reckoned."""
    summary = itinerary.summary
    if summary.emissions is None:
        return to_summary_json(summary)
    emissions = to_emissions_json(summary.emissions, language=itinerary.language, is_demo=bool(itinerary.notice))
    return {**to_summary_json(summary), "emissions": emissions}


def _to_transit_totals(summary: Summary) -> Document:
    """Write what was spent on public transport; nothing where none was asked for."""
    if summary.transit_s is None or summary.transit_m is None:
        return {}
    return {"transit_s": to_seconds(summary.transit_s), "transit_m": to_metres(summary.transit_m)}


def to_legs_json(legs: Iterable[Leg | RideLeg], *, language: str, departure: datetime | None = None) -> list[Document]:
    """Write legs in order of travel."""
    return [
        _to_ride_json(leg, departure) if isinstance(leg, RideLeg) else _to_leg_json(leg, language, departure)
        for leg in legs
    ]


def to_journey_json(journey: TransitJourney, *, language: str) -> Document:
    """Write a journey by public transport."""
    start = journey.departure
    return {
        "departure": to_time(start, 0),
        "arrival": to_time(start, journey.duration_s),
        "duration_s": to_seconds(journey.duration_s),
        "changes": max(0, journey.vehicles - 1),
        "legs": to_legs_json(journey.legs, language=language, departure=start),
        "warnings": to_warnings_json(journey.warnings, language=language),
    }


def to_warnings_json(warnings: Iterable[Notice], *, language: str) -> list[Document]:
    """Write what a traveller must know."""
    return [{"code": item.code, "text": translate_reason(language, item)} for item in warnings]


def to_site_json(site: Site, language: str) -> Document:
    """Write what a visit shows of its site."""
    return {
        "id": site.id,
        "name": site.name,
        "kind": site.kind.value,
        "kind_name": get_kind_name(language, site.kind.value),
        "commune": site.commune,
        "country": site.country,
        "position": to_point(site.position),
        "access": site.access.status.value,
    }


def _to_itinerary_json(itinerary: Itinerary) -> Document:
    language, departure = itinerary.language, itinerary.departure
    first = itinerary.legs[0].start
    return {
        "notice": itinerary.notice,
        "id": itinerary.id,
        "rank": itinerary.rank,
        "title": itinerary.title or _make_title(itinerary),
        "mode": itinerary.mode,
        "language": language,
        "circuit": itinerary.is_circuit,
        "departure": None if departure is None else to_time(departure, 0),
        "start": _to_place_json(first),
        "access_m": to_metres(first.access_m),
        "summary": _to_whole_summary_json(itinerary),
        "quality": _to_quality_json(itinerary.quality, itinerary.legs),
        "legs": _list_legs_json(itinerary),
        "visits": _list_visits_json(itinerary),
        "warnings": to_warnings_json(itinerary.warnings, language=language),
        "attribution": list(itinerary.attribution),
        **to_access_json(itinerary),
        **to_breaks_json(itinerary),
        **_to_days_json(itinerary),
    }


def _make_title(itinerary: Itinerary) -> str:
    language, part = itinerary.language, itinerary.stage_of
    title = get_title(language, itinerary.mode, itinerary.summary.length_m, is_circuit=itinerary.is_circuit)
    if itinerary.days:
        return translate(language, "{title}, {days} days", title=title, days=len(itinerary.days))
    return title if part is None else translate(language, "Day {day}: {title}", day=part.day, title=title)


def _list_legs_json(itinerary: Itinerary) -> list[Document]:
    """Write all legs; those of several days with the number of the day, in the time of the day."""
    if not itinerary.days:
        return to_legs_json(itinerary.legs, language=itinerary.language, departure=itinerary.departure)
    return [
        {**leg, "stage": number}
        for number, day in enumerate(itinerary.days, start=1)
        for leg in to_legs_json(_since_start(day.itinerary.legs, day), language=itinerary.language, departure=_of(day))
    ]


def _list_visits_json(itinerary: Itinerary) -> list[Document]:
    language = itinerary.language
    if not itinerary.days:
        return [_to_visit_json(visit, language, itinerary.departure) for visit in itinerary.visits]
    return [
        {**_to_visit_json(visit, language, _of(day)), "stage": number}
        for number, day in enumerate(itinerary.days, start=1)
        for visit in _since_start(day.itinerary.visits, day)
    ]


def _of(day: Day) -> datetime | None:
    return day.itinerary.departure


def _since_start(items: Sequence[Timed], day: Day) -> list[Timed]:
    """Count times from the first departure where nobody knows when that is."""
    shift_s = day.begin_s if day.itinerary.departure is None else 0.0
    return [replace(item, departure_s=item.departure_s + shift_s, arrival_s=item.arrival_s + shift_s) for item in items]


def _to_days_json(itinerary: Itinerary) -> Document:
    """Write what only several days have, or one of them."""
    part = itinerary.stage_of
    if part is not None:
        return {"stage_of": {"id": part.id, "day": part.day, "days": part.days}}
    if not itinerary.days:
        return {}
    stages = [_to_stage_json(day, number) for number, day in enumerate(itinerary.days, start=1)]
    return {"tour": to_tour_json(stages), "stages": stages}


def _to_stage_json(day: Day, number: int) -> Document:
    itinerary = day.itinerary
    departure = itinerary.departure
    return {
        "day": number,
        "id": itinerary.id,
        "title": itinerary.title or _make_title(itinerary),
        "departure": None if departure is None else to_time(departure, 0),
        "from": _to_place_json(itinerary.legs[0].start),
        "to": _to_place_json(itinerary.legs[-1].end),
        "effort_s": to_seconds(day.effort_s),
        "summary": _to_whole_summary_json(itinerary),
        "quality": _to_quality_json(itinerary.quality, itinerary.legs),
        "night": None if day.night is None else _to_night_json(day.night, itinerary.language),
        "warnings": to_warnings_json(itinerary.warnings, language=itinerary.language),
        **to_access_json(itinerary),
    }


def _to_night_json(night: Night, language: str) -> Document:
    return {
        "place": _to_place_json(night.place),
        "kind": night.kind,
        "kind_name": get_night_kind(language, night.kind),
        "known": night.lodging is not None,
        "lodging": night.lodging,
        "services": [{"id": name, "name": get_service_name(language, name)} for name in night.services],
        "website": night.website,
    }


def _to_shares(pairs: Iterable[tuple[str, float]]) -> dict[str, float | None]:
    return {name: to_share(share) for name, share in pairs}


def _to_quality_json(quality: Quality, legs: Iterable[Leg | RideLeg]) -> Document:
    return {
        "length_m": to_metres(math.fsum(leg.length_m for leg in legs if leg.mode not in _UNTRAVELLED)),
        "length_error": to_share(quality.length_error),
        "retraced_share": to_share(quality.retraced_share),
        "corridor_share": to_share(quality.corridor_share),
        "spur_m": to_metres(quality.spur_m),
        "compactness": to_share(quality.compactness),
        "pleasant_share": to_share(quality.pleasant_share),
        "major_share": to_share(quality.major_share),
        "turns_per_km": to_share(quality.turns_per_km),
        "gap_m": to_metres(quality.gap_m),
        "closing_m": to_metres(quality.closing_m),
        "visit_gap_m": to_metres(quality.visit_gap_m),
        "off_network_share": to_share(quality.off_network_share),
        "illegal_share": to_share(quality.illegal_share),
        "barriers": quality.barriers,
    }


def _to_place_json(place: Place) -> Document:
    document: Document = {**to_point(place.point), "name": place.name, "access_m": to_metres(place.access_m)}
    if place.site is not None:
        document["site"] = place.site
    if place.stop is not None:
        document["stop"] = place.stop
    return document


def _to_leg_json(leg: Leg, language: str, departure: datetime | None) -> Document:
    return {
        "mode": leg.mode,
        "part": leg.part,
        "from": _to_place_json(leg.start),
        "to": _to_place_json(leg.end),
        "departure": to_time(departure, leg.departure_s),
        "arrival": to_time(departure, leg.arrival_s),
        "length_m": to_metres(leg.length_m),
        "duration_s": to_seconds(leg.duration_s),
        "ascent_m": to_metres(leg.ascent_m),
        "descent_m": to_metres(leg.descent_m),
        "geometry": {"type": "LineString", "coordinates": _to_coordinates(leg.line)},
        "steps": [_to_step_json(step, language) for step in leg.steps],
    }


def _to_ride_json(leg: RideLeg, departure: datetime | None) -> Document:
    coordinates = [[to_degrees(point.lon), to_degrees(point.lat)] for point in leg.line]
    return {
        "mode": "transit",
        "part": leg.part,
        "from": _to_place_json(leg.start),
        "to": _to_place_json(leg.end),
        "departure": to_time(departure, leg.departure_s),
        "arrival": to_time(departure, leg.arrival_s),
        "length_m": to_metres(leg.length_m),
        "duration_s": to_seconds(leg.arrival_s - leg.departure_s),
        "geometry": {"type": "LineString", "coordinates": coordinates} if len(coordinates) > 1 else None,
        "feed": leg.feed,
        "trip_id": leg.trip_id,
        "service_date": leg.service_date.isoformat(),
        "from_stop_id": leg.start.stop,
        "to_stop_id": leg.end.stop,
        "route": leg.route,
        "agency": leg.agency,
        "vehicle": leg.vehicle,
        "headsign": leg.headsign,
        "bikes": leg.bikes,
        "bike_reservation": leg.bike_reservation,
        "bikes_source": leg.bikes_source,
        "wheelchair": leg.wheelchair,
        "stops_between": leg.stops_between,
    }


def _to_coordinates(line: Line) -> list[list[float]]:
    """Give longitude, latitude and, where every vertex of the line has one, the elevation."""
    columns = [np.round(line.lon, 7) + 0.0, np.round(line.lat, 7) + 0.0]
    if bool(np.isfinite(line.ele).all()):
        columns.append(np.round(line.ele, 1) + 0.0)
    return cast("list[list[float]]", np.column_stack(columns).tolist())


def _to_step_json(step: Step, language: str) -> Document:
    return {
        "turn": step.turn,
        "kind": step.kind,
        "name": step.name,
        "length_m": to_metres(step.length_m),
        "duration_s": to_seconds(step.duration_s),
        "position": {"lat": to_degrees(step.point.lat), "lon": to_degrees(step.point.lon)},
        "routes": list(step.routes),
        "junction": step.junction,
        "text": to_instruction(language, step),
    }


def _to_visit_json(visit: Visit, language: str, departure: datetime | None) -> Document:
    return {
        "site": to_site_json(visit.site, language),
        "arrival": to_time(departure, visit.arrival_s),
        "departure": to_time(departure, visit.departure_s),
        "opening": visit.opening,
        "wait_s": to_seconds(visit.wait_s),
        "access_m": to_metres(visit.access_m),
        "position": to_point(visit.point),
        "score": visit.score,
        "why": [{"code": reason.code, "text": translate_reason(language, reason)} for reason in visit.why],
    }
