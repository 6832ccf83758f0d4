"""Weights of all arcs for one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import types

from graphs.kernels.types import RO_I4, RO_U2, RO_U4, UNREACHED, WR_U4, kernel

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["UNKNOWN_CLIMB", "fill_lengths", "fill_weights"]

UNKNOWN_CLIMB = 65535
_LAST_WEIGHT = np.uint64(UNREACHED - 1)
# Millimetres times a factor in 256ths make centimetres when divided by 2560 = 5 << 9; in two unsigned steps that
# runs at memory speed.
_LOW_BITS = np.uint64(9)
_REST = np.uint64(5)


@kernel(types.void(RO_U2, RO_U4, RO_U2, RO_U4, RO_I4, types.int64, WR_U4))
def fill_weights(
    arc_class: npt.NDArray[np.uint16],
    arc_length: npt.NDArray[np.uint32],
    arc_ascent: npt.NDArray[np.uint16],
    durations: npt.NDArray[np.uint32],
    factor_q8: npt.NDArray[np.int32],
    climb_cm_per_dm: int,
    weights: npt.NDArray[np.uint32],
) -> None:
    """Write the weight of each arc in centimetres of an ideal street.

    Parameters
    ----------
    arc_class, arc_length, arc_ascent, durations
        Class row, length (mm), ascent (dm, 65535 unknown) and duration (ms, 4294967295 barred) of each arc (A,).
    factor_q8
        Factor of each class times 256 (K,), not negative.
    climb_cm_per_dm
        Centimetres of flat street that one decimetre of climb is worth.
    weights
        Written (A,): 4294967295 where barred, else at least 1 for every arc that has a length.
    """
    climb_weight = np.uint64(climb_cm_per_dm)
    for arc in range(len(weights)):
        length = np.uint64(arc_length[arc])
        scaled = (length * np.uint64(factor_q8[arc_class[arc]])) >> _LOW_BITS
        taste = max(scaled // _REST, np.uint64(length > 0))
        climb = np.uint64(0) if arc_ascent[arc] == UNKNOWN_CLIMB else np.uint64(arc_ascent[arc])
        weight = min(taste + climb * climb_weight, _LAST_WEIGHT)
        weights[arc] = np.uint32(UNREACHED) if durations[arc] == np.uint32(UNREACHED) else np.uint32(weight)


@kernel(types.void(RO_U4, RO_U4, WR_U4))
def fill_lengths(
    arc_length: npt.NDArray[np.uint32],
    weights: npt.NDArray[np.uint32],
    lengths: npt.NDArray[np.uint32],
) -> None:
    """Write the length (mm) of each arc (A,), 4294967295 where `weights` bars it."""
    for arc in range(len(lengths)):
        barred = weights[arc] == np.uint32(UNREACHED)
        lengths[arc] = np.uint32(UNREACHED) if barred else arc_length[arc]
