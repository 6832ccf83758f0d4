"""Limits of days on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.places import WireModel

__all__ = ["DayLimits"]


class DayLimits(WireModel):
    """What no day exceeds."""

    distance_km: Annotated[float | None, Field(gt=0, le=1000)] = None
    duration_min: Annotated[float | None, Field(gt=0, le=7 * 24 * 60, description="With visits and waits.")] = None
    ascent_m: Annotated[float | None, Field(ge=0, le=20_000)] = None
