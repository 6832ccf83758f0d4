"""Which commune and which country a point lies in, as far as the boundaries at hand tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphs.geo import Coordinate
    from graphs.osm.features import OsmFeature

__all__ = ["Communes"]


@dataclass(frozen=True, slots=True, eq=False)
class Communes:
    """Boundaries of communes and countries with their names."""

    tree: STRtree
    names: tuple[tuple[str, str], ...]
    """Commune and country of each boundary; one of the two is empty."""
    country: str = ""
    """Country of a point that lies in no national boundary."""

    @classmethod
    def from_features(cls, features: Iterable[OsmFeature], *, country: str = "") -> Communes:
        """Take boundaries of level 8 (communes) and 2 (countries).

        See https://wiki.openstreetmap.org/wiki/Tag:boundary%3Dadministrative.
        """
        areas, names = [], []
        for feature in features:
            level, name = feature.tags.get("admin_level"), feature.tags.get("name", "")
            if feature.tags.get("boundary") != "administrative" or feature.geometry.geom_type != "MultiPolygon":
                continue
            code = feature.tags.get("ISO3166-1:alpha2") or feature.tags.get("ISO3166-1") or ""
            if (level == "8" and name) or (level == "2" and code):
                areas.append(feature.geometry)
                names.append((name, "") if level == "8" else ("", code))
        return cls(STRtree(np.array(areas, dtype=object)), tuple(names), country)

    def find(self, point: Coordinate) -> tuple[str, str]:
        """Commune and country of a point, empty where unknown."""
        hits = sorted(self.tree.query(shapely.Point(point.lon, point.lat), predicate="within").tolist())
        found = [self.names[index] for index in hits]
        commune = next((name for name, _ in found if name), "")
        return commune, next((code for _, code in found if code), self.country)
