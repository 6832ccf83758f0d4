"""An itinerary as plain text, to read on paper or on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.messages import mark, translate
from planner.render.days import list_day_documents, tell_night
from planner.render.document import as_document
from planner.render.rides import describe_ride, describe_ride_times
from planner.render.timeline import list_timeline
from planner.render.wording import (
    format_distance,
    format_duration,
    format_moment,
    format_share,
    get_leg_mode_name,
    get_opening_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.itinerary import Itinerary
    from planner.render.canonical import Document

__all__ = ["to_text"]

_KNOWN_SHARE = 0.005


def to_text(itinerary: Itinerary | Document) -> str:
    """Write notice, figures, sites with reasons, the way, warnings and attribution, in the language asked for."""
    document = as_document(itinerary)
    language = document["language"]
    days = list_day_documents(document)
    parts = (part for day in days for part in _list_day(day, language, is_one_of_many=len(days) > 1))
    blocks = [
        _list_header(document, language),
        *parts,
        _list_section(language, mark("Good to know"), [warning["text"] for warning in document["warnings"]]),
        _list_section(language, mark("Data"), [*document["attribution"], *_get_emissions(document, "sources")]),
    ]
    lines = "\n\n".join("\n".join(block) for block in blocks if block)
    return lines + "\n"


def _list_day(day: Document, language: str, *, is_one_of_many: bool) -> Iterator[list[str]]:
    """Give the blocks of one day: of several also its figures, and the night behind it."""
    if is_one_of_many:
        yield _list_header({**day, "notice": ""}, language)
    yield _list_titled(language, mark("The day"), list_timeline(day, language))
    yield _list_sites(day, language)
    yield list(_list_breaks(day, language))
    yield _list_way(day, language)
    if is_one_of_many and day["night"] is not None:
        yield list(tell_night(language, day["night"]))


def _list_section(language: str, title: str, items: list[str]) -> list[str]:
    return _list_titled(language, title, [f"- {item}" for item in items])


def _list_titled(language: str, title: str, lines: list[str]) -> list[str]:
    return [translate(language, title), *lines] if lines else []


def _list_header(document: Document, language: str) -> list[str]:
    lines = [document["notice"], ""] if document["notice"] else []
    title = document["title"]
    lines += [title, "=" * len(title)]
    if document["departure"] is not None:
        moment = format_moment(language, document["departure"], with_date=True)
        lines.append(translate(language, "Departure: {moment}", moment=moment))
    if document["start"]["name"]:
        lines.append(translate(language, "Start: {place}", place=document["start"]["name"]))
    return [*lines, *_list_figures(document, language)]


def _list_figures(document: Document, language: str) -> Iterator[str]:
    summary, quality = document["summary"], document["quality"]
    yield translate(language, "Length: {distance}", distance=format_distance(language, summary["length_m"]))
    total, moving = (format_duration(language, summary[name]) for name in ("duration_s", "moving_s"))
    if summary["visit_s"]:
        source = mark("Time: {total}, of which {moving} on the move and {visits} at the sites")
        visits = format_duration(language, summary["visit_s"])
        yield translate(language, source, total=total, moving=moving, visits=visits)
    else:
        yield translate(language, "Time: {total}", total=total)
    if summary.get("transit_s") is not None:
        rides = format_duration(language, summary["transit_s"])
        yield translate(language, "On public transport: {duration}", duration=rides)
    yield from _list_stays(summary, language)
    if summary["ascent_m"] is None:
        yield translate(language, "Ascent: not known")
    else:
        yield translate(language, "Ascent: {metres} m", metres=round(summary["ascent_m"]))
    yield translate(
        language,
        "Quiet ways and signposted routes: {share}; main roads: {major}",
        share=format_share(language, quality["pleasant_share"]),
        major=format_share(language, quality["major_share"]),
    )
    yield from _get_emissions(document, "text")
    if summary["routes"]:
        yield translate(language, "Signposted routes: {routes}", routes=", ".join(summary["routes"]))
    for run in summary["node_networks"]:
        numbers = " - ".join(run["numbers"])
        if run["network"]:
            source = mark("Junctions: {numbers} ({network})")
            yield translate(language, source, numbers=numbers, network=run["network"])
        else:
            yield translate(language, "Junctions: {numbers}", numbers=numbers)
    unknown = summary["unknown"].get("surface", 0.0)
    if unknown > _KNOWN_SHARE:
        yield translate(language, "Surface not known: {share}", share=format_share(language, unknown))


def _list_stays(summary: Document, language: str) -> Iterator[str]:
    """Write how long one eats and waits."""
    if summary.get("break_s"):
        yield translate(language, "Break: {duration}", duration=format_duration(language, summary["break_s"]))
    if summary.get("wait_s"):
        waits = format_duration(language, summary["wait_s"])
        source = mark("Waiting for openings: {duration}")
        if summary.get("transit_s") is not None:
            source = mark("Waiting for connections and openings: {duration}")
        yield translate(language, source, duration=waits)


def _get_emissions(document: Document, member: str) -> list[str]:
    """Texts on what the itinerary emits; none in documents from before it was reckoned."""
    texts: list[str] = document["summary"].get("emissions", {}).get(member, [])
    return texts


def _list_sites(document: Document, language: str) -> list[str]:
    if not document["visits"]:
        return []
    lines = [translate(language, "Sites on the way")]
    for number, visit in enumerate(document["visits"], start=1):
        site = visit["site"]
        lines.append(f"{number}. {site['name']} ({site['kind_name']})")
        moment = format_moment(language, visit["arrival"])
        opening = get_opening_name(language, visit["opening"])
        lines.append("   " + translate(language, "Arrival: {moment}; {opening}", moment=moment, opening=opening))
        lines.extend(f"   - {reason['text']}" for reason in visit["why"])
    return lines


def _list_breaks(document: Document, language: str) -> Iterator[str]:
    """Write where one eats, when, and what is known of its hours."""
    for stop in document.get("breaks", ()):
        begin, end = (format_moment(language, stop[name]) for name in ("arrival", "departure"))
        place, kind = stop["name"], stop["kind_name"]
        source = mark("Lunch from {begin} to {end}: {place} ({kind})")
        yield translate(language, source, begin=begin, end=end, place=place, kind=kind)
        hours = f" ({stop['opening_hours']})" if stop["opening_hours"] else ""
        yield f"   {get_opening_name(language, stop['opening'])}{hours}"


def _list_way(document: Document, language: str) -> list[str]:
    lines = [translate(language, "The way")]
    visits = list(enumerate(document["visits"], start=1))
    travelled_m = 0.0
    for leg in document["legs"]:
        while visits and visits[0][1]["arrival"] < leg["arrival"]:
            lines.append(_to_visit_line(language, *visits.pop(0)))
        if leg["mode"] == "transit":
            lines.append(f"[{describe_ride(language, leg)}]")
            lines.append(f"{'':>9}  {describe_ride_times(language, leg)}")
            continue
        mode = get_leg_mode_name(language, leg["mode"], profile=document["mode"])
        figures = f"{format_distance(language, leg['length_m'])}, {format_duration(language, leg['duration_s'])}"
        place = leg["to"]["name"]
        heading = translate(language, "{mode} to {place}", mode=mode, place=place) if place else mode
        lines.append(f"[{heading}, {figures}]")
        step_m = travelled_m
        for step in leg["steps"]:
            lines.append(f"{format_distance(language, step_m):>9}  {step['text']}")
            step_m += step["length_m"]
        travelled_m += leg["length_m"]
    lines.extend(_to_visit_line(language, number, visit) for number, visit in visits)
    return lines


def _to_visit_line(language: str, number: int, visit: Document) -> str:
    return f"{'':>9}  * " + translate(language, "Stop {number}: {site}", number=number, site=visit["site"]["name"])
