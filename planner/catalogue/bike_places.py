"""Where bikes are hired or left, as OSM has it, as arrays of a folder that are mapped when a territory is opened.

Files of the folder, n places:

    text_bytes u1           UTF-8: for each place its id, its name and who runs it, parted by tabs
    text_first i8 (n + 1)   where the text of each begins
    kind u1 (n)             index into `BIKE_PLACE_KINDS`
    covered u1 (n)          0 unknown, 1 yes, 2 no
    capacity i4 (n)         bikes, -1 where unknown
    lat_e7, lon_e7 i4 (n)
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from graphs.geo import Coordinate, haversine_m_array
from planner.mapped import map_arrays, pack_texts, read_texts, require_alike, write_arrays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["BIKE_PLACE_KINDS", "BikePlace", "BikePlaceTable", "write_bike_places"]

BIKE_PLACE_KINDS = ("hire", "parking")
_TABLE = "places for bikes"
_COVERED = ("unknown", "yes", "no")
_PER_DEGREE = 10_000_000
_MOST_BIKES = 100_000


@dataclass(frozen=True, slots=True)
class BikePlace:
    """A place where bikes are hired (`hire`) or left (`parking`).

    `covered` is `yes`, `no` or `unknown`; `capacity` is None where unknown.

    Raises
    ------
    ValueError
        There is no id, or kind or covered are none of those.
    """

    id: str
    kind: str
    position: Coordinate
    name: str = ""
    operator: str = ""
    capacity: int | None = None
    covered: str = "unknown"

    def __post_init__(self) -> None:
        if not self.id or self.kind not in BIKE_PLACE_KINDS or self.covered not in _COVERED:
            msg = f"a place for bikes needs an id, a kind and whether it is covered, got {self!r}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class BikePlaceTable:
    """Arrays as `write_bike_places` lays them out, read-only; opening reads headers only."""

    text_bytes: npt.NDArray[np.uint8]
    text_first: npt.NDArray[np.int64]
    kind: npt.NDArray[np.uint8]
    covered: npt.NDArray[np.uint8]
    capacity: npt.NDArray[np.int32]
    lat_e7: npt.NDArray[np.int32]
    lon_e7: npt.NDArray[np.int32]

    @classmethod
    def open(cls, folder: Path) -> BikePlaceTable:
        """Map the arrays of a folder.

        Raises
        ------
        TerritoryFormatError
            An array is missing or damaged, or they do not belong together.
        """
        found = cls(**map_arrays(folder, (item.name for item in fields(cls)), table=_TABLE))
        columns = (found.kind, found.covered, found.capacity, found.lat_e7, found.lon_e7)
        require_alike(folder, (len(found.text_first) - 1, *(len(column) for column in columns)), table=_TABLE)
        return found

    def __len__(self) -> int:
        return len(self.kind)

    def get(self, index: int) -> BikePlace:
        """Read one place."""
        number, name, operator = read_texts(self.text_bytes, self.text_first, index)
        capacity = int(self.capacity[index])
        return BikePlace(
            number,
            BIKE_PLACE_KINDS[int(self.kind[index])],
            Coordinate(int(self.lat_e7[index]) / _PER_DEGREE, int(self.lon_e7[index]) / _PER_DEGREE),
            name,
            operator,
            capacity if capacity >= 0 else None,
            _COVERED[int(self.covered[index])],
        )

    def has(self, kind: str) -> bool:
        """Whether there is any place of a kind."""
        return bool((self.kind == BIKE_PLACE_KINDS.index(kind)).any())

    def list_near(self, point: Coordinate, kind: str, *, within_m: float) -> list[tuple[float, int]]:
        """List metres and index of the places of a kind around a point, the nearest first."""
        rows = np.flatnonzero(self.kind == BIKE_PLACE_KINDS.index(kind))
        at = (np.full(len(rows), point.lat), np.full(len(rows), point.lon))
        metres = haversine_m_array(*at, self.lat_e7[rows] / _PER_DEGREE, self.lon_e7[rows] / _PER_DEGREE)
        order = np.lexsort((rows, metres))
        return [(float(metres[k]), int(rows[k])) for k in order.tolist() if metres[k] <= within_m]


def write_bike_places(folder: Path, places: Sequence[BikePlace]) -> None:
    """Write the table into a folder, which is made; nothing where there are no places."""
    if not places:
        return
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, npt.NDArray[Any]] = {
        **pack_texts((one.id, one.name, one.operator) for one in places),
        "kind": np.array([BIKE_PLACE_KINDS.index(one.kind) for one in places], np.uint8),
        "covered": np.array([_COVERED.index(one.covered) for one in places], np.uint8),
        "capacity": np.array([-1 if one.capacity is None else min(one.capacity, _MOST_BIKES) for one in places], "i4"),
        "lat_e7": np.array([round(one.position.lat * _PER_DEGREE) for one in places], np.int32),
        "lon_e7": np.array([round(one.position.lon * _PER_DEGREE) for one in places], np.int32),
    }
    write_arrays(folder, arrays)
