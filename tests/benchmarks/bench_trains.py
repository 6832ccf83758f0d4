"""Days with trains: the times to and from all stations of a feed, and whole trips on a large network."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from graphs.transit.connections import HORIZON_S, Question, find_times
from graphs.transit.timetable import Timetable
from graphs.transit.writing import import_feeds
from planner.access.frame import MOST_VEHICLES
from planner.request import Access, StopPlace, Target, TripRequest
from tests.benchmarks.asking import ask
from tests.benchmarks.report import Section, Table
from tests.graphs.transit.feeds import find_changes
from tests.graphs.transit.slow_timetable import RawFeed, SlowSearch, turn_round

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.territory import Territory

__all__ = ["Scan", "TrainTrips", "measure_stations", "measure_trips", "to_section"]

_MARGIN_DAYS = 2
_HOME_HOURS = (18, 19, 20, 21, 22)
_WORK: dict[str, tuple[str, Target]] = {
    "bike 30 km": ("bike", Target(distance_m=30_000)),
    "bike 4 h": ("bike", Target(duration_s=14_400)),
    "foot 10 km": ("foot", Target(distance_m=10_000)),
}
_THEMES = (("memory", 1.0), ("nature", 0.5))


@dataclass(frozen=True)
class Scan:
    """Milliseconds of processor time for one origin and one day: there to all stops, and home from all of them.

    `peer_ms` are those of the graph of all events, for the first of them.
    """

    feed: str
    calls: int
    stops: int
    cpu_ms: Sequence[float]
    peer_ms: Sequence[float]


@dataclass(frozen=True)
class TrainTrips:
    """Milliseconds of processor time of every trip of one kind, those without a plan among them."""

    ground: str
    work: str
    cpu_ms: Sequence[float]
    refused: int


@dataclass(frozen=True)
class _Day:
    """From which stop, when, and by when one is home; seconds since 1970."""

    stop: int
    departure_s: int
    home_s: int


def measure_stations(name: str, file: Path, scratch: Path, *, count: int, slow: int, seed: int) -> Scan:
    """Ask a feed when all stops are reached from one on a day, and when they are left for it at the latest.

    Days and stops are drawn anew for every question, so what a day needs first is counted.

    Parameters
    ----------
    name, file
        The feed.
    scratch
        Folder that is not there yet.
    count, slow
        Questions, and how many of them the graph of all events answers as well.
    """
    (imported,) = import_feeds([file], scratch)
    timetable = Timetable.open(scratch)
    days = _draw_days(timetable, count=count, seed=seed)
    ours = [_ask(timetable, day) for day in [days[0], *days]][1:]
    peer = _ask_slowly(timetable, file, days[:slow])
    print(f"{name}: p50 {np.median(ours):.1f} ms, all events {np.median(peer):.0f} ms", flush=True)
    return Scan(name, imported.calls, timetable.stop_count, ours, peer)


def _draw_days(timetable: Timetable, *, count: int, seed: int) -> list[_Day]:
    """Draw stops that vehicles call at, and days within the feed."""
    rng = random.Random(seed)  # noqa: S311 - questions of a benchmark
    (feed,) = timetable.feeds
    zone, served = ZoneInfo(feed.zone), np.unique(timetable.call_stop).tolist()
    found = []
    for _ in range(count):
        day = date.fromordinal(rng.randint(feed.first_day + _MARGIN_DAYS, feed.last_day - _MARGIN_DAYS))
        morning = datetime(day.year, day.month, day.day, rng.randint(6, 11), rng.randrange(60), tzinfo=zone)
        evening = morning.replace(hour=rng.choice(_HOME_HOURS), minute=0)
        found.append(_Day(rng.choice(served), int(morning.timestamp()), int(evening.timestamp())))
    return found


def _ask(timetable: Timetable, day: _Day) -> float:
    begun = time.process_time()
    find_times(timetable, Question({day.stop: 0}, {}, most_vehicles=MOST_VEHICLES), day.departure_s)
    find_times(timetable, Question({}, {day.stop: 0}, most_vehicles=MOST_VEHICLES), day.home_s, backward=True)
    return 1000 * (time.process_time() - begun)


def _ask_slowly(timetable: Timetable, file: Path, days: Sequence[_Day]) -> list[float]:
    """Time the search over the graph of all events, which has the ways between stops from our import."""
    raw, changes = RawFeed(file), find_changes(timetable)
    turned: dict[str, dict[str, int]] = {stop: {} for stop in changes}
    for origin, ways in changes.items():
        for target, seconds in ways.items():
            turned[target][origin] = seconds
    spent = []
    for day in days:
        middle = datetime.fromtimestamp(day.departure_s, raw.zone).date()
        runs = raw.list_runs(middle - timedelta(days=2), middle + timedelta(days=2))
        there, home = SlowSearch(runs, changes), SlowSearch(turn_round(runs), turned)
        stop = timetable.get_string(int(timetable.stop_id[day.stop]))
        begun = time.process_time()
        there.find({stop: 0}, {}, day.departure_s, end=day.departure_s + HORIZON_S)
        home.find({stop: 0}, {}, -day.home_s, end=-day.home_s + HORIZON_S)
        spent.append(1000 * (time.process_time() - begun))
    return spent


def measure_trips(ground: str, territory: Territory, *, count: int, alternatives: int, seed: int) -> list[TrainTrips]:
    """Ask for days with trains and sites, from stops and for days drawn with a seed."""
    timetable = territory.timetable
    if timetable is None:
        raise ValueError("trips with trains need a timetable")
    found = []
    for work, (mode, target) in _WORK.items():
        days, answers = _draw_days(timetable, count=count, seed=seed), []
        for number, day in enumerate([days[0], *days]):
            request = TripRequest(
                mode=mode,
                target=target,
                departure=datetime.fromtimestamp(day.departure_s, ZoneInfo(timetable.feeds[0].zone)),
                access=Access(origin=StopPlace(timetable.get_string(int(timetable.stop_id[day.stop])))),
                themes=_THEMES,
                alternatives=alternatives,
                seed=number,
            )
            answers.append(ask(territory, request))
        times, _, refusals = zip(*answers[1:], strict=True)
        found.append(TrainTrips(ground, work, times, sum(map(bool, refusals))))
        print(f"{ground}, {work}: {_tell(times, 0)}, {found[-1].refused} refused", flush=True)
    return found


def to_section(scans: Sequence[Scan], trips: Sequence[TrainTrips], *, alternatives: int) -> Section:
    """Write the tables of what was measured."""
    header = ("feed", "calls", "stops", "p50", "p95", "p99", "all events p50", "times faster")
    rows = [
        (
            scan.feed,
            f"{scan.calls:,}",
            f"{scan.stops:,}",
            *_tell(scan.cpu_ms, 1),
            f"{np.median(scan.peer_ms):,.0f} ms",
            f"{np.median(scan.peer_ms) / np.median(scan.cpu_ms):,.0f}",
        )
        for scan in scans
    ]
    planned = [
        (f"{trip.ground}, {trip.work}", str(len(trip.cpu_ms)), str(trip.refused), *_tell(trip.cpu_ms, 0))
        for trip in trips
    ]
    return Section(
        "Days with trains",
        "Processor time on one core. For one day trip, the earliest arrival at every stop of a feed and the latest "
        f"departure home from every one, with at most {MOST_VEHICLES} vehicles; stops and days are drawn with a seed, "
        "and what a day needs first is counted. Beside it the search over the graph of all events that the tests "
        "check journeys with.",
        tables=[
            Table(f"**All stops, there and home**, {len(scans[0].cpu_ms)} questions each", header, rows),
            Table(
                "**Whole trips with sites**: themes memory and nature, up to "
                f"{alternatives} alternatives, requests without a plan among the times",
                ("work", "requests", "no plan", "p50", "p95", "p99"),
                planned,
            ),
        ],
        not_comparable=[
            "The graph of all events is plain Python and stops at no number of vehicles; building it is not counted.",
            "The feed covers the first tile of the large network alone.",
        ],
    )


def _tell(cpu_ms: Sequence[float], digits: int) -> list[str]:
    return [f"{value:.{digits}f} ms" for value in np.percentile(cpu_ms, [50, 95, 99])]
