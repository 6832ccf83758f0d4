"""The grid of edges for snapping."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.snap_grid import GridFrame, build_snap_grid

LAT, LON = 504_000_000, 28_000_000
_PLACES = st.tuples(st.integers(LAT, LAT + 80_000), st.integers(LON, LON + 120_000))


@settings(max_examples=30)
@given(st.lists(st.lists(_PLACES, min_size=2, max_size=5), min_size=1, max_size=8))
def test_every_place_of_an_edge_lies_in_a_cell_that_lists_it(lines: list[list[tuple[int, int]]]) -> None:
    first = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int64)
    lat = np.array([lat for line in lines for lat, _ in line], np.int32)
    lon = np.array([lon for line in lines for _, lon in line], np.int32)
    frame = GridFrame.around(lat, lon, edge_count=len(lines))
    grid_first, grid_edge = build_snap_grid(frame, first, lat, lon, np.zeros(len(lines), np.int32))
    assert len(grid_first) == frame.columns * frame.rows + 1
    cells = [set(grid_edge[a:b].tolist()) for a, b in pairwise(grid_first)]
    assert all(np.all(np.diff(grid_edge[a:b]) > 0) for a, b in pairwise(grid_first))
    listed = sum(map(len, cells))
    touched = 0
    for edge in range(len(lines)):
        seen = set()
        for i in range(first[edge], first[edge + 1] - 1):
            for share in np.linspace(0, 1, 101):
                row = int((lat[i] + share * (int(lat[i + 1]) - lat[i]) - frame.south_e7) // frame.cell_e7_lat)
                column = int((lon[i] + share * (int(lon[i + 1]) - lon[i]) - frame.west_e7) // frame.cell_e7_lon)
                seen.add(row * frame.columns + column)
        missed = [cell for cell in seen if edge not in cells[cell]]
        assert len(missed) <= 1  # a sample may fall on the other side of a border by rounding
        touched += len(seen)
    assert listed <= touched * 1.5 + 5 * len(lines)


def test_transfers_are_left_out() -> None:
    lat, lon = np.array([LAT, LAT + 9, LAT, LAT], np.int32), np.array([LON, LON, LON, LON], np.int32)
    frame = GridFrame.around(lat, lon, edge_count=2)
    _, edges = build_snap_grid(frame, np.array([0, 2, 4], np.int64), lat, lon, np.array([0, -1], np.int32))
    assert edges.tolist() == [0]


def test_cells_are_about_150_m_and_grow_in_a_wide_empty_land() -> None:
    lat, lon = np.array([LAT, LAT + 1_000_000], np.int32), np.array([LON, LON + 1_000_000], np.int32)
    frame = GridFrame.around(lat, lon, edge_count=10)
    assert 149 < frame.cell_e7_lat * 0.0111195 < 151
    wide = GridFrame.around(
        np.array([-800_000_000, 800_000_000], np.int32),
        np.array([-1_790_000_000, 1_790_000_000], np.int32),
        edge_count=2,
    )
    assert wide.columns * wide.rows < 1 << 21


def test_a_grid_has_cells() -> None:
    with pytest.raises(ValueError, match="at least one cell"):
        GridFrame(0, 0, 0, 1, 1, 1)
