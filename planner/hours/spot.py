"""Where opening hours hold."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Spot"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its holidays, its sun and its time zone.

    Parameters
    ----------
    lat, lon
        Degrees.
    country, region
        Codes of ISO 3166, such as `FR` and `FR-HDF`; empty where unknown.
    """

    lat: float
    lon: float
    country: str = ""
    region: str = ""
