"""On which days the services of a feed run: rules by weekday and the exceptions from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphs.transit.faults import FaultLog
    from graphs.transit.tables import FeedTables

__all__ = ["Services", "read_services"]

_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ADDED, _REMOVED = "1", "2"


@dataclass(slots=True)
class Services:
    """Services by id; days are proleptic ordinals, a rule without days is from 1 until 0."""

    rows: dict[str, int] = field(default_factory=dict)
    rules: list[tuple[int, int, int]] = field(default_factory=list)
    """First day, last day, weekdays (bit 0 is Monday)."""
    exceptions: dict[tuple[int, int], bool] = field(default_factory=dict)
    """(day, service): whether the service was added."""

    def add(self, service_id: str, rule: tuple[int, int, int]) -> int:
        """Add a service and give its row."""
        self.rows[service_id] = len(self.rules)
        self.rules.append(rule)
        return self.rows[service_id]

    def find_span(self, used: set[int]) -> tuple[int, int]:
        """First and last day on which used services may run, (1, 0) where there is none."""
        spans = [self.rules[row][:2] for row in used if self.rules[row][2] and self.rules[row][0] <= self.rules[row][1]]
        spans += [(day, day) for (day, row), added in self.exceptions.items() if added and row in used]
        return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else (1, 0)


def read_services(tables: FeedTables, faults: FaultLog) -> Services:
    """Read calendar.txt and calendar_dates.txt; rows that cannot be understood are refused."""
    services = Services()
    for number, row in enumerate(tables.read("calendar.txt"), start=2):
        first, last = _to_day(row.get("start_date", "")), _to_day(row.get("end_date", ""))
        service_id = row.get("service_id", "")
        if not service_id or service_id in services.rows:
            faults.refuse("calendar.txt", number, "missing_or_repeated_id")
        elif not first or not last or last < first:
            faults.refuse("calendar.txt", number, "bad_date")
        else:
            weekdays = sum((row.get(name, "") == "1") << bit for bit, name in enumerate(_WEEKDAYS))
            services.add(service_id, (first, last, weekdays))
    for number, row in enumerate(tables.read("calendar_dates.txt"), start=2):
        day, kind, service_id = _to_day(row.get("date", "")), row.get("exception_type", ""), row.get("service_id", "")
        if not day or not service_id or kind not in {_ADDED, _REMOVED}:
            faults.refuse("calendar_dates.txt", number, "bad_exception")
            continue
        service = services.rows.get(service_id)
        if service is None:
            service = services.add(service_id, (1, 0, 0))
        if services.exceptions.get((day, service), kind == _ADDED) != (kind == _ADDED):
            faults.mend("calendar_dates.txt", number, "contradiction_last_counts")
        services.exceptions[day, service] = kind == _ADDED
    return services


def _to_day(text: str) -> int:
    """Ordinal of a date such as 20250131, 0 for what is none."""
    found = _DATE.fullmatch(text)
    if found is None:
        return 0
    try:
        return date(*(int(part) for part in found.groups())).toordinal()
    except ValueError:
        return 0
