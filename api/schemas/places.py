"""Places and areas on the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

__all__ = [
    "Area",
    "Identifier",
    "LatLon",
    "MultiPolygon",
    "Origin",
    "Place",
    "Polygon",
    "SiteRef",
    "StopRef",
    "WireModel",
]

_LONGEST_ID = 200
_MOST_RINGS = 50
_MOST_POLYGONS = 100
_MOST_POSITIONS = 20_000

Identifier = Annotated[str, Field(min_length=1, max_length=_LONGEST_ID)]


class WireModel(BaseModel):
    """What all requests share: no unknown member, no guessing of types, finite numbers only."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class LatLon(WireModel):
    """A point on WGS 84, in degrees."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class StopRef(WireModel):
    """A stop of public transport, by id or by a name that is not ambiguous."""

    stop: Identifier


class SiteRef(WireModel):
    """A site of the catalogue, by id or by a name that is not ambiguous."""

    site: Identifier


_PLACE_MEMBERS = {
    "place:point": frozenset({"lat", "lon"}),
    "place:stop": frozenset({"stop"}),
    "place:site": frozenset({"site"}),
}


def _pick_place(value: Any) -> str:  # noqa: ANN401
    """Say which kind of place is meant, by its members, so that an error speaks of that kind alone."""
    members = value if isinstance(value, dict) else {}
    kinds = [kind for kind, names in _PLACE_MEMBERS.items() if not names.isdisjoint(members)]
    if len(kinds) > 1:
        return "place:several"
    if isinstance(value, StopRef):
        return "place:stop"
    if isinstance(value, SiteRef):
        return "place:site"
    return kinds[0] if kinds else "place:point"


Place: TypeAlias = Annotated[
    Annotated[LatLon, Tag("place:point")]
    | Annotated[StopRef, Tag("place:stop")]
    | Annotated[SiteRef, Tag("place:site")],
    Discriminator(
        _pick_place,
        custom_error_type="place",
        custom_error_message="Give either lat and lon, or stop, or site",
    ),
]


def _pick_origin(value: Any) -> str:  # noqa: ANN401
    members = value if isinstance(value, dict) else {}
    named, placed = "stop" in members or isinstance(value, StopRef), not {"lat", "lon"}.isdisjoint(members)
    if named and placed:
        return "origin:both"
    return "origin:stop" if named else "origin:point"


Origin: TypeAlias = Annotated[
    Annotated[LatLon, Tag("origin:point")] | Annotated[StopRef, Tag("origin:stop")],
    Discriminator(_pick_origin, custom_error_type="origin", custom_error_message="Give either lat and lon, or stop"),
]

Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
# Lists, not tuples: JSON has no tuples, and strict models take nothing for something else.
Position: TypeAlias = Annotated[list[Annotated[float, Field(ge=-12_000, le=12_000)]], Field(min_length=2, max_length=3)]
Ring: TypeAlias = Annotated[list[Position], Field(min_length=4, max_length=_MOST_POSITIONS)]
Box: TypeAlias = Annotated[
    list[float], Field(min_length=4, max_length=6, description="A member of GeoJSON that nothing is done with.")
]
Rings: TypeAlias = Annotated[list[Ring], Field(min_length=1, max_length=_MOST_RINGS)]


class Polygon(WireModel):
    """A GeoJSON polygon: closed rings of longitude, latitude; the first is the outline, the others are holes."""

    type: Literal["Polygon"]
    coordinates: Rings
    bbox: Box | None = None


class MultiPolygon(WireModel):
    """Several GeoJSON polygons."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Rings], Field(min_length=1, max_length=_MOST_POLYGONS)]
    bbox: Box | None = None


def _pick_area(value: Any) -> str:  # noqa: ANN401
    kind = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return f"area:{kind}"


Area: TypeAlias = Annotated[
    Annotated[Polygon, Tag("area:Polygon")] | Annotated[MultiPolygon, Tag("area:MultiPolygon")],
    Discriminator(
        _pick_area,
        custom_error_type="area",
        custom_error_message="Give a GeoJSON geometry of type Polygon or MultiPolygon",
    ),
]
