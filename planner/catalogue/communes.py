"""Which commune and which country a point lies in: the streets take theirs from the same borders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphs.areas import Area
    from graphs.geo import Coordinate
    from graphs.osm.countries import Countries
    from graphs.osm.features import OsmFeature
    from planner.catalogue.site import Site

__all__ = ["Communes"]


@dataclass(frozen=True, slots=True, eq=False)
class Communes:
    """Boundaries of communes with their names, and what tells the country."""

    tree: STRtree
    names: tuple[str, ...]
    countries: Countries | None = None
    country: str = ""
    """Country of a point where neither the borders nor its file tell."""
    areas: tuple[Area, ...] = ()
    """Country and region of each extract, for what lies where the borders do not tell."""

    @classmethod
    def from_features(
        cls,
        features: Iterable[OsmFeature],
        *,
        country: str = "",
        countries: Countries | None = None,
        areas: Sequence[Area] = (),
    ) -> Communes:
        """Take boundaries of level 8, the communes of France and Belgium.

        See https://wiki.openstreetmap.org/wiki/Tag:boundary%3Dadministrative.
        """
        shapes, names = [], []
        for feature in features:
            level, name = feature.tags.get("admin_level"), feature.tags.get("name", "")
            if feature.tags.get("boundary") != "administrative" or feature.geometry.geom_type != "MultiPolygon":
                continue
            if level == "8" and name:
                shapes.append(feature.geometry)
                names.append(name)
        return cls(STRtree(np.array(shapes, dtype=object)), tuple(names), countries, country, tuple(areas))

    def has_borders(self) -> bool:
        """Say whether there are borders that tell countries apart."""
        return self.countries is not None and bool(self.countries.areas)

    def complete(self, site: Site) -> Site:
        """Give a site the commune and the country that its source does not tell."""
        if site.commune and site.country:
            return site
        commune, country = self.find(site.position)
        return replace(site, commune=site.commune or commune, country=site.country or country)

    def find_name(self, point: Coordinate) -> str:
        """Commune of a point, empty where unknown."""
        hits = sorted(self.tree.query(shapely.Point(point.lon, point.lat), predicate="within").tolist())
        return self.names[hits[0]] if hits else ""

    def find(self, point: Coordinate, *, source: int | None = None) -> tuple[str, str]:
        """Commune and country of a point, empty where unknown; `source` is the number of the extract that holds it."""
        commune = self.find_name(point)
        country = self.countries.find_area(point)[0] if self.countries is not None else None
        if country is None and source is not None and source < len(self.areas):
            country = self.areas[source][0]
        return commune, country or self.country
