"""Why days cannot be had: the night that fails, and with how many days it could be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.errors import NoItineraryError

if TYPE_CHECKING:
    from planner.errors import PlannerError
    from planner.request import Tour
    from planner.territory import Territory
    from planner.tours.chain import BrokenChain
    from planner.tours.nights import Failure

__all__ = ["refuse_chain", "refuse_day"]

_FIELDS_OF_DAYS = (
    *("must_visit", "day_limits.distance_km", "day_limits.duration_min", "day_limits.ascent_m"),
    *("access.from", "access.return"),
)


def refuse_chain(
    territory: Territory, tour: Tour, broken: BrokenChain, least_days: int | None, *, by_train: bool
) -> PlannerError:
    """Make the error for a night that cannot be had.

    Parameters
    ----------
    by_train
        Whether the tour begins and ends with trains.
    least_days
        Fewest days that would do, None where that is not known.
    """
    unknown = _find_unknown(territory, tour)
    if unknown:
        msg = f"lodging: night 1 fails: {unknown}; leave lodging out to sleep in towns where none is known"
        return NoItineraryError(msg, field="lodging", night=1)
    start, end = ("the start", "the end")
    if by_train:
        start, end = "a start that trains lead to", "an end from which one is home in time"
    where = start if broken.night == 1 else f"what night {broken.night - 1} can be"
    onward = end if broken.night == tour.days - 1 else "what comes after"
    msg = f"days: night {broken.night} fails: no place to sleep lies within a day of {where} and of {onward}"
    if least_days is not None and least_days != tour.days:
        msg += f"; {least_days} days would do"
    return NoItineraryError(msg, field="days", night=broken.night, least_days=least_days)


def refuse_day(tour: Tour, failure: Failure) -> PlannerError:
    """Make the error for the day that could not be drawn, whatever nights were tried."""
    night = min(failure.day, tour.days - 1)
    ends = failure.start or "the start", failure.end or "the end"
    between = " and ".join(ends) if failure.start != failure.end else failure.start
    told = failure.message.partition(": ")[2] if failure.message.startswith(f"{failure.field}: ") else failure.message
    # One day is asked with the limit of each day as its own; without that one, all days together climb too much.
    is_limit = failure.field == "max_ascent_m" and tour.most_ascent_m is not None
    said = "day_limits.ascent_m" if is_limit else failure.field
    field = said if said in _FIELDS_OF_DAYS else "must_visit" if failure.named else "days"
    where = f" ({between})" if between.strip() else ""
    tried = ", nor with other nights" if tour.nights != "base" else ""
    msg = f"{field}: night {night} fails: day {failure.day}{where} cannot be had{tried}: {told}"
    return NoItineraryError(msg, field=field, night=night)


def _find_unknown(territory: Territory, tour: Tour) -> str:
    """Say what the territory does not know of lodgings, empty where it knows some that will do."""
    table = territory.lodgings
    if tour.lodging == "any":
        return ""
    if table is None or not len(table):
        return "this territory knows no lodging"
    if tour.lodging == "bike" and not table.services.any():
        return "no lodging of this territory is known to offer anything for bikes"
    return ""
