"""On which days a train runs: kinds of days, and the public holidays of both countries."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

COUNTRIES = ("FR", "BE")
_FRIDAY, _SATURDAY = 4, 5
# Month and day; then those that move with Easter, as days behind it: Monday, Ascension, Whit Monday.
_FIXED = {
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    "BE": ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
}
_BEHIND_EASTER = (1, 39, 50)


class Days(StrEnum):
    """Days on which a train runs; the weekdays of each as GTFS writes them, Monday first."""

    DAILY = "daily"
    NOT_ON_SUNDAYS = "not-on-sundays"
    WEEKDAYS = "weekdays"
    WEEKDAYS_AND_SUNDAYS = "weekdays-and-sundays"
    NIGHTS = "nights"

    @property
    def week(self) -> str:
        """Seven figures, 1 where it runs."""
        return {
            Days.DAILY: "1111111",
            Days.NOT_ON_SUNDAYS: "1111110",
            Days.WEEKDAYS: "1111100",
            Days.WEEKDAYS_AND_SUNDAYS: "1111101",
            Days.NIGHTS: "0000110",
        }[self]

    @classmethod
    def of(cls, *, saturday: bool, sunday: bool) -> "Days":
        """Return the days of a train that runs from Monday to Friday at least."""
        if saturday:
            return cls.DAILY if sunday else cls.NOT_ON_SUNDAYS
        return cls.WEEKDAYS_AND_SUNDAYS if sunday else cls.WEEKDAYS


def list_exceptions(days: Days, country: str, easters: Iterable[date]) -> Iterator[tuple[date, bool]]:
    """Return the days that a service runs or not, against its week: holidays are as Sundays.

    Parameters
    ----------
    easters
        Easter Sunday of each year of the timetable.
    """
    for easter in easters:
        if days is Days.NIGHTS:
            eve = date(easter.year, 12, 31)
            if eve.weekday() not in {_FRIDAY, _SATURDAY}:
                yield eve, True
            continue
        for day in list_holidays(easter, country):
            runs, on_sundays = days.week[day.weekday()] == "1", days.week[-1] == "1"
            if runs != on_sundays:
                yield day, on_sundays


def list_holidays(easter: date, country: str) -> list[date]:
    """Return the public holidays of the year of an Easter Sunday.

    Those of France are in article L3133-1 of its Code du travail, those of Belgium in the royal decree of
    18 April 1974.
    """
    fixed = [date(easter.year, month, day) for month, day in _FIXED[country]]
    return sorted({*fixed, *(easter + timedelta(days=behind) for behind in _BEHIND_EASTER)})
