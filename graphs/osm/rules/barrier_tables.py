"""Typed table of barriers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BarrierKind", "BarrierRules"]

_NOTES = frozenset({"about", "wiki"})
_OTHER = "_other"

Row = tuple[int, int, int, int]


def _row(values: list[int]) -> Row:
    foot, bike, cargo, wheelchair = values
    return foot, bike, cargo, wheelchair


@dataclass(frozen=True, slots=True)
class BarrierKind:
    """How one kind of barrier treats the vehicles; rows are ordered by Vehicle."""

    delay_s: Row
    """Seconds to pass, -1 where the vehicle cannot."""
    opened_delay_s: Row
    """Seconds to pass for a vehicle whose own tag opens the barrier."""
    min_width_dm: Row
    """Width under which a vehicle cannot pass, 0 for no such width."""
    cargo_unknown: bool
    """Whether a cargo bike passes where the width is unknown."""


@dataclass(frozen=True, slots=True)
class BarrierRules:
    """All kinds of barriers."""

    kinds: Mapping[str, BarrierKind]
    nodes: Mapping[str, BarrierKind]
    """Fords and elevators."""
    width_keys: tuple[str, ...]
    locked: frozenset[str]
    raised_kerbs: frozenset[str]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> BarrierRules:
        """Read the kinds."""
        return cls(
            kinds={name: _kind(table) for name, table in document["kinds"].items() if name not in _NOTES},
            nodes={name: _kind(table) for name, table in document["nodes"].items()},
            width_keys=tuple(document["widths"]["keys"]),
            locked=frozenset(document["locked"]["values"]),
            raised_kerbs=frozenset(document["kerb"]["raised"]),
        )

    def get_kind(self, barrier: str) -> BarrierKind:
        """Return the row of a kind of barrier, that of `_other` where it is not listed."""
        return self.kinds.get(barrier) or self.kinds[_OTHER]


def _kind(table: Mapping[str, Any]) -> BarrierKind:
    return BarrierKind(
        delay_s=_row(table["delay_s"]),
        opened_delay_s=_row(table.get("opened_delay_s", table["delay_s"])),
        min_width_dm=_row(table.get("min_width_dm", [0, 0, 0, 0])),
        cargo_unknown=table.get("cargo_unknown", True),
    )
