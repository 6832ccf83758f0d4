"""Streets and sites around a place or in a box, through osmnx.

osmnx asks Nominatim and Overpass and would build a graph of its own; here it only fetches. Its answers are written
as an OSM file, which goes through the same
import as any extract, so that the same rules hold. Overpass gives ways and nodes this way, not the relations that
streets belong to.
"""

from __future__ import annotations

import json
import math
import socket
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapely import MultiPolygon, Polygon
from shapely.geometry import box as to_polygon

from graphs.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphs.geo import BoundingBox

__all__ = ["LACKS", "Fetched", "Services", "fetch_bbox", "fetch_place"]

LACKS = ("turn restrictions", "signposted routes")
"""What a territory fetched this way does not know, for its manifest."""

_STREETS = ['["highway"]', '["route"="ferry"]', '["railway"="platform"]', '["man_made"="pier"]']
_SITES: dict[str, bool | str | list[str]] = {
    "historic": True,
    "tourism": True,
    "heritage": True,
    "memorial": True,
    "man_made": ["spoil_heap", "headframe", "mineshaft", "adit", "tower", "chimney"],
    "landuse": ["landfill", "quarry"],
    "natural": ["peak", "hill"],
    "railway": ["station", "halt", "tram_stop"],
    "public_transport": ["station", "stop_position"],
    "highway": ["bus_stop"],
}
_KM_PER_DEGREE = 111.2
_MOST_KM2 = 20_000
"""Somewhat more than Wallonia."""
_KINDS = ("node", "way", "relation")


@dataclass(frozen=True, slots=True)
class Services:
    """Servers to ask."""

    overpass_url: str = "https://overpass-api.de/api"
    nominatim_url: str = "https://nominatim.openstreetmap.org/"
    timeout_s: int = 180


@dataclass(frozen=True, slots=True)
class Fetched:
    """An OSM file and the area it covers."""

    path: Path
    clip: Polygon | MultiPolygon
    name: str
    """Name of the place as Nominatim gives it, or the box."""
    lacks: tuple[str, ...] = LACKS


def fetch_place(place: str, target: Path, *, services: Services | None = None) -> Fetched:
    """Fetch streets and sites inside the borders of a place.

    Parameters
    ----------
    place
        What one would type into a search box, such as `Lens, France`.
    target
        File to write, `.osm` or `.osm.pbf`.
    services
        Servers to ask, the public ones by default.

    Raises
    ------
    FetchError
        The place is unknown or has no borders, a server cannot be reached, or there is nothing inside.
    """
    if not place.strip():
        raise FetchError("the name of the place is empty: give one such as 'Lens, France'", place=place)
    with _osmnx(services or Services()) as cache:
        import osmnx

        found = _ask(lambda: osmnx.geocode_to_gdf(place), place)
        shape = found.geometry.iloc[0]
        name = str(found.iloc[0].get("display_name", place))
        if not isinstance(shape, Polygon | MultiPolygon):
            raise FetchError(f"{place!r} has no borders: give a commune or a box", place=place)
        return _fetch_area(shape, target, cache, name)


def fetch_bbox(box: BoundingBox, target: Path, *, services: Services | None = None) -> Fetched:
    """Fetch streets and sites in a box; parameters and errors as `fetch_place`."""
    with _osmnx(services or Services()) as cache:
        return _fetch_area(to_polygon(*box.to_tuple()), target, cache, ",".join(map(str, box.to_tuple())))


@contextmanager
def _osmnx(services: Services) -> Iterator[Path]:
    """Let osmnx only fetch, into a folder of its own; its settings and the resolver it replaces are put back."""
    import osmnx

    changes = {
        "overpass_url": services.overpass_url,
        "nominatim_url": services.nominatim_url,
        "requests_timeout": services.timeout_s,
        "use_cache": True,
        "log_console": False,
        "http_user_agent": "terrils (trip planner)",
    }
    before = {name: getattr(osmnx.settings, name) for name in (*changes, "cache_folder", "cache_only_mode")}
    resolver = socket.getaddrinfo
    with tempfile.TemporaryDirectory(prefix="terrils-osm-") as folder:
        try:
            for name, value in changes.items():
                setattr(osmnx.settings, name, value)
            osmnx.settings.cache_folder = folder
            yield Path(folder)
        finally:
            socket.getaddrinfo = resolver
            for name, value in before.items():
                setattr(osmnx.settings, name, value)


def _ask(question: Callable[[], Any], what: str) -> Any:  # noqa: ANN401 - osmnx is not typed
    import requests
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError

    try:
        return question()
    except InsufficientResponseError as error:
        raise FetchError(f"nothing was found for {what!r} ({error})", place=what) from error
    except (ResponseStatusCodeError, requests.RequestException) as error:
        raise FetchError(f"the servers of OpenStreetMap cannot be asked for {what!r} ({error})", place=what) from error
    except (TypeError, ValueError, KeyError) as error:
        raise FetchError(f"{what!r} has no borders that can be used ({error})", place=what) from error


def _fetch_area(shape: Polygon | MultiPolygon, target: Path, cache: Path, name: str) -> Fetched:
    import osmnx

    _require_size(shape, name)
    for answer in cache.glob("*.json"):
        answer.unlink()
    osmnx.settings.cache_only_mode = True
    _ask_only(lambda: osmnx.graph_from_polygon(shape, custom_filter=_STREETS, retain_all=True, simplify=False), name)
    _ask_only(lambda: osmnx.features_from_polygon(shape, _SITES), name)
    try:
        elements = _read_answers(cache)
        if not any(kind == "way" for kind, _ in elements):
            raise FetchError(f"there is no street in {name!r}", place=name)
        _write(elements, target)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        msg = f"Overpass answers for {name!r} what cannot be read ({error}): is its address right?"
        raise FetchError(msg, place=name) from error
    return Fetched(target, shape, name)


def _require_size(shape: Polygon | MultiPolygon, name: str) -> None:
    """Refuse what no public server should be asked for, before anybody is asked, and a box without extent."""
    _, south, _, north = shape.bounds
    if not shape.area:
        raise FetchError(f"{name!r} has no extent: give a box with a width and a height", place=name)
    widest = min(abs(south), abs(north)) if south * north > 0 else 0.0
    area_km2 = shape.area * _KM_PER_DEGREE**2 * math.cos(math.radians(widest))
    if area_km2 > _MOST_KM2:
        msg = f"{name!r} is too large to be fetched this way: {_MOST_KM2:,} km² at most; build from an extract (--osm)"
        raise FetchError(msg, place=name)


def _ask_only(question: Callable[[], Any], what: str) -> None:
    """Have osmnx fetch without building anything, which it ends with an exception of its own."""
    from osmnx._errors import CacheOnlyInterruptError

    try:
        _ask(question, what)
    except CacheOnlyInterruptError:
        return


def _read_answers(cache: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """Elements of all answers by kind and id; one with tags wins over its bare reference."""
    elements: dict[tuple[str, int], dict[str, Any]] = {}
    for file in sorted(cache.glob("*.json")):
        answer = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(answer, dict):
            continue
        if "remark" in answer and "error" in str(answer["remark"]).lower():
            raise FetchError(f"Overpass gave up ({answer['remark']}): ask for a smaller area")
        for element in answer.get("elements", []):
            key = (str(element.get("type")), int(element.get("id", 0)))
            if key[0] in _KINDS and len(element) > len(elements.get(key, {})):
                elements[key] = element
    return elements


def _write(elements: dict[tuple[str, int], dict[str, Any]], target: Path) -> None:
    import osmium
    from osmium.osm.mutable import Node, Relation, Way

    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for kind, number in sorted(elements, key=lambda key: (_KINDS.index(key[0]), key[1])):
            element = elements[kind, number]
            tags = {str(key): str(value) for key, value in element.get("tags", {}).items()}
            if kind == "node":
                place = (float(element["lon"]), float(element["lat"]))
                writer.add_node(Node(id=number, location=place, tags=tags, version=1))
            elif kind == "way":
                nodes = [int(node) for node in element.get("nodes", [])]
                writer.add_way(Way(id=number, nodes=nodes, tags=tags, version=1))
            else:
                members = [(part["type"][0], int(part["ref"]), part["role"]) for part in element.get("members", [])]
                writer.add_relation(Relation(id=number, members=members, tags=tags, version=1))
