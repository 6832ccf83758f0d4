"""The command `demo`: build the embedded territory and plan a circuit on it."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import Any

import click

__all__ = ["DEMO_REQUEST", "build_demo", "demo"]

DEMO_REQUEST: dict[str, Any] = {
    "mode": "bike",
    "start": {"lat": 50.43, "lon": 2.83},
    "distance_km": 30,
    "themes": {"mining": 1, "nature": 0.5},
    "alternatives": 3,
}


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("build/demo"), show_default=True, help="Folder to write."
)
@click.option("--language", type=click.Choice(["fr", "nl", "en"]), default="en", show_default=True)
def demo(out: Path, language: str) -> None:
    """Plan a circuit on the embedded demo territory: a drawing, not to be followed outdoors."""
    import json

    from api.batch import make_vocabulary
    from api.bodies import parse_model
    from api.convert import to_trip_request
    from api.links import with_links
    from api.schemas import ItineraryRequest
    from planner import engine
    from planner.render import to_bytes, to_geojson, to_gpx, to_json, to_map_png, to_text
    from planner.territory import Territory

    folder = out / "territory"
    build_demo(out)
    territory = Territory.open(folder)
    wire = parse_model(json.dumps({**DEMO_REQUEST, "language": language}), ItineraryRequest)
    result = engine.plan(territory, to_trip_request(wire, make_vocabulary(territory)))
    (out / "answer.json").write_bytes(to_bytes(with_links(to_json(result), "")))
    for rank, itinerary in enumerate(result.itineraries, start=1):
        (out / f"{rank}.geojson").write_bytes(to_bytes(to_geojson(itinerary)))
        (out / f"{rank}.gpx").write_text(to_gpx(itinerary), encoding="utf-8")
    best = result.itineraries[0]
    (out / "map.png").write_bytes(to_map_png(best, territory))
    click.echo(to_text(best))
    click.echo(f"written to {out}: answer.json, 1.geojson, 1.gpx, map.png, network.osm.pbf, territory/", err=True)


def build_demo(out: Path) -> None:
    """Build the demo territory into `out/territory` and put its extract beside it.

    Parameters
    ----------
    out
        Folder to write into; made when missing.
    """
    from api.cli.progress import StepProgress
    from planner.territory_build import build_territory
    from planner.territory_config import TerritoryConfig

    out.mkdir(parents=True, exist_ok=True)
    with resources.as_file(resources.files("data") / "demo") as source:
        shutil.copyfile(source / "network.osm.pbf", out / "network.osm.pbf")
        with StepProgress() as progress:
            build_territory(
                osm=[source / "network.osm.pbf"],
                elevation=[source / "elevation.tif"],
                sites=[source / "sites.csv"],
                stops=[source / "stops.csv"],
                config=TerritoryConfig.from_file(source / "demo.toml"),
                out=out / "territory",
                progress=progress,
            )
