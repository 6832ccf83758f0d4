"""Where a visitor stands: the join between a site or a stop and the streets, worked out when a territory is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphs.geo import Coordinate
    from graphs.snap import Terminal

__all__ = ["SiteLink"]


@dataclass(frozen=True, slots=True)
class SiteLink:
    """Where one vehicle goes to see one site.

    Attributes
    ----------
    place
        Where the leg of the vehicle ends. For an open terril on foot this is the top; on wheels it is the foot.
    target
        The part of the site nearest to `place`.
    access_m
        Distance between the two, rounded up, 0 within the site.
    entered
        Whether the visit goes in or up; False where the site is seen from the street.
    base
        Foot of a terril that is climbed on foot, else None.
    top
        End of the way up that those who came on wheels walk from `place` and back, else None. It lies on the streets
        of those on foot.
    """

    place: Terminal
    target: Coordinate
    access_m: int
    entered: bool = False
    base: Terminal | None = None
    top: Terminal | None = None
