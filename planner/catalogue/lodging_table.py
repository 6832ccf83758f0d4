"""The lodgings of a territory as arrays of a folder, mapped when it is opened.

Files of the folder, all of them arrays, n lodgings:

    text_bytes u1           UTF-8: for each lodging its id, its name and its website, parted by tabs
    text_first i8 (n + 1)   where the text of each begins
    kind u1 (n)             index into `LODGING_KINDS`
    services u2 (n)         bit `1 << k` for the k-th of `BICYCLE_SERVICES`
    lat_e7, lon_e7 i4 (n)
    spots i8 (n, vehicles, 14)   where each vehicle meets it, as in `planner.catalogue.archive`
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from graphs.geo import Coordinate
from planner.catalogue.archive import read_spots, spots_to_array
from planner.catalogue.lodging import BICYCLE_SERVICES, LODGING_KINDS, Lodging
from planner.mapped import map_arrays, pack_texts, read_texts, require_alike, write_arrays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from graphs.attributes import Vehicle
    from planner.catalogue.linking import LinkSpot, SiteSpots

__all__ = ["LodgingTable", "write_lodgings"]

_TABLE = "lodgings"
_PER_DEGREE = 10_000_000


@dataclass(frozen=True, slots=True, eq=False)
class LodgingTable:
    """Arrays as `write_lodgings` lays them out, read-only; opening reads headers only."""

    text_bytes: npt.NDArray[np.uint8]
    text_first: npt.NDArray[np.int64]
    kind: npt.NDArray[np.uint8]
    services: npt.NDArray[np.uint16]
    lat_e7: npt.NDArray[np.int32]
    lon_e7: npt.NDArray[np.int32]
    spots: npt.NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path) -> LodgingTable:
        """Map the arrays of a folder.

        Raises
        ------
        TerritoryFormatError
            An array is missing or damaged, or they do not belong together.
        """
        found = cls(**map_arrays(folder, (item.name for item in fields(cls)), table=_TABLE))
        columns = (found.kind, found.services, found.lat_e7, found.lon_e7, found.spots)
        require_alike(folder, (len(found.text_first) - 1, *(len(column) for column in columns)), table=_TABLE)
        return found

    def __len__(self) -> int:
        return len(self.kind)

    def get(self, index: int) -> Lodging:
        """Read one lodging."""
        number, name, website = read_texts(self.text_bytes, self.text_first, index)
        bits = int(self.services[index])
        return Lodging(
            number,
            name,
            LODGING_KINDS[int(self.kind[index])],
            Coordinate(int(self.lat_e7[index]) / _PER_DEGREE, int(self.lon_e7[index]) / _PER_DEGREE),
            tuple(service for k, service in enumerate(BICYCLE_SERVICES) if bits >> k & 1),
            website,
        )

    def find_spot(self, index: int, vehicle: Vehicle) -> LinkSpot | None:
        """Find where a vehicle meets a lodging, None where no street leads there."""
        return read_spots(self.spots, index, vehicle).outside


def write_lodgings(folder: Path, lodgings: Sequence[Lodging], spots: Sequence[Sequence[SiteSpots]]) -> None:
    """Write the table into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    bits = [sum(1 << BICYCLE_SERVICES.index(name) for name in one.services) for one in lodgings]
    arrays: dict[str, npt.NDArray[Any]] = {
        **pack_texts((one.id, one.name, one.website) for one in lodgings),
        "kind": np.array([LODGING_KINDS.index(one.kind) for one in lodgings], np.uint8),
        "services": np.array(bits, np.uint16),
        "lat_e7": np.array([round(one.position.lat * _PER_DEGREE) for one in lodgings], np.int32),
        "lon_e7": np.array([round(one.position.lon * _PER_DEGREE) for one in lodgings], np.int32),
        "spots": spots_to_array(spots),
    }
    write_arrays(folder, arrays)
