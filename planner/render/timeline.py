"""A day with trains in short: when each train leaves, when the circuit starts and ends, sites, waits, home."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import TYPE_CHECKING

from planner.messages import translate
from planner.render.rides import describe_ride_times, name_ride
from planner.render.wording import format_distance, format_duration, format_moment, get_leg_mode_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.render.canonical import Document

__all__ = ["list_timeline"]

_LEAST_WAIT_S = 180


def list_timeline(document: Document, language: str) -> list[str]:
    """Write one line for each moment of a day with trains, with its hour; nothing for another itinerary."""
    if document.get("access") is None:
        return []
    parts = {name: [leg for leg in document["legs"] if leg["part"] == name] for name in ("out", "circuit", "home")}
    out, circuit, home = parts.values()
    lines = [
        *_list_rides(out, language),
        *_list_circuit(document, circuit, language),
        *_list_waits([*circuit[-1:], *home[:1]], language),
        *_list_rides(home, language),
    ]
    if home:
        place = home[-1]["to"]["name"]
        lines.append((home[-1]["arrival"], translate(language, "Home: {place}", place=place)))
    return [f"{format_moment(language, moment):>5}  {text}" for moment, text in lines]


def _list_rides(legs: list[Document], language: str) -> Iterator[tuple[str, str]]:
    for before, leg in zip([None, *legs], legs, strict=False):
        if before is not None:
            yield from _list_waits([before, leg], language)
        if leg["mode"] == "transit":
            ride = translate(language, "{place}: {ride}", place=leg["from"]["name"], ride=name_ride(language, leg))
            yield leg["departure"], f"{ride} ({describe_ride_times(language, leg)})"
        else:
            mode, place = get_leg_mode_name(language, leg["mode"], profile=""), leg["to"]["name"]
            text = translate(language, "{mode} to {place}", mode=mode, place=place) if place else mode
            yield leg["departure"], f"{text} ({format_distance(language, leg['length_m'])})"


def _list_circuit(document: Document, legs: list[Document], language: str) -> Iterator[tuple[str, str]]:
    if not legs:
        return
    length = format_distance(language, sum(leg["length_m"] for leg in legs))
    start = translate(language, "The circuit starts: {place}", place=legs[0]["from"]["name"])
    yield legs[0]["departure"], f"{start} ({length})"
    visits = ((visit["site"]["name"], visit) for visit in document["visits"])
    stops = [*visits, *((stop["name"], stop) for stop in document.get("breaks", ()))]
    for name, stop in sorted(stops, key=lambda item: datetime.fromisoformat(item[1]["arrival"])):
        yield stop["arrival"], f"{name} ({format_duration(language, _measure_s(stop['arrival'], stop['departure']))})"
    yield legs[-1]["arrival"], translate(language, "The circuit ends: {place}", place=legs[-1]["to"]["name"])


def _list_waits(legs: list[Document], language: str) -> Iterator[tuple[str, str]]:
    """Tell of the time between legs that follow one another, where it is worth a word."""
    for before, after in itertools.pairwise(legs):
        wait_s = _measure_s(before["arrival"], after["departure"])
        if wait_s >= _LEAST_WAIT_S:
            duration, place = format_duration(language, wait_s), after["from"]["name"]
            yield (
                before["arrival"],
                translate(language, "{duration} to wait in {place}", duration=duration, place=place),
            )


def _measure_s(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
