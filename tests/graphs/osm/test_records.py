"""Ids of several sources, in order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphs.osm.records import to_rising


@given(st.lists(st.integers(-(2**62), 2**62)))
def test_values_come_once_and_in_order(values: list[int]) -> None:
    given_values = np.array(values, np.int64)
    assert to_rising(given_values).tolist() == sorted(set(values))
    assert given_values.tolist() == values
