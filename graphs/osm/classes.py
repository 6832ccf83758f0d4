"""The class table: one row per distinct set of attributes of a direction of travel, signposted routes included."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from graphs.attributes import ArcClass, Highway, Surface, Use

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from graphs.osm.rules import WayAttributes

__all__ = ["TRANSFER_CLASS", "ClassTable", "build_classes"]

Int32 = npt.NDArray[np.int32]

_MOST_CLASSES = 1 << 16
_CALM_BIT = 1
_UNKNOWN_INCLINE = 128

TRANSFER_CLASS = ArcClass(
    highway=Highway.TRANSFER,
    surface=Surface.UNKNOWN,
    smoothness=0,
    tracktype=0,
    width_dm=0,
    lit=0,
    structure=0,
    facility=0,
    stress=0,
    routes=0,
    incline_pct=0,
    calm=0,
    major=0,
    mtb_scale=0,
    wheelchair=0,
    use_foot=Use.FREE,
    use_bike=Use.NONE,
    use_cargo=Use.NONE,
    use_wheelchair=Use.FREE,
)
"""Of the arcs that lead those on foot from a copy of a node back to it."""


class ClassTable:
    """Rows numbered in order of their first use."""

    def __init__(self) -> None:
        self._rows: dict[ArcClass, int] = {}

    def add(self, arc_class: ArcClass) -> int:
        """Row of a class."""
        return self._rows.setdefault(arc_class, len(self._rows))

    def to_array(self) -> npt.NDArray[np.uint8]:
        """Shape (K, F)."""
        return np.array([[int(value) for value in astuple(row)] for row in self._rows], np.uint8)

    def __len__(self) -> int:
        return len(self._rows)


def build_classes(
    attributes: Sequence[WayAttributes],
    attribute: Int32,
    route_bits: npt.NDArray[np.uint8],
    on_route: npt.NDArray[np.bool_],
    mended: Counter[str],
    *,
    most: int = _MOST_CLASSES,
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint16], npt.NDArray[np.uint16], int]:
    """Give numbers to the classes of both directions of every way.

    Parameters
    ----------
    attributes
        What the tag rules say, one per distinct set of tags.
    attribute, on_route
        For each way, shape (W,): row of `attributes`, and whether any signposted route runs on it.
    route_bits
        `RouteKind` bits of each way along its nodes and against them, shape (W, 2).
    mended
        Counts by reason, added to.
    most
        Rows that the table may hold. Where streets differ more than that, widths and inclines are rounded.

    Returns
    -------
    tuple
        Class table (K, F), row of each way forwards (W,) and backwards (W,), row of transfers.
    """
    bits = route_bits.astype(np.int64)
    keys = (attribute.astype(np.int64) << 17) | (bits[:, 1] << 9) | (bits[:, 0] << 1) | on_route.astype(np.int64)
    combinations, position = np.unique(keys, return_inverse=True)
    for step in range(len(_ROUNDING)):
        table = ClassTable()
        transfer = table.add(TRANSFER_CLASS)
        rows = np.array([_rows_of(table, attributes, int(key), step) for key in combinations], np.int64).reshape(-1, 2)
        if len(table) <= most:
            break
    else:
        msg = f"streets differ in more than {most} ways even with rounded widths and inclines"
        raise ValueError(msg)
    if step:
        mended["class_rounded"] += 1
    forward, backward = rows[position, 0].astype(np.uint16), rows[position, 1].astype(np.uint16)
    return table.to_array(), forward, backward, transfer


def _rows_of(table: ClassTable, attributes: Sequence[WayAttributes], key: int, step: int) -> tuple[int, int]:
    found = attributes[key >> 17]
    ahead, against, calm = (key >> 1) & 0xFF, (key >> 9) & 0xFF, key & _CALM_BIT
    forward, backward = (
        _round(
            replace(side, routes=side.routes | routes, calm=side.calm | calm) if routes or calm else side,
            *_ROUNDING[step],
        )
        for side, routes in ((found.forward, ahead), (found.backward, against))
    )
    return table.add(forward), table.add(backward)


_LEFT_OUT = 0
_ROUNDING = ((1, 1), (5, 2), (10, 4), (_LEFT_OUT, _LEFT_OUT))
"""Widths to so many decimetres and inclines to so many percent; the last step leaves both out."""


def _round(side: ArcClass, width_step: int, incline_step: int) -> ArcClass:
    if width_step == 1:
        return side
    if width_step == _LEFT_OUT:
        return replace(side, width_dm=0, incline_pct=0)
    width = side.width_dm // width_step * width_step if side.width_dm > width_step else side.width_dm
    incline = side.incline_pct
    if incline:
        incline = _UNKNOWN_INCLINE + round((incline - _UNKNOWN_INCLINE) / incline_step) * incline_step
        incline = min(255, max(1, incline))
    return replace(side, width_dm=width, incline_pct=incline)
