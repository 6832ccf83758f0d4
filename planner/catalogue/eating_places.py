"""Where one can eat, as OSM has it, as arrays of a folder that are mapped when a territory is opened.

Files of the folder, n places:

    text_bytes u1           UTF-8: for each place its id, its name and its opening hours, parted by tabs
    text_first i8 (n + 1)   where the text of each begins
    kind u1 (n)             index into `EATING_KINDS`
    lat_e7, lon_e7 i4 (n)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from graphs.geo import Coordinate
from planner.mapped import map_arrays, pack_texts, read_texts, require_alike, write_arrays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from graphs.geo import BoundingBox

__all__ = ["EATING_KINDS", "EatingPlace", "EatingTable", "write_eating_places"]

EATING_KINDS = ("restaurant", "cafe", "fast_food", "pub", "bar", "biergarten", "food_court")
_TABLE = "places to eat"
_PER_DEGREE = 10_000_000
_ROUNDING = 1e-3
"""Of a coordinate in ten millionths of a degree, which is a whole number."""


@dataclass(frozen=True, slots=True)
class EatingPlace:
    """A place to eat. `opening_hours` is as OSM has it, empty where nobody says.

    Raises
    ------
    ValueError
        There is no id or no name, or the kind is none of those.
    """

    id: str
    name: str
    kind: str
    position: Coordinate
    opening_hours: str = ""

    def __post_init__(self) -> None:
        if not self.id or not self.name or self.kind not in EATING_KINDS:
            msg = f"a place to eat needs an id, a name and a kind, got {self!r}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class EatingTable:
    """Arrays as `write_eating_places` lays them out, read-only; opening reads headers only."""

    text_bytes: npt.NDArray[np.uint8]
    text_first: npt.NDArray[np.int64]
    kind: npt.NDArray[np.uint8]
    lat_e7: npt.NDArray[np.int32]
    lon_e7: npt.NDArray[np.int32]

    @classmethod
    def open(cls, folder: Path) -> EatingTable:
        """Map the arrays of a folder.

        Raises
        ------
        TerritoryFormatError
            An array is missing or damaged, or they do not belong together.
        """
        found = cls(**map_arrays(folder, (item.name for item in fields(cls)), table=_TABLE))
        columns = (found.kind, found.lat_e7, found.lon_e7)
        require_alike(folder, (len(found.text_first) - 1, *(len(column) for column in columns)), table=_TABLE)
        return found

    def __len__(self) -> int:
        return len(self.kind)

    def get(self, index: int) -> EatingPlace:
        """Read one place."""
        number, name, hours = read_texts(self.text_bytes, self.text_first, index)
        position = Coordinate(int(self.lat_e7[index]) / _PER_DEGREE, int(self.lon_e7[index]) / _PER_DEGREE)
        return EatingPlace(number, name, EATING_KINDS[int(self.kind[index])], position, hours)

    def list_in_box(self, box: BoundingBox) -> list[int]:
        """List the places in a box, edges included, in the order of their indices."""
        south, west = (math.ceil(_PER_DEGREE * edge - _ROUNDING) for edge in (box.south, box.west))
        north, east = (math.floor(_PER_DEGREE * edge + _ROUNDING) for edge in (box.north, box.east))
        inside = (self.lat_e7 >= south) & (self.lat_e7 <= north) & (self.lon_e7 >= west) & (self.lon_e7 <= east)
        return np.flatnonzero(inside).tolist()


def write_eating_places(folder: Path, places: Sequence[EatingPlace]) -> None:
    """Write the table into a folder, which is made; nothing where there are no places."""
    if not places:
        return
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, npt.NDArray[Any]] = {
        **pack_texts((one.id, one.name, one.opening_hours) for one in places),
        "kind": np.array([EATING_KINDS.index(one.kind) for one in places], np.uint8),
        "lat_e7": np.array([round(one.position.lat * _PER_DEGREE) for one in places], np.int32),
        "lon_e7": np.array([round(one.position.lon * _PER_DEGREE) for one in places], np.int32),
    }
    write_arrays(folder, arrays)
