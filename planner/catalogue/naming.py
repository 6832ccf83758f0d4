"""Names to show: those that say nothing or repeat carry their commune, and their country where that differs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.stops import fold_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["NamedPlace", "list_shown_names"]


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A name with the place it belongs to."""

    name: str
    commune: str
    country: str


def list_shown_names(places: Sequence[NamedPlace], *, is_generic: Callable[[str], bool]) -> list[str]:
    """Names to show, in the order of the places.

    `Dispensaire` becomes `Dispensaire (Auby)`; two sites of one name become `Cité de la Gare (Avion)` and `Cité de la
    Gare (Lens)`, or with the country
    where they lie in several: `Gare (Lens, BE)`. A commune that the name holds already is not said twice.
    """
    countries: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    for place in places:
        key = fold_name(place.name)
        counts[key] += 1
        countries[key].add(place.country)
    shown = []
    for place in places:
        key = fold_name(place.name)
        parts = []
        if (counts[key] > 1 or is_generic(place.name)) and place.commune and not _holds(key, place.commune):
            parts.append(place.commune)
        if counts[key] > 1 and len(countries[key] - {""}) > 1 and place.country:
            parts.append(place.country)
        shown.append(f"{place.name} ({', '.join(parts)})" if parts else place.name)
    return shown


def _holds(folded_name: str, commune: str) -> bool:
    return f" {fold_name(commune)} " in f" {folded_name} "
