"""The index of names, mapped from the folder of a territory."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import Coordinate
from planner.gazetteer.records import KINDS, OSM_TYPES, TOWN_KINDS
from planner.mapped import map_arrays, read_texts, require_alike
from planner.stops import fold_name, rank_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["Gazetteer", "NamedPlace"]

_TABLE = "index of places"
_MOST_LOOKED_AT = 2000
"""Names that are weighed against one another in one search."""
_BEGINNINGS = ("\n", " ", "")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that was found: `name` in the language that was asked for, `town` as on the spot, empty where unknown."""

    osm_id: str
    kind: str
    name: str
    town: str
    position: Coordinate


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Arrays as `planner.gazetteer.writing` lays them out, read-only; opening reads headers only."""

    key_bytes: npt.NDArray[np.uint8]
    key_first: npt.NDArray[np.int64]
    key_place: npt.NDArray[np.int32]
    text_bytes: npt.NDArray[np.uint8]
    text_first: npt.NDArray[np.int64]
    place_kind: npt.NDArray[np.uint8]
    place_osm: npt.NDArray[np.int64]
    place_lat_e7: npt.NDArray[np.int32]
    place_lon_e7: npt.NDArray[np.int32]

    @classmethod
    def open(cls, folder: Path) -> Gazetteer:
        """Map the arrays of a folder.

        Raises
        ------
        TerritoryFormatError
            An array is missing or damaged, or they do not belong together.
        """
        found = cls(**map_arrays(folder, (item.name for item in fields(cls)), table=_TABLE))
        counts = (len(found.text_first) - 1, len(found.place_kind), len(found.place_osm), len(found.place_lat_e7))
        require_alike(folder, counts, table=_TABLE)
        require_alike(folder, (len(found.key_first), len(found.key_place)), table=_TABLE)
        return found

    def __len__(self) -> int:
        return len(self.place_kind)

    def list_towns(self) -> list[int]:
        """List the indices of cities, towns and villages, in their order."""
        return [int(index) for index in np.flatnonzero(self.place_kind < len(TOWN_KINDS))]

    def get_kind(self, index: int) -> str:
        """Kind of a place, one of `planner.gazetteer.records.KINDS`."""
        return KINDS[int(self.place_kind[index])]

    def get_place(self, index: int, language: str = "") -> NamedPlace:
        """Read one place, its name in a language where it has one."""
        return self._get(index, language)

    def search(self, text: str, *, limit: int, language: str = "") -> list[NamedPlace]:
        """List places whose name holds a text, the best match first, towns before streets.

        Accents and case do not count. Where names alone give too few, each word may also be one of the town:
        `gare lens` finds the Rue de la Gare of Lens. A text without letters or digits finds nothing.
        """
        words = fold_name(text)
        if not words:
            return []
        ranks: dict[int, tuple[int, int, int]] = {}
        for line, name, _ in self._find_lines(words):
            if words in name:
                place = int(self.key_place[line])
                rank, length = rank_name(name, words)
                own = (rank, int(self.place_kind[place]), length)
                ranks[place] = min(own, ranks.get(place, own))
        best = sorted(ranks, key=lambda place: (ranks[place], place))[:limit]
        if len(best) < limit and " " in words:
            best += [place for place in self._find_with_town(words) if place not in ranks][: limit - len(best)]
        return [self._get(place, language) for place in best]

    def _find_lines(self, words: str) -> Iterator[tuple[int, str, str]]:
        """Give lines that hold words, with name and town: those that begin with them first, each once."""
        seen: set[int] = set()
        data = self.key_bytes.data
        for beginning in _BEGINNINGS:
            for match in re.finditer(re.escape(f"{beginning}{words}".encode()), data):
                at = match.start() + len(beginning)
                line = int(np.searchsorted(self.key_first, at, side="right")) - 1
                if line in seen:
                    continue
                if len(seen) == _MOST_LOOKED_AT:
                    return
                seen.add(line)
                name, _, town = self._read_line(line).partition("\t")
                yield line, name, town

    def _find_with_town(self, words: str) -> list[int]:
        """Places whose name holds some of the words, and whose town holds the others."""
        parts = words.split()
        found: dict[int, None] = {}
        for line, name, town in self._find_lines(max(parts, key=len)):
            both = f" {name} {town}"
            if any(part in name for part in parts) and all(f" {part}" in both for part in parts):
                found[int(self.key_place[line])] = None
        return sorted(found)

    def _read_line(self, line: int) -> str:
        first = int(self.key_first[line])
        last = int(self.key_first[line + 1]) if line + 1 < len(self.key_first) else len(self.key_bytes)
        return self.key_bytes[first : last - 1].tobytes().decode("utf-8")

    def _get(self, place: int, language: str) -> NamedPlace:
        name, town, *local = read_texts(self.text_bytes, self.text_first, place)
        names = dict(item.split("=", 1) for item in local)
        number, kind = divmod(int(self.place_osm[place]), 4)
        position = Coordinate(int(self.place_lat_e7[place]) / 1e7, int(self.place_lon_e7[place]) / 1e7)
        return NamedPlace(
            f"{OSM_TYPES[kind]}/{number}",
            KINDS[int(self.place_kind[place])],
            names.get(language, name),
            town,
            position,
        )
