"""Queries and answers about what a territory holds."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "FeatureCollection",
    "LanguageQuery",
    "PageQuery",
    "PlacesQuery",
    "SiteQuery",
    "SitesQuery",
    "StopsQuery",
    "VocabularyAnswer",
]

_TEXT = Field(min_length=1, max_length=200)


class _Query(BaseModel):
    """A query string: values come as text, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class LanguageQuery(_Query):
    """The language of names and texts."""

    language: Annotated[
        Literal["fr", "nl", "en"] | None, Field(description="Left out: the best of Accept-Language, else French.")
    ] = None


class SiteQuery(LanguageQuery):
    """The day whose access rules count."""

    date: Annotated[dt.date | None, Field(description="Day of the access rules; left out: those without a date.")] = (
        None
    )


class PageQuery(LanguageQuery):
    """A page of a longer list, within a box."""

    limit: Annotated[int, Field(ge=1, le=10_000, description="Most features of a page.")] = 100
    offset: Annotated[int, Field(ge=0, le=10_000_000, description="Features to pass over.")] = 0
    bbox: Annotated[
        str | None,
        Field(
            max_length=200,
            description="West, south, east, north in degrees; a west beyond the east crosses the antimeridian.",
            examples=["2.7,50.4,2.9,50.5"],
        ),
    ] = None
    q: Annotated[
        str | None, _TEXT, Field(description="Part of the name; accents and case do not matter. Best match first.")
    ] = None
    country: Annotated[str | None, Field(pattern="^[A-Z]{2}$", description="Two letters, such as FR or BE.")] = None


class SitesQuery(PageQuery, SiteQuery):
    """Which sites are wanted."""

    kind: Annotated[str | None, _TEXT, Field(description="Kind of site, such as terril.")] = None
    access: Annotated[
        Literal["open", "outside", "closed", "project", "unknown"] | None,
        Field(description="Whether it may be entered."),
    ] = None
    theme: Annotated[str | None, _TEXT, Field(description="Sites that score for this theme.")] = None


class StopsQuery(PageQuery):
    """Which stops are wanted."""

    mode: Annotated[str | None, _TEXT, Field(description="What stops there, such as rail.")] = None
    served: Annotated[
        bool,
        Field(description="Only stops that the timetables know, also outside the territory: a day may begin there."),
    ] = False


class PlacesQuery(LanguageQuery):
    """What a place is called."""

    q: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="Part of a name, or words of it and of its town; accents and case do not matter.",
            examples=["gare lens"],
        ),
    ]
    limit: Annotated[int, Field(ge=1, le=50, description="Most places; the best match comes first.")] = 10


class Link(BaseModel):
    """A link to another page or to a whole."""

    href: str
    rel: str
    type: str = "application/geo+json"


class Feature(BaseModel):
    """A GeoJSON feature; a feature asked for alone also carries notice, attribution and links."""

    model_config = ConfigDict(extra="allow")

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


class FeatureCollection(BaseModel):
    """A page of features, as in OGC API Features."""

    type: Literal["FeatureCollection"]
    notice: str
    attribution: list[str]
    numberMatched: int  # noqa: N815
    numberReturned: int  # noqa: N815
    links: list[Link]
    features: list[Feature]


class VocabularyAnswer(BaseModel):
    """Themes or profiles."""

    notice: str
    numberMatched: int  # noqa: N815
    numberReturned: int  # noqa: N815
    items: list[dict[str, Any]]
