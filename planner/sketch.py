"""An itinerary as the engine drew it, small enough to be kept: what edits start from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

__all__ = ["Sketch", "SketchLeg", "SketchPoint"]

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SketchPoint:
    """A point that is passed without a visit: where it lies on the network."""

    edge: int
    offset_mm: int
    """From the tail of the edge."""
    lat: float
    lon: float
    gap_m: float
    """From the point that was asked for."""


@dataclass(frozen=True, slots=True)
class SketchLeg:
    """Pieces of edges from one place to the next: as in `graphs.path.Path`, in order of travel."""

    codes: tuple[int, ...]
    from_mm: tuple[int, ...]
    to_mm: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """The legs and the places between them, ids of sites or points; there is one leg more than places.

    `territory` is the content hash of the territory that the numbers of edges belong to; `closed_edges` are those
    that earlier edits avoided.
    """

    territory: str
    legs: tuple[SketchLeg, ...]
    stops: tuple[str | SketchPoint, ...]
    closed_edges: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.legs) != len(self.stops) + 1:
            msg = f"{len(self.stops)} places need one leg more than that, not {len(self.legs)}"
            raise ValueError(msg)

    def to_json(self) -> str:
        """Write the sketch as JSON."""
        return json.dumps(
            {
                "format": _FORMAT,
                "territory": self.territory,
                "closed_edges": self.closed_edges,
                "legs": [[leg.codes, leg.from_mm, leg.to_mm] for leg in self.legs],
                "stops": [stop if isinstance(stop, str) else _to_list(stop) for stop in self.stops],
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Sketch:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            The text is no sketch, or one of another version.
        """
        try:
            content: dict[str, Any] = json.loads(text)
            if content["format"] != _FORMAT:
                msg = f"a sketch of format {content['format']}, not {_FORMAT}"
                raise ValueError(msg)
            return cls(
                territory=content["territory"],
                legs=tuple(SketchLeg(*(tuple(column) for column in leg)) for leg in content["legs"]),
                stops=tuple(stop if isinstance(stop, str) else SketchPoint(*stop) for stop in content["stops"]),
                closed_edges=tuple(content["closed_edges"]),
            )
        except (KeyError, TypeError) as error:
            msg = f"not a sketch: {error}"
            raise ValueError(msg) from error


def _to_list(stop: SketchPoint) -> list[float]:
    return [stop.edge, stop.offset_mm, stop.lat, stop.lon, stop.gap_m]
