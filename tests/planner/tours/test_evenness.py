"""Days whose efforts lie far apart are drawn again, as far as the measure leaves room."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

import pytest

from graphs.geo import Coordinate
from planner.errors import NoItineraryError
from planner.request import Target, Tour, TripRequest
from planner.tours.asking import DayAsk, DayOverError, DrawnDay, Errand, draw_within
from planner.tours.named import OpenDays
from planner.tours.nights import even_out, find_odd, spread_of

if TYPE_CHECKING:
    from planner.tours.sleeping import Bed

ASKED = TripRequest(mode="bike", start=Coordinate(50.4, 2.8), target=Target(distance_m=10_000))
BED = cast("Bed", None)


@dataclass
class Ground:
    """Stands for the streets: so many seconds for a metre on each day, named by its seed."""

    paces: dict[int, float]
    asked: list[float] = field(default_factory=list)
    closed: bool = False
    begins: datetime | None = None
    """When the day begins: later than asked where a train arrives first."""

    def draw(self, ask: DayAsk) -> DrawnDay:
        target = ask.request.target
        assert target is not None
        assert target.distance_m is not None
        if self.closed:
            raise NoItineraryError("nothing leads there", field="days")
        self.asked.append(target.distance_m)
        visits = 8 if ask.most_visits is None else ask.most_visits
        moving_s = target.distance_m * self.paces[ask.request.seed]
        summary = SimpleNamespace(
            length_m=target.distance_m, moving_s=moving_s, visit_s=300.0 * visits, duration_s=moving_s + 300.0 * visits
        )
        sites = [SimpleNamespace(site=SimpleNamespace(id=f"{ask.request.seed}-{k}")) for k in range(visits)]
        return DrawnDay(ask, cast("Any", SimpleNamespace(summary=summary, visits=sites, departure=self.begins)), ())


def make_errand(ground: Ground, **limits: float) -> Errand:
    return Errand(ASKED, Tour(days=3, **limits), ground.draw, None, (), lambda: None, lambda: False, OpenDays())  # type: ignore[arg-type]


def draw_days(ground: Ground) -> list[DrawnDay]:
    return [ground.draw(DayAsk(BED, BED, replace(ASKED, seed=seed))) for seed in ground.paces]


def test_the_hardest_is_asked_for_less_and_the_easiest_for_more() -> None:
    ground = Ground({0: 0.2, 1: 0.22, 2: 0.24})
    days = draw_days(ground)
    even = even_out(days, make_errand(ground))
    assert spread_of(days) > 0.15
    assert spread_of(even) <= 0.15
    lengths = [day.itinerary.summary.length_m for day in even]
    assert lengths[0] > lengths[1] > lengths[2]
    assert all(abs(length / 10_000 - 1) <= 0.05 for length in lengths)


def test_days_that_are_even_stay_as_they_are() -> None:
    ground = Ground({0: 0.2, 1: 0.22, 2: 0.225})
    days = draw_days(ground)
    assert even_out(days, make_errand(ground)) is days
    assert len(ground.asked) == 3


def test_days_that_cannot_be_drawn_again_stay_as_they_are() -> None:
    ground = Ground({0: 0.1, 1: 0.2, 2: 0.3})
    days = draw_days(ground)
    ground.closed = True
    assert even_out(days, make_errand(ground)) is days


def test_the_odd_day_is_the_farthest_from_the_middle() -> None:
    ground = Ground({0: 0.2, 1: 0.21, 2: 0.4})
    assert find_odd(draw_days(ground)) == 2
    assert find_odd(draw_days(Ground({0: 0.05, 1: 0.21, 2: 0.4}))) == 0


@pytest.mark.parametrize(("minutes", "visits"), [(80, 8), (60, 5), (40, 1)])
def test_a_day_with_too_many_visits_gets_fewer(minutes: float, visits: int) -> None:
    ground = Ground({0: 0.2})
    errand = make_errand(ground, most_duration_s=60 * minutes)
    drawn = draw_within(errand, DayAsk(BED, BED, ASKED))
    assert len(drawn.visited) == visits
    assert drawn.itinerary.summary.duration_s <= 60 * minutes


def test_a_day_is_over_before_the_next_begins() -> None:
    ask = DayAsk(BED, BED, ASKED, number=1)
    # 10 km at 8.5 s a metre take 23 h 37 min: for the 8 visits of 5 minutes there is no time, for 4 there is.
    drawn = draw_within(make_errand(Ground({0: 8.5})), ask)
    assert len(drawn.visited) == 4
    assert drawn.itinerary.summary.duration_s <= 86_400
    with pytest.raises(DayOverError, match=r"it takes 25\.0 hours, and the next day would have begun") as caught:
        draw_within(make_errand(Ground({0: 9.0})), ask)
    assert caught.value.field == "days"
    # Nothing begins after the last day.
    assert draw_within(make_errand(Ground({0: 9.0})), replace(ask, number=3)).itinerary.summary.duration_s > 86_400


def test_the_day_of_a_train_is_over_before_the_next_begins() -> None:
    asked = replace(ASKED, departure=datetime(2026, 6, 13, 6, tzinfo=UTC))
    late = Ground({0: 8.5}, begins=datetime(2026, 6, 13, 7, tzinfo=UTC))
    with pytest.raises(DayOverError, match=r"it takes 23\.6 hours"):
        draw_within(replace(make_errand(late), request=asked), DayAsk(BED, BED, asked, number=1))


def test_a_day_of_23_hours_is_over_before_the_next_begins() -> None:
    # The clocks go forward in the night to the 29th: 10 km at 8.25 s a metre leave time for one visit of 5 minutes.
    asked = replace(ASKED, departure=datetime(2026, 3, 28, 9, tzinfo=ZoneInfo("Europe/Paris")))
    errand = make_errand(Ground({0: 8.25}, begins=asked.departure))
    errand = replace(errand, request=asked, zone=ZoneInfo("Europe/Paris"))
    drawn = draw_within(errand, DayAsk(BED, BED, asked, number=1))
    assert len(drawn.visited) == 1
    assert drawn.itinerary.summary.duration_s == 82_800


def test_a_day_that_is_a_little_too_long_is_asked_for_less() -> None:
    ask = DayAsk(BED, BED, ASKED, number=1)
    drawn = draw_within(make_errand(Ground({0: 0.2}), most_distance_m=9_800.0), ask)
    assert 9_500 <= drawn.itinerary.summary.length_m <= 9_800
    assert drawn.ask.request == ASKED
    with pytest.raises(DayOverError, match=r"a day takes 10\.0 km, the limit is 9\.3") as caught:
        draw_within(make_errand(Ground({0: 0.2}), most_distance_m=9_300.0), ask)
    assert caught.value.field == "day_limits.distance_km"
