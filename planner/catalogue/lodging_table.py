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

from graphs.errors import TerritoryFormatError
from graphs.geo import Coordinate
from planner.catalogue.archive import read_spots, spots_to_array
from planner.catalogue.lodging import BICYCLE_SERVICES, LODGING_KINDS, Lodging

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from graphs.attributes import Vehicle
    from planner.catalogue.linking import LinkSpot, SiteSpots

__all__ = ["LodgingTable", "write_lodgings"]

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
        try:
            arrays = [np.load(folder / f"{item.name}.npy", mmap_mode="r", allow_pickle=False) for item in fields(cls)]
        except (OSError, ValueError) as error:
            msg = f"the lodgings cannot be read ({error}): build the territory again"
            raise TerritoryFormatError(msg, folder=str(folder)) from error
        found = cls(*(array.view(np.ndarray) for array in arrays))
        counts = {len(found.text_first) - 1, len(found.kind), len(found.services), len(found.lat_e7), len(found.lon_e7)}
        if counts != {len(found.spots)}:
            msg = "the arrays of the lodgings do not belong together: build the territory again"
            raise TerritoryFormatError(msg, folder=str(folder))
        return found

    def __len__(self) -> int:
        return len(self.kind)

    def get(self, index: int) -> Lodging:
        """Read one lodging."""
        first, last = int(self.text_first[index]), int(self.text_first[index + 1])
        number, name, website = self.text_bytes[first:last].tobytes().decode("utf-8").split("\t")
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
    texts = ["\t".join(" ".join(text.split()) for text in (one.id, one.name, one.website)).encode() for one in lodgings]
    bits = [sum(1 << BICYCLE_SERVICES.index(name) for name in one.services) for one in lodgings]
    arrays: dict[str, npt.NDArray[Any]] = {
        "text_bytes": np.frombuffer(b"".join(texts) or b"\0", np.uint8),
        "text_first": np.concatenate([[0], np.cumsum([len(text) for text in texts])]).astype(np.int64),
        "kind": np.array([LODGING_KINDS.index(one.kind) for one in lodgings], np.uint8),
        "services": np.array(bits, np.uint16),
        "lat_e7": np.array([round(one.position.lat * _PER_DEGREE) for one in lodgings], np.int32),
        "lon_e7": np.array([round(one.position.lon * _PER_DEGREE) for one in lodgings], np.int32),
        "spots": spots_to_array(spots),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
