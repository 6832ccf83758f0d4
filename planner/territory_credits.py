"""What a territory says of itself: its name, whom it credits, and the files that it was built from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphs.osm.normalise import get_data_date
from graphs.store import Source
from planner.territory_config import OSM_ATTRIBUTION, TerritoryConfig

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.catalogue.site import Site

__all__ = ["credit_map", "describe_sources", "describe_territory"]


def describe_territory(config: TerritoryConfig, sites: Sequence[Site]) -> dict[str, Any]:
    """Give what the file of facts of a territory holds."""
    own = dict.fromkeys(f"{site.source} - {site.licence}" for site in sites if site.source and site.licence)
    lines = config.list_credits()
    if not config.attribution:
        lines = (*lines, *sorted(line for line in own if "OpenStreetMap" not in line))
    return {
        "name": config.name,
        "title": config.title.to_mapping(),
        "notice": config.notice.to_mapping(),
        "attribution": list(lines),
        "translations": {line: text.to_mapping() for line, text in config.translations},
        "country": config.country,
        "language": config.language,
        "seed": config.seed,
        **({"emissions": config.emissions} if config.emissions else {}),
    }


def credit_map(config: TerritoryConfig) -> str:
    """Say whom the map credits: the lines that name OpenStreetMap, else that of the streets."""
    lines = [line for line in config.list_credits() if "OpenStreetMap" in line]
    return " | ".join(lines or [config.osm_attribution])


def describe_sources(
    config: TerritoryConfig,
    osm: Sequence[Path],
    gtfs: Sequence[Path],
    elevation: Sequence[Path],
    sites: Sequence[Path],
) -> list[Source]:
    """List the files that a territory is built from, with licences and the day of their data."""
    kinds = (("osm", osm), ("gtfs", gtfs), ("elevation", elevation), ("sites", sites))
    usual = config.osm_attribution == OSM_ATTRIBUTION
    licences = {"osm": ("ODbL 1.0" if usual else "", config.osm_attribution)}
    described = []
    for kind, paths in kinds:
        licence, attribution = licences.get(kind, ("", ""))
        described += [
            Source.from_file(
                path,
                kind=kind,
                date=get_data_date(path) if kind == "osm" else "",
                licence=licence,
                attribution=attribution,
            )
            for path in paths
            if path.is_file()
        ]
    return described
