"""What the tag rules say of a way, a node and a turn restriction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from graphs.attributes import ArcClass

__all__ = ["NodeAttributes", "TurnRule", "WayAttributes"]

_VEHICLES = 4
_BYTE = 255


@dataclass(frozen=True, slots=True)
class WayAttributes:
    """Rights and attributes of a way, for each direction along its nodes.

    The arc classes bear no routes (`routes` is 0) and `calm` only says what the class of the street says: the importer
    adds both where the way is a member of a signposted route.
    """

    forward: ArcClass
    """Travel in the order of the nodes."""
    backward: ArcClass
    """Travel against the order of the nodes."""
    name: str
    """`name`, empty where untagged."""
    ref: str
    """`ref`, empty where untagged."""
    conditions: dict[str, str]
    """Rules that hold at times only, by key, as they are tagged: `*:conditional`, `opening_hours`, dates."""
    duration_s: int | None
    """Time of a ferry crossing from `duration`, None where unknown."""
    layer: int
    """`layer`, 0 where untagged; -100 to 100."""
    is_area: bool
    """Whether the way bounds an area that is open to travellers (`area=yes`)."""


@dataclass(frozen=True, slots=True)
class NodeAttributes:
    """What a barrier, a ford or an elevator on a way does to those who pass it."""

    block: int
    """Bit `1 << Vehicle` for every vehicle that cannot pass; wheels can then neither be ridden nor pushed."""
    delay_s: tuple[int, int, int, int]
    """Time to pass in seconds, by Vehicle; 0 for those who cannot."""
    kind: str
    """Value of `barrier`, or `ford`, `elevator`."""

    def __post_init__(self) -> None:
        """Check the ranges."""
        if not 0 <= self.block < 1 << _VEHICLES:
            msg = f"block holds one bit per vehicle, got {self.block}"
            raise ValueError(msg)
        if len(self.delay_s) != _VEHICLES or not all(0 <= delay <= _BYTE for delay in self.delay_s):
            msg = f"delay_s holds four times of at most {_BYTE} s, got {self.delay_s}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class TurnRule:
    """A turn restriction: which turns it forbids and whom it binds. Those on foot are never bound."""

    kind: Literal["no", "only"]
    """`no`: the turn is forbidden; `only`: every other turn from the way through the via is."""
    value: str
    """The tagged value, such as `no_left_turn`."""
    binds_bike: bool
    """Whether wheels are bound at all times."""
    condition: str
    """Text of a conditional restriction, which binds nobody yet; empty for one that always holds."""
