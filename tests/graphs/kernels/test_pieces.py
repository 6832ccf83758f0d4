"""Pieces of edges, against plain arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.kernels.pieces import are_on_edges, share_out
from graphs.kernels.types import UNREACHED

EDGES = st.lists(st.one_of(st.just(0), st.integers(0, 50), st.integers(0, 2**32 - 1)), min_size=1, max_size=4)


@st.composite
def pieces(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Draw lengths of edges, and pieces (code, from, to) of which some may not lie on them."""
    lengths = draw(EDGES)
    found = []
    for _ in range(draw(st.integers(0, 5))):
        code = draw(st.one_of(st.integers(0, 2 * len(lengths) - 1), st.integers(-3, 2 * len(lengths) + 2)))
        length = lengths[code >> 1] if 0 <= code >> 1 < len(lengths) else 0
        ends = draw(st.tuples(st.integers(-1, length + 1), st.integers(-1, length + 1)))
        found.append((code, *(ends if draw(st.booleans()) else (0, length))))
    return lengths, found


def slow_are_on_edges(lengths: list[int], found: list[tuple[int, int, int]]) -> bool:
    return all(
        0 <= code >> 1 < len(lengths) and 0 <= start <= stop <= lengths[code >> 1] for code, start, stop in found
    )


@settings(max_examples=150)
@given(pieces())
def test_pieces_that_do_not_lie_on_their_edges_are_found(drawn: tuple[list[int], list[tuple[int, int, int]]]) -> None:
    lengths, found = drawn
    columns = np.array(found, np.int64).reshape(-1, 3)
    codes, start, stop = columns[:, 0].astype(np.int32), columns[:, 1].copy(), columns[:, 2].copy()
    assert are_on_edges(codes, start, stop, np.array(lengths, np.uint32)) == slow_are_on_edges(lengths, found)


@pytest.mark.parametrize("short", [0, 1, 2])
def test_columns_of_unequal_length_are_no_pieces(short: int) -> None:
    codes, start, stop = np.zeros(2, np.int32), np.zeros(2, np.int64), np.ones(2, np.int64)
    lengths = np.array([5], np.uint32)
    assert are_on_edges(codes, start, stop, lengths)
    size = [2 - (column == short) for column in range(3)]
    assert not are_on_edges(codes[: size[0]], start[: size[1]], stop[: size[2]], lengths)


@settings(max_examples=150)
@given(pieces(), st.lists(st.integers(0, UNREACHED), min_size=8, max_size=8), st.data())
def test_shares_are_rounded_down_at_both_ends_so_that_an_arc_cut_in_two_adds_up(
    drawn: tuple[list[int], list[tuple[int, int, int]]], per_arc: list[int], data: st.DataObject
) -> None:
    lengths, found = drawn
    found = [piece for piece in found if slow_are_on_edges(lengths, [piece])]
    arcs = data.draw(st.lists(st.integers(-1, 8), min_size=len(found), max_size=len(found)))
    columns = np.array(found, np.int64).reshape(-1, 3)
    shares = np.full(len(found), -1, np.int64)
    allowed = share_out(
        np.array(arcs, np.int32),
        columns[:, 0].astype(np.int32),
        columns[:, 1].copy(),
        columns[:, 2].copy(),
        np.array(lengths, np.uint32),
        np.array(per_arc, np.uint32),
        shares,
    )
    assert allowed == all(0 <= arc < 8 and per_arc[arc] != UNREACHED for arc in arcs)
    if not allowed:
        return
    for (code, start, stop), arc, share in zip(found, arcs, shares.tolist(), strict=True):
        total, length = per_arc[arc], lengths[code >> 1]
        assert share == (total * stop // length - total * start // length if length else total)
