"""Bodies of answers about ways, matrices and isochrones, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.answers import LegAnswer, SummaryAnswer, TextAnswer

__all__ = ["IsochronesAnswer", "MatrixAnswer", "RoutesAnswer"]


class RouteAnswer(BaseModel):
    """One way through the given points."""

    summary: SummaryAnswer
    legs: list[LegAnswer]
    warnings: list[TextAnswer]


class RoutesAnswer(BaseModel):
    """Ways, best first."""

    notice: str
    routes: list[RouteAnswer]
    attribution: list[str]


class ReachedFeature(BaseModel):
    """The area that is reached within one contour."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any]
    properties: dict[str, Any] = Field(description="The mode, and duration_min or distance_km as asked for.")


class IsochronesAnswer(BaseModel):
    """GeoJSON areas in the order of the contours."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["FeatureCollection"]
    notice: str
    features: list[ReachedFeature]
    attribution: list[str]


class MatrixAnswer(BaseModel):
    """Metres and seconds, a row per source, null where out of reach."""

    notice: str
    distances_m: list[list[float | None]]
    durations_s: list[list[int | None]]
    attribution: list[str]
