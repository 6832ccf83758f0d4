"""The GPX is read by programs of others without loss: gpsbabel and ogr2ogr of Debian's packages."""

import itertools
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from planner.render import as_document, to_gpx
from tests.planner.render.samples import make_itinerary

SPACE = "{http://www.topografix.com/GPX/1/1}"
Positions = list[list[float]]


@pytest.fixture(params=["fr", "nl", "en"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """GPX of an itinerary with elevations and two legs, and its document."""
    document = as_document(make_itinerary(language=request.param))
    file = tmp_path / "itinerary.gpx"
    file.write_text(to_gpx(document), encoding="utf-8")
    return file, document


def run(*command: str | Path) -> None:
    program = shutil.which(str(command[0]))
    if program is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([program, *map(str, command[1:])], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def read_gpx(file: Path) -> tuple[list[Positions], list[str | None]]:
    """Segments of the track, and names of the waypoints."""
    root = ET.parse(file).getroot()  # noqa: S314 - written a moment ago
    segments = [
        [[float(point.attrib["lon"]), float(point.attrib["lat"])] for point in segment.iter(f"{SPACE}trkpt")]
        for segment in root.iter(f"{SPACE}trkseg")
    ]
    return segments, [point.findtext(f"{SPACE}name") for point in root.iter(f"{SPACE}wpt")]


def test_gpsbabel_reads_every_point_and_name(written: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    file, document = written
    out = tmp_path / "again.gpx"
    run("gpsbabel", "-i", "gpx", "-f", file, "-o", "gpx,gpxver=1.1", "-F", out)
    (segments, names), (known, own) = read_gpx(out), read_gpx(file)
    assert names == own
    theirs, ours = (list(itertools.chain(*lines)) for lines in (segments, known))
    assert len(ours) == sum(len(leg["geometry"]["coordinates"]) for leg in document["legs"])
    assert np.array(theirs) == pytest.approx(np.array(ours), abs=1e-7)
    assert out.read_text(encoding="utf-8").count("<ele>") == file.read_text(encoding="utf-8").count("<ele>")


def test_ogr2ogr_reads_tracks_and_waypoints(written: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    file, document = written
    tracks, places = tmp_path / "tracks.geojson", tmp_path / "places.geojson"
    for out, layer in ((tracks, "tracks"), (places, "waypoints")):
        run("ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=7", out, file, layer)
    lines = json.loads(tracks.read_bytes())["features"][0]["geometry"]["coordinates"]
    known, names = read_gpx(file)
    assert [[point[:2] for point in line] for line in lines] == known
    found = [feature["properties"]["name"] for feature in json.loads(places.read_bytes())["features"]]
    assert found == names
    assert len(found) == 1 + len(document["visits"])
