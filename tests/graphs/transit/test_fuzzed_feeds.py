"""Feeds spoilt at random: a timetable that can be asked, or one clear error."""

import random
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.errors import SourceFileError
from graphs.transit.connections import Question
from graphs.transit.journeys import list_journeys
from graphs.transit.timetable import Timetable
from graphs.transit.writing import import_feeds
from tests.graphs.transit.feeds import LINE, write_feed

WHOLE = {
    **LINE,
    "transfers": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nlens-1,lens-2,2,420\ndouai,lille,3,\n",
    "frequencies": "trip_id,start_time,end_time,headway_secs\nt1,10:00:00,11:00:00,600\n",
}
ODD = [
    "",
    "x",
    "-1",
    "1e9",
    "99999999999999999999",
    "٣",
    "nan",
    "inf",
    "25:61:00",
    "999:00:00",
    "00010101",
    "99991231",
    "\0",
    '"',
    "é" * 300,
]
MOMENT = int(datetime(2025, 2, 4, 7, tzinfo=ZoneInfo("Europe/Paris")).timestamp())


def _spoil(text: str, draw: random.Random) -> str:
    """Drop or repeat columns and rows, shuffle them, put odd values into cells, cut the end."""
    rows = [line.split(",") for line in text.splitlines()]
    what = draw.randrange(7)
    place = draw.randrange(len(rows[0]))
    if what == 0:
        rows = [row[:place] + row[place + 1 :] for row in rows]
    elif what == 1:
        rows[1:] = draw.sample(rows[1:], len(rows) - 1)
    elif what == 2:
        rows = [[*row, row[place]] for row in rows if place < len(row)]
    elif what == 3:
        rows.insert(draw.randrange(len(rows)), draw.choice(rows))
    elif what == 4:
        return text[: draw.randrange(len(text))]
    else:
        for row in rows[1:]:
            if draw.random() < 0.4:
                row[draw.randrange(len(row))] = draw.choice(ODD)
    return "\n".join(",".join(row) for row in rows) + "\n"


def _import_spoilt(folder: Path, seed: int) -> bool:
    draw = random.Random(seed)  # noqa: S311 - a test that repeats
    tables = dict(WHOLE)
    for name in draw.sample(sorted(tables), draw.randrange(1, 4)):
        tables[name] = _spoil(tables[name], draw)
    if draw.random() < 0.1:
        del tables[draw.choice(sorted(tables))]
    path = write_feed(folder / "feed.zip", tables)
    try:
        import_feeds([path], folder / "transit")
    except SourceFileError as error:
        refused = error.message
    else:
        refused = ""
    assert (folder / "transit").exists() == (not refused)
    if refused:
        assert "feed.zip" in refused
        return False
    timetable = Timetable.open(folder / "transit")
    stops = range(timetable.stop_count)
    for first, last in [(0, len(stops) - 1), (len(stops) - 1, 0), (len(stops) // 2, len(stops) - 1)]:
        for journey in list_journeys(timetable, Question({first: 0}, {last: 0}), departure_s=MOMENT, count=3):
            assert MOMENT <= journey.departure_s <= journey.arrival_s
    return True


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_a_spoilt_feed_is_mended_or_refused(seed: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        _import_spoilt(Path(name), seed)


@pytest.mark.full
@pytest.mark.timeout(1200)
def test_a_thousand_spoilt_feeds_are_mended_or_refused(tmp_path: Path) -> None:
    used = 0
    for seed in range(1000):
        folder = tmp_path / str(seed)
        folder.mkdir()
        used += _import_spoilt(folder, seed)
    assert 200 < used < 990
