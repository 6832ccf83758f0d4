"""What a variant of a network changes: streets closed, streets with other tags, streets that the network lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from graphs.overlay.tags import WayTags

if TYPE_CHECKING:
    import numpy.typing as npt

    from graphs.osm.rules import WayAttributes

__all__ = ["AddedStreet", "StreetEdits"]

_LEAST_POINTS = 2


@dataclass(frozen=True, slots=True, eq=False)
class AddedStreet:
    """A street to add: its vertices in order, 1e-7 degrees i4 (n,), n >= 2, and what the tag rules say of it.

    `label` names it in errors; `tags` are those of its way.
    """

    label: str
    lat_e7: npt.NDArray[np.int32]
    lon_e7: npt.NDArray[np.int32]
    attributes: WayAttributes
    tags: WayTags = field(default_factory=lambda: WayTags({}, None, None))

    def __post_init__(self) -> None:
        if len(self.lat_e7) != len(self.lon_e7) or len(self.lat_e7) < _LEAST_POINTS:
            msg = f"{self.label}: a street needs at least two positions"
            raise ValueError(msg)

    @property
    def is_ring(self) -> bool:
        """Whether it ends where it begins."""
        return bool(self.lat_e7[0] == self.lat_e7[-1] and self.lon_e7[0] == self.lon_e7[-1])


@dataclass(frozen=True, slots=True, eq=False)
class StreetEdits:
    """All changes of a variant.

    Attributes
    ----------
    closed
        Edges that nobody may use any more, i4 (n,).
    retagged
        What the tag rules say of ways whose tags change, by row of the way.
    tags
        The new tags of such ways, by row of the way.
    added
        Streets to add; they join one another in any order.
    """

    closed: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    retagged: dict[int, WayAttributes] = field(default_factory=dict)
    added: tuple[AddedStreet, ...] = ()
    tags: dict[int, WayTags] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (len(self.closed) or self.retagged or self.added)
