"""Command that writes the timetable of the demonstration territory."""

import argparse
from pathlib import Path

import numpy as np

from data.demo.timetable.sketch import read_sketch
from data.demo.timetable.trips import lay_trips
from data.demo.timetable.writing import write_feed


def main() -> None:
    """Write the timetable into a folder."""
    parser = argparse.ArgumentParser(prog="python -m data.demo.timetable", description=main.__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1360)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rng, sketch = np.random.default_rng(args.seed), read_sketch()
    trips = [trip for line in sketch.lines for trip in lay_trips(line, rng)]
    write_feed(args.out / "timetable.zip", sketch, trips, args.seed)
    calls = sum(len(trip.calls) for trip in trips)
    print(f"{len(sketch.lines)} lines, {len(sketch.list_stations())} stations, {len(trips)} trips, {calls} calls")


if __name__ == "__main__":
    main()
