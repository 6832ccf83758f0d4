"""Body of a request that changes an itinerary."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from api.schemas.places import Identifier, WireModel

__all__ = ["AddEdit", "AvoidEdit", "EditsRequest", "MoveEdit", "RemoveEdit", "ShortenEdit", "WireEdit"]

_MOST_EDITS = 20
_MOST_STOPS = 50
_MOST_KM = 1000
_MOST_MIN = 7 * 24 * 60

Lat = Annotated[float | None, Field(ge=-90, le=90)]
Lon = Annotated[float | None, Field(ge=-180, le=180)]
Number = Annotated[int, Field(ge=1, le=_MOST_STOPS)]


def _pick_stop(value: Any) -> str:  # noqa: ANN401
    return "stop:number" if isinstance(value, int | float) else "stop:site"


StopName: TypeAlias = Annotated[
    Annotated[Identifier, Tag("stop:site")] | Annotated[Number, Tag("stop:number")],
    Discriminator(_pick_stop),
    Field(description="Id of a visited site, or the number of a place between start and end, from 1."),
]


class AddEdit(WireModel):
    """Visit a site, or pass a point, more."""

    op: Literal["add"]
    site: Annotated[Identifier | None, Field(description="Id or name of a site.")] = None
    lat: Lat = None
    lon: Lon = None
    to: Annotated[Number | None, Field(description="Its number in the order; where it fits best when left out.")] = None


class RemoveEdit(WireModel):
    """Leave a place out."""

    op: Literal["remove"]
    stop: StopName


class MoveEdit(WireModel):
    """Give a place another number in the order, or a point another position."""

    op: Literal["move"]
    stop: StopName
    to: Number | None = None
    lat: Lat = None
    lon: Lon = None


class AvoidEdit(WireModel):
    """Take another street than this one."""

    op: Literal["avoid"]
    way: Annotated[int | None, Field(ge=1, le=2**63 - 1, description="Id of an OSM way of the line.")] = None
    lat: Lat = None
    lon: Lon = None


class ShortenEdit(WireModel):
    """Keep what lies before a place of the line, and make the rest shorter."""

    op: Literal["shorten"]
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    distance_km: Annotated[float | None, Field(gt=0, le=_MOST_KM, description="Most that may be left.")] = None
    duration_min: Annotated[
        float | None, Field(gt=0, le=_MOST_MIN, description="Most that may be left, visits included.")
    ] = None


def _pick_edit(value: Any) -> str:  # noqa: ANN401
    """Say which kind of edit is meant, so that an error speaks of that kind alone."""
    return f"edit:{value.get('op') if isinstance(value, dict) else getattr(value, 'op', None)}"


WireEdit: TypeAlias = Annotated[
    Annotated[AddEdit, Tag("edit:add")]
    | Annotated[RemoveEdit, Tag("edit:remove")]
    | Annotated[MoveEdit, Tag("edit:move")]
    | Annotated[AvoidEdit, Tag("edit:avoid")]
    | Annotated[ShortenEdit, Tag("edit:shorten")],
    Discriminator(
        _pick_edit,
        custom_error_type="edit",
        custom_error_message="Give an op: add, remove, move, avoid or shorten",
    ),
]


class EditsRequest(WireModel):
    """Changes to an itinerary, carried out in order; what none of them names stays as it was."""

    edits: Annotated[list[WireEdit], Field(min_length=1, max_length=_MOST_EDITS)]
    language: Annotated[Literal["fr", "nl", "en"] | None, Field(description="That of the itinerary when left out.")] = (
        None
    )
