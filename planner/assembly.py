"""From what was drawn to the itinerary that is given: legs with times, visits, totals, figures, notices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import Highway
from graphs.geo import haversine_m
from graphs.path import join
from planner.darkness import tell_darkness
from planner.itinerary import Break, Itinerary, Notice, Place, Visit
from planner.legs import legs_of
from planner.quality import count_barriers, illegal_share, measure, track_of
from planner.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from graphs.geo import Coordinate
    from graphs.path import Path
    from graphs.view import NetworkView
    from planner.catalogue import Site
    from planner.catalogue.eating_places import EatingPlace
    from planner.hours import VisitHours
    from planner.itinerary import Leg, LegPart, Opening, Quality, Reason, Summary

__all__ = ["Imprint", "Meal", "Sojourn", "Stage", "assemble", "list_ashore", "list_in_order"]

_RETRACED_NOTICE = 0.1
_MAJOR_NOTICE = 0.25
_PUSHING_NOTICE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Sojourn:
    """A visit to be: the site and all that is said of it.

    `hours` says when it is open, None where nobody asked; `climb` is the way up and down that those walk who leave
    their wheels at its foot.
    """

    site: Site
    place: Place
    score: int
    why: tuple[Reason, ...]
    dwell_s: int
    hours: VisitHours | None
    point: Coordinate
    """The part of the site nearest to where the visitor stands."""
    climb: tuple[Path, Path] | None = None
    climb_place: Place | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Meal:
    """A break to be: where one eats, how long, and whether it is known to be open then."""

    place: EatingPlace
    dwell_s: int
    opening: Opening


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Paths from one place to the next, and what is visited, or where one eats, there."""

    paths: tuple[Path, ...]
    end: Place
    sojourn: Sojourn | None = None
    meal: Meal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What all answers to one request have in common. `target_m` is the asked length, None where there is none."""

    identity: str
    mode: str
    closed: bool
    target_m: float | None
    departure: datetime | None
    language: str
    notice: str
    attribution: tuple[str, ...]


def assemble(
    view: NetworkView,
    walking: NetworkView,
    start: Place,
    stages: Sequence[Stage],
    *,
    imprint: Imprint,
    rank: int,
    notices: Sequence[Notice] = (),
    part: LegPart = "circuit",
) -> Itinerary:
    """Put an itinerary together.

    Parameters
    ----------
    view, walking
        Network as those who travel see it, and as those on foot do, for the climbs.
    start, stages
        Where it starts and what follows.
    imprint
        What all answers to one request have in common.
    rank
        Place among the answers, from 1.
    notices
        What the steps before found worth saying.
    part
        Part of the day that the legs belong to.
    """
    legs: list[Leg] = []
    visits: list[Visit] = []
    breaks: list[Break] = []
    here, clock_s = start, 0.0
    for stage in stages:
        path = join(stage.paths)
        legs.extend(legs_of(view, path, here, stage.end, departure_s=clock_s, part=part))
        # A path of no length gives no leg: the last one then ended before the stay here.
        clock_s = max(clock_s, legs[-1].arrival_s) if legs else clock_s
        here = stage.end
        if stage.sojourn is not None:
            climb_legs, visit = _visit(walking, stage.sojourn, clock_s, part)
            legs.extend(climb_legs)
            visits.append(visit)
            clock_s = legs[-1].arrival_s if climb_legs else visit.departure_s
        if stage.meal is not None:
            breaks.append(_eat(stage.meal, stage.end, clock_s))
            clock_s = breaks[-1].departure_s
    summary, quality = _measure(view, walking, stages, legs, visits, imprint)
    break_s = sum(stop.departure_s - stop.arrival_s for stop in breaks)
    found = [
        *notices,
        *_tell_openings(visits),
        *tell_darkness(imprint.departure, legs),
        *_notices(
            quality.retraced_share,
            quality.major_share,
            pushing=sum(leg.duration_s for leg in legs if leg.mode == "push") / max(1.0, summary.moving_s),
            climb_unknown=summary.ascent_m is None,
        ),
    ]
    return Itinerary(
        id=f"{imprint.identity}-{rank}",
        rank=rank,
        mode=imprint.mode,
        legs=tuple(legs),
        visits=tuple(visits),
        summary=replace(summary, duration_s=summary.duration_s + break_s, break_s=break_s),
        quality=quality,
        warnings=tuple(dict.fromkeys(found)),
        attribution=imprint.attribution,
        departure=imprint.departure,
        language=imprint.language,
        is_circuit=imprint.closed,
        notice=imprint.notice,
        breaks=tuple(breaks),
    )


def _eat(meal: Meal, here: Place, clock_s: float) -> Break:
    """Make the break of those who are there."""
    return Break(meal.place, here.point, clock_s, clock_s + meal.dwell_s, meal.opening, here.access_m)


def _measure(
    view: NetworkView,
    walking: NetworkView,
    stages: Sequence[Stage],
    legs: Sequence[Leg],
    visits: Sequence[Visit],
    imprint: Imprint,
) -> tuple[Summary, Quality]:
    """Add up the totals and measure the drawn line, ferries left out."""
    network = view.network
    own: list[Path] = []
    climbs: list[Path] = []
    in_order: list[Path] = []
    for stage in stages:
        ridden = [part for path in stage.paths if len(path.codes) for part in list_ashore(view, path)]
        climbed = (stage.sojourn.climb or ()) if stage.sojourn else ()
        own.extend(ridden)
        climbs.extend(climbed)
        in_order.extend((*ridden, *climbed))
    summary = summarise(network, view.profile.vehicle, legs, in_order, visits)
    gap_m = max((_gap_m(stage.sojourn) for stage in stages if stage.sojourn), default=0.0)
    quality = measure(
        network, track_of(network, in_order), closed=imprint.closed, target_m=imprint.target_m, visit_gap_m=gap_m
    )
    lengths = [sum(path.length_mm for path in paths) for paths in (own, climbs)]
    wrong = illegal_share(view, own) * lengths[0] + illegal_share(walking, climbs) * lengths[1]
    rights = replace(
        quality,
        illegal_share=wrong / max(1, sum(lengths)),
        barriers=count_barriers(view, own) + count_barriers(walking, climbs),
    )
    return summary, rights


def list_in_order(view: NetworkView, stages: Sequence[Stage]) -> list[Path]:
    """List all that is ridden or walked in order of travel, ferries left out, climbs among it."""
    in_order: list[Path] = []
    for stage in stages:
        in_order.extend(part for path in stage.paths if len(path.codes) for part in list_ashore(view, path))
        in_order.extend((stage.sojourn.climb or ()) if stage.sojourn else ())
    return in_order


def _gap_m(sojourn: Sojourn) -> float:
    """Distance from the line to what is visited."""
    place = sojourn.climb_place or sojourn.place
    return haversine_m(place.point, sojourn.point)


def _visit(walking: NetworkView, sojourn: Sojourn, clock_s: float, part: LegPart) -> tuple[list[Leg], Visit]:
    """Make the visit, and the legs up to it and down again where it is climbed."""
    climb_legs: list[Leg] = []
    place = sojourn.place
    arrival_s = clock_s
    if sojourn.climb is not None and sojourn.climb_place is not None:
        up, down = sojourn.climb
        climb_legs.extend(legs_of(walking, up, place, sojourn.climb_place, departure_s=clock_s, part=part))
        arrival_s = climb_legs[-1].arrival_s
    begin_s, opening = _begin(sojourn, arrival_s)
    departure_s = begin_s + sojourn.dwell_s
    if sojourn.climb is not None and sojourn.climb_place is not None:
        climb_legs.extend(legs_of(walking, down, sojourn.climb_place, place, departure_s=departure_s, part=part))
        place = sojourn.climb_place
    visit = Visit(
        site=sojourn.site,
        arrival_s=begin_s,
        departure_s=departure_s,
        wait_s=begin_s - arrival_s,
        opening=opening,
        access_m=place.access_m,
        point=sojourn.point,
        score=sojourn.score,
        why=sojourn.why,
    )
    return climb_legs, visit


def _begin(sojourn: Sojourn, arrival_s: float) -> tuple[float, Opening]:
    """Start of a visit, after a wait for the opening where there is one, and whether it is open then."""
    if sojourn.hours is None:
        return arrival_s, "not_checked"
    arrival_ms = round(arrival_s * 1000)
    begin_ms, opening = sojourn.hours.begin(arrival_ms, sojourn.dwell_s * 1000)
    return (arrival_s if begin_ms == arrival_ms else begin_ms / 1000), opening


def _tell_openings(visits: Sequence[Visit]) -> list[Notice]:
    """Name the sites that are closed when one is there, and say so where nobody knows."""
    told = []
    closed = [visit.site.name for visit in visits if visit.opening == "closed"]
    if closed:
        told.append(Notice("closed_then", (("site", ", ".join(closed)),)))
    if any(visit.opening == "unknown" for visit in visits):
        told.append(Notice("opening_unknown"))
    return told


def list_ashore(view: NetworkView, path: Path) -> list[Path]:
    """Give the parts of a path between the pieces that are sailed; the path itself where all of it is."""
    ashore = view.network.classes[view.network.arc_class[path.arcs()], 0] != Highway.FERRY
    if ashore.all() or not ashore.any():
        return [path]
    ends = np.flatnonzero(np.diff(ashore, prepend=False, append=False)).tolist()
    return [
        replace(path, codes=path.codes[a:b], from_mm=path.from_mm[a:b], to_mm=path.to_mm[a:b])
        for a, b in zip(ends[::2], ends[1::2], strict=True)
    ]


def _notices(retraced: float, major: float, *, pushing: float, climb_unknown: bool) -> list[Notice]:
    found = []
    if retraced > _RETRACED_NOTICE:
        found.append(Notice("retraced", (("share", f"{100 * retraced:.0f}"),)))
    if major > _MAJOR_NOTICE:
        found.append(Notice("main_roads", (("share", f"{100 * major:.0f}"),)))
    if pushing > _PUSHING_NOTICE:
        found.append(Notice("pushing", (("share", f"{100 * pushing:.0f}"),)))
    if climb_unknown:
        found.append(Notice("climb_unknown"))
    return found
