"""A served process gives large blocks back at once."""

import subprocess
import sys

import pytest

HEAP_GROWTH = """
import numpy as np
{prelude}

def read_heap_kb():
    with open("/proc/self/smaps") as stream:
        lines = stream.read().splitlines()
    starts = [place for place, line in enumerate(lines) if line.endswith("[heap]")]
    return sum(int(lines[place + 1].split()[1]) for place in starts)

for size in (20_000_000, 10_000_000):
    np.ones(size, np.uint8)
before = read_heap_kb()
kept = [np.ones(4_000_000, np.uint8) for _ in range(10)]
print(read_heap_kb() - before)
"""


def measure_heap_growth_kb(prelude: str) -> int:
    code = HEAP_GROWTH.format(prelude=prelude)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_arrays_lie_beside_the_heap_also_after_larger_ones_were_freed() -> None:
    asked = "from api.allocator import return_large_blocks\nassert return_large_blocks()"
    assert measure_heap_growth_kb("") > 20_000, "what happens unasked"
    assert measure_heap_growth_kb(asked) < 2_000
    assert measure_heap_growth_kb("from api.serving import create_served_app\ncreate_served_app()") < 2_000
