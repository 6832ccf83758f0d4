"""The timetable of a territory, with what is known of bikes on board beside the feeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphs.store import BIKES_FILE
from graphs.transit.boarding import is_idle
from graphs.transit.timetable import Timetable
from planner.catalogue.boarding_table import hash_rules, list_facts, read_boarding_table

if TYPE_CHECKING:
    from pathlib import Path

    from graphs.transit.boarding import BoardingRule
    from planner.territory import Territory

__all__ = ["list_idle_rows", "open_timetable", "read_own_rules"]


def read_own_rules(folder: Path) -> tuple[tuple[BoardingRule, ...], str]:
    """Read the table of the office in the folder of a territory, with its hash; nothing where there is none.

    Raises
    ------
    CatalogueError
        It cannot be read.
    """
    path = folder / BIKES_FILE
    if not path.is_file():
        return (), ""
    rules = read_boarding_table(path)
    return rules, hash_rules(rules)


def open_timetable(folder: Path, own: tuple[BoardingRule, ...]) -> Timetable:
    """Open a timetable; rules of the office count before those that Terrils has at hand.

    Raises
    ------
    TerritoryFormatError
        An array or the table is missing or unreadable.
    """
    return replace(Timetable.open(folder), boarding=(*own, *list_facts()))


def list_idle_rows(territory: Territory) -> list[int]:
    """List the places in the table of the office, from 1, of rules that speak of no line of the feeds."""
    timetable = territory.timetable
    if timetable is None:
        return []
    own = timetable.boarding[: territory.own_boarding]
    return [number for number, rule in enumerate(own, start=1) if is_idle(timetable, rule)]
