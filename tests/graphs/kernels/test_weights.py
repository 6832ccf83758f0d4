import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphs.kernels.weights import fill_lengths, fill_weights
from graphs.network import UNREACHABLE

ARCS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.one_of(st.integers(0, 30), st.integers(0, 2**32 - 1)),
        st.one_of(st.integers(0, 65535), st.just(65535)),
        st.one_of(st.integers(0, 2**32 - 2), st.just(2**32 - 1)),
    ),
    min_size=1,
    max_size=30,
)


@given(ARCS, st.tuples(*[st.integers(0, 4096)] * 3), st.integers(0, 500))
def test_weights_follow_the_formula(
    arcs: list[tuple[int, int, int, int]], factors: tuple[int, ...], climb: int
) -> None:
    kind, length, ascent, duration = (np.array(column) for column in zip(*arcs, strict=True))
    weights = np.zeros(len(arcs), dtype=np.uint32)
    fill_weights(
        kind.astype(np.uint16),
        length.astype(np.uint32),
        ascent.astype(np.uint16),
        duration.astype(np.uint32),
        np.array(factors, dtype=np.int32),
        climb,
        weights,
    )
    for index, (row, mm, dm, ms) in enumerate(arcs):
        expected = max(1 if mm > 0 else 0, mm * factors[row] // 2560) + (0 if dm == 65535 else dm) * climb
        assert weights[index] == (UNREACHABLE if ms == 2**32 - 1 else min(expected, 2**32 - 2))


def test_lengths_are_barred_where_weights_are() -> None:
    lengths = np.zeros(2, dtype=np.uint32)
    fill_lengths(np.array([7, 8], dtype=np.uint32), np.array([1, UNREACHABLE], dtype=np.uint32), lengths)
    assert lengths.tolist() == [7, int(UNREACHABLE)]


def test_kernels_take_read_only_arrays() -> None:
    arrays = [np.ones(3, dtype=kind) for kind in (np.uint16, np.uint32, np.uint16, np.uint32, np.int32)]
    for array in arrays:
        array.flags.writeable = False
    weights = np.zeros(3, dtype=np.uint32)
    fill_weights(*arrays, 0, weights)
    assert weights.tolist() == [1, 1, 1]
