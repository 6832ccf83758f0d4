"""Settings of the service, from the environment; every name begins with `TERRILS_`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["PREFIX", "LiveSource", "Partner", "Settings"]

PREFIX = "TERRILS_"


class Partner(BaseModel):
    """A site that holds the page in a frame."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    origins: list[Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.\-\[\]:]+$")]] = Field(min_length=1)
    color: str | None = Field(default=None, pattern=r"^#[0-9a-fA-F]{6}$")
    title: str | None = Field(default=None, min_length=1, max_length=80)


class LiveSource(BaseModel):
    """A GTFS-Realtime feed: its address, and the feed of the timetable that it is about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: HttpUrl
    feed: str = ""


class Settings(BaseSettings):
    """What an operator may set; the field `store_path` is the variable `TERRILS_STORE_PATH`, and so on."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    territory: Path = Field(
        default=Path("build/demo/territory"), description="Folder of the territory to serve, made by `terrils build`."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")
    workers: int = Field(default=1, ge=1, le=64, description="Processes that serve; they share the mapped arrays.")
    base_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s?#]+[^\s?#/])?$",
        description="Address of the service as partners see it, put before every link: https://..., no slash last; "
        "empty: links without a host.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1", description="Addresses whose X-Forwarded-* headers are believed, separated by commas."
    )
    cors_origins: list[str] = Field(
        default=["*"], description="Origins whose pages may call the service, as a JSON list."
    )
    partners: dict[str, Partner] = Field(
        default={},
        description="Sites that may hold the frame of `/embed`, as a JSON object from a name to the `origins` of the "
        "site and, if wanted, its `color` and the `title` that stands above the form: "
        '`{"douai": {"origins": ["https://www.example.org"], "color": "#8a3b12", "title": "Douai"}}`.',
    )
    live: list[LiveSource] = Field(
        default=[],
        description="GTFS-Realtime feeds with trip updates and alerts, as a JSON list; each with its `url` and, where "
        "the territory has several feeds, the `feed` that it is about: "
        '`[{"url": "https://www.example.org/gtfs-rt", "feed": "ter.zip"}]`.',
    )
    live_every_s: float = Field(
        default=30.0,
        ge=1,
        le=3600,
        allow_inf_nan=False,
        description="Seconds for which a live feed is not asked again.",
    )
    threads: int | None = Field(
        default=None,
        ge=1,
        le=64,
        description="Plans worked on at once by one process, each with memory of its own; while others wait, as many "
        "again beside those that take longer than three seconds. Unset: 2 where one process serves, else 1.",
    )
    queue: int = Field(
        default=16, ge=0, le=10_000, description="Plans that may wait in one process; more are `overloaded`."
    )
    deadline_s: float = Field(
        default=30.0,
        gt=0,
        le=600,
        allow_inf_nan=False,
        description="Seconds from arrival to answer, after which a plan is given up.",
    )
    retry_after_s: int = Field(default=2, ge=1, le=600, description="Seconds that an overloaded service asks to wait.")
    body_limit_bytes: int = Field(default=1_000_000, ge=1000, le=100_000_000, description="Largest body of a request.")
    store_path: Path | None = Field(
        default=None,
        description="SQLite file of the itineraries, on a local disk; unset: one in the user's cache folder.",
    )
    store_ttl_s: int = Field(default=30 * 86400, ge=1, description="Seconds that an itinerary is kept.")
    store_count: int = Field(default=100_000, ge=1, description="Most itineraries that are kept.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is logged."
    )

    def get_threads(self) -> int:
        """Plans worked on at once by one process, as set or as the number of workers suggests."""
        return self.threads or (2 if self.workers == 1 else 1)

    def get_store_path(self) -> Path:
        """File of the itineraries, as set or in the user's cache folder."""
        if self.store_path is not None:
            return self.store_path
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        return Path(cache) / "terrils" / "itineraries.sqlite"
