"""A small drawn territory: a chessboard of streets near Lens, a few sites and two stations, built like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.territory_build import build_territory
from planner.territory_config import TerritoryConfig
from planner.texts import LocalText

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CENTRE", "CLOSED_SITE", "FAR_AWAY", "SITE", "STATION", "build_drawn_territory", "write_osm"]

CENTRE = {"lat": 50.4201, "lon": 2.8302}
FAR_AWAY = {"lat": 43.3, "lon": 5.4}
SITE, CLOSED_SITE, STATION = "headframe-1", "terril-shut", "station-lens"
_ROWS = _COLUMNS = 28
_SOUTH, _WEST, _LAT_STEP, _LON_STEP = 50.4, 2.8, 0.0015, 0.00235
_KINDS = ("residential", "cycleway", "track", "tertiary", "path")
_SITE_COLUMNS = (
    "id,name,kind,commune,country,lat,lon,coord_accuracy_m,unesco_zone,unesco_id,terril_no,form,company,period,protection,"
    "interest,area_ha,length_m,height_m,view_on,themes,visiting,access,access_reason,access_source,access_date,source,"
    "opening_hours"
)
_HOURS = {"museum-1": "Tu-Su 10:00-18:00"}
_SITES = (
    (SITE, "Chevalement du 2", "headframe", 50.4152, 2.8208, "mining", "open"),
    ("museum-1", "Musée de la mine", "museum", 50.4271, 2.8351, "mining", "open"),
    ("memorial-1", "Stèle des mineurs", "memorial", 50.4091, 2.8402, "memory", "outside"),
    ("park-1", "Parc du 14", "park", 50.4331, 2.8135, "nature", "open"),
    (CLOSED_SITE, "Terril en feu", "terril", 50.4211, 2.8491, "terrils", "closed"),
)


def build_drawn_territory(folder: Path) -> Path:
    """Build the territory below a folder and give its path."""
    folder.mkdir(parents=True, exist_ok=True)
    write_osm(folder / "drawn.osm")
    rows = [
        f"{key},{name},{kind},Lens,FR,{lat},{lon},10,,,,,,,,,,,,,{themes},,{access},drawn,tests,2026-11-22,tests,"
        f"{_HOURS.get(key, '')}"
        for key, name, kind, lat, lon, themes, access in _SITES
    ]
    (folder / "sites.csv").write_text("\n".join([_SITE_COLUMNS, *rows]) + "\n", encoding="utf-8")
    (folder / "stops.csv").write_text(
        f"id,name,country,lat,lon,source\n{STATION},Lens,FR,50.4186,2.8279,tests\nstation-be,Lens,BE,50.4301,2.8443,tests\n",
        encoding="utf-8",
    )
    notice = LocalText(fr="DÉMO - NE PAS SUIVRE", nl="DEMO - NIET VOLGEN", en="DEMO - DO NOT FOLLOW")
    build_territory(
        osm=[folder / "drawn.osm"],
        sites=[folder / "sites.csv"],
        stops=[folder / "stops.csv"],
        out=folder / "territory",
        config=TerritoryConfig(
            name="drawn", notice=notice, osm_attribution="Drawn streets - CC0-1.0", country="FR", language="fr"
        ),
    )
    return folder / "territory"


def write_osm(path: Path) -> None:
    """Write the chessboard as OSM XML."""
    lines = ['<?xml version="1.0"?>', '<osm version="0.6" generator="tests">']
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            lat, lon = _SOUTH + row * _LAT_STEP, _WEST + column * _LON_STEP
            lines.append(f'<node id="{row * 100 + column + 1}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"/>')
    lines.append('<node id="9999" version="1" lat="50.42" lon="2.83">')
    lines.append('<tag k="place" v="town"/><tag k="name" v="Lens"/><tag k="name:nl" v="Lenze"/></node>')
    for row in range(_ROWS):
        lines += _write_way(1000 + row, f"Rue {row}", row, [row * 100 + column + 1 for column in range(_COLUMNS)])
    for column in range(_COLUMNS):
        nodes = [row * 100 + column + 1 for row in range(_ROWS)]
        lines += _write_way(2000 + column, f"Avenue {column}", column + 2, nodes)
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")


def _write_way(way: int, name: str, kind: int, nodes: list[int]) -> list[str]:
    tags = (
        f'<tag k="highway" v="{_KINDS[kind % len(_KINDS)]}"/><tag k="name" v="{name}"/><tag k="surface" v="asphalt"/>'
    )
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
    return [f'<way id="{way}" version="1">{refs}{tags}<tag k="bicycle" v="yes"/></way>']
