"""Rules of transfers.txt: where changing takes a time of its own, waits for the other vehicle, or is not possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.transit.faults import FaultLog
    from graphs.transit.tables import FeedTables

__all__ = ["FORBIDDEN", "ChangeRule", "read_change_rules"]

FORBIDDEN = -1
_TABLE = "transfers.txt"
_TIMED, _MINIMUM, _NEVER = "1", "2", "3"
_LONGEST_S = 6 * 3600


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """From a stop or station to another (rows), in so many seconds; None as usual, -1 never.

    `indoors` says that it stays inside a station.
    """

    origin: int
    target: int
    seconds: int | None
    indoors: bool = False


def read_change_rules(tables: FeedTables, stops: Mapping[str, int], faults: FaultLog) -> tuple[ChangeRule, ...]:
    """Read transfers.txt; rules for single trips or routes, and those of seats kept, are left out and counted."""
    rules: list[ChangeRule] = []
    for number, row in enumerate(tables.read(_TABLE), start=2):
        origin, target = stops.get(row.get("from_stop_id", "")), stops.get(row.get("to_stop_id", ""))
        kind, text = row.get("transfer_type", "") or "0", row.get("min_transfer_time", "")
        single = any(row.get(f"{end}_{what}_id", "") for end in ("from", "to") for what in ("trip", "route"))
        if single or kind not in {"0", _TIMED, _MINIMUM, _NEVER}:
            faults.refuse(_TABLE, number, "rule_of_single_trips")
        elif origin is None or target is None:
            faults.refuse(_TABLE, number, "unknown_stop")
        elif kind == _MINIMUM and not (text.isascii() and text.isdigit() and int(text[:7]) <= _LONGEST_S):
            faults.refuse(_TABLE, number, "bad_time")
        else:
            seconds = {_TIMED: 0, _NEVER: FORBIDDEN}.get(kind, int(text[:7]) if kind == _MINIMUM else None)
            rules.append(ChangeRule(origin, target, seconds))
    return tuple(rules)
