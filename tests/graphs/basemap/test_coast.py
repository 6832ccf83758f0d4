"""The sea lies to the right of the coast."""

import numpy as np
import pytest
import shapely

from graphs.basemap.coast import list_seas

BOX = (0, 0, 100, 100)


def sea(*lines: list[tuple[int, int]]) -> shapely.MultiPolygon:
    found = list_seas([np.array(line, np.int32) for line in lines], BOX)
    return shapely.MultiPolygon([shapely.Polygon(outer, holes) for outer, holes in found])


def test_a_shore_parts_land_and_sea() -> None:
    # To the east, with y to the south: the right hand points south.
    assert sea([(0, 40), (100, 40)]).equals(shapely.box(0, 40, 100, 100))
    assert sea([(100, 40), (0, 40)]).equals(shapely.box(0, 0, 100, 40))


def test_an_island_is_a_hole_in_the_sea() -> None:
    against_the_clock = [(20, 20), (20, 60), (60, 60), (60, 20), (20, 20)]
    assert sea(against_the_clock).equals(shapely.box(*BOX) - shapely.box(20, 20, 60, 60))


def test_a_shore_that_ends_where_the_extract_was_cut_is_led_out() -> None:
    water = sea([(3, 40), (50, 40)], [(50, 40), (97, 40)])
    assert water.area == pytest.approx(6000, abs=1)


def test_a_shore_far_away_gives_no_sea() -> None:
    assert sea([(200, 200), (300, 300)]).is_empty
    assert sea().is_empty
