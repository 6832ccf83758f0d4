"""Tags of a way into rights and attributes of its two directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.osm.rules.records import WayAttributes

__all__ = ["way_attributes"]


def way_attributes(tags: Mapping[str, str], *, country: str | None = None, region: str | None = None) -> WayAttributes | None:
    """Return rights and attributes of a way, None where it is not a way for anyone.

    Parameters
    ----------
    tags
        All tags of the way.
    country
        ISO 3166-1 code such as `FR`, for the usual rights and speeds; None for the general ones.
    region
        ISO 3166-2 code such as `BE-WAL`, where a region has rules of its own.

    Returns
    -------
    WayAttributes or None
        None where nobody may use the way in either direction and no condition could open it.
    """
