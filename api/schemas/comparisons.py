"""Bodies of comparisons: one request, and variants of the streets to plan it on."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, Discriminator, Field, Tag

from api.schemas.answers import ItineraryDocument
from api.schemas.places import MultiPolygon, Polygon, Position, WireModel
from api.schemas.requests import ItineraryRequest

__all__ = ["ComparisonAnswer", "ComparisonRequest", "StreetFeature", "TagChange", "VariantBody"]

_MOST_VARIANTS = 10
_MOST_CHANGES = 200
_MOST_POSITIONS = 2000
_MOST_TAGS = 50

WayId = Annotated[int, Field(ge=1, le=2**53, description="Id of an OSM way.")]
TagKey = Annotated[str, Field(min_length=1, max_length=255)]
TagValue = Annotated[str, Field(max_length=255)]


def _pick_closure(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, dict):
        return "close:way" if isinstance(value, int) or not hasattr(value, "type") else f"close:{value.type}"
    return "close:MultiPolygon" if value.get("type") == "MultiPolygon" else "close:Polygon"


Closure: TypeAlias = Annotated[
    Annotated[WayId, Tag("close:way")]
    | Annotated[Polygon, Tag("close:Polygon")]
    | Annotated[MultiPolygon, Tag("close:MultiPolygon")],
    Discriminator(_pick_closure),
]


class LineString(WireModel):
    """A GeoJSON line of longitude, latitude."""

    type: Literal["LineString"]
    coordinates: Annotated[list[Position], Field(min_length=2, max_length=_MOST_POSITIONS)]


class StreetFeature(WireModel):
    """A street to add: a GeoJSON line whose properties are its OSM tags."""

    type: Literal["Feature"]
    geometry: LineString
    properties: Annotated[dict[TagKey, TagValue], Field(min_length=1, max_length=_MOST_TAGS)]


class TagChange(WireModel):
    """Tags of a way to set; null takes one away."""

    way: WayId
    tags: Annotated[dict[TagKey, TagValue | None], Field(min_length=1, max_length=_MOST_TAGS)]


class VariantBody(WireModel):
    """Changes of the streets under a name; none at all are the streets as they are."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    close: Annotated[list[Closure], Field(max_length=_MOST_CHANGES, description="OSM ids of ways, or areas.")] = Field(
        default_factory=list
    )
    open: Annotated[
        list[WayId],
        Field(max_length=_MOST_CHANGES, description="Ways to open on foot and by bike, also former railways."),
    ] = Field(default_factory=list)
    change: Annotated[list[TagChange], Field(max_length=_MOST_CHANGES)] = Field(default_factory=list)
    add: Annotated[
        list[StreetFeature],
        Field(max_length=_MOST_CHANGES, description="Streets to add; they are split where they meet others."),
    ] = Field(default_factory=list)


class ComparisonRequest(WireModel):
    """A request for itineraries and the variants to plan it on."""

    request: ItineraryRequest
    variants: Annotated[list[VariantBody], Field(min_length=1, max_length=_MOST_VARIANTS)]


class ClosedWayAnswer(BaseModel):
    """What is closed of an OSM way."""

    way: int
    name: str
    length_m: float


class StreetChanges(BaseModel):
    """What a variant adds, opens and closes, as it was laid over the streets."""

    added: list[dict[str, Any]]
    closed: list[dict[str, Any]] = Field(description="A line, or several, for each way.")
    closed_ways: list[ClosedWayAnswer] = Field(description="The ways of `closed`, in the same order.")
    added_m: float
    closed_m: float
    joins: list[int] = Field(description="At how many places each added street meets others.")
    opened_ways: list[int] = Field(
        description="Ways that wheels may ride only now; which turns are forbidden there is not known, none are kept."
    )


class OutcomeAnswer(BaseModel):
    """The answer on one state of the streets; figures are those of its best itinerary."""

    itineraries: list[ItineraryDocument]
    diagnostics: dict[str, Any]
    figures: dict[str, Any]
    streets: StreetChanges
    problem: dict[str, Any] | None = None


class VariantAnswer(OutcomeAnswer):
    """The answer on a variant, and how it differs from that on the streets as they are."""

    name: str
    differences: dict[str, Any]


class ComparisonAnswer(BaseModel):
    """The answer on the streets as they are and on each variant."""

    notice: str
    base: OutcomeAnswer
    variants: list[VariantAnswer]
    attribution: list[str]
