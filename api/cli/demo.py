"""The command `demo`: build the embedded territory, plan a circuit on it and a day with trains."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from planner.itinerary import PlanResult
    from planner.territory import Territory

__all__ = ["DAY_REQUEST", "DEMO_REQUEST", "build_demo", "demo", "plan_demo"]

DEMO_REQUEST: dict[str, Any] = {
    "mode": "bike",
    "start": {"lat": 50.43, "lon": 2.83},
    "distance_km": 30,
    "themes": {"mining": 1, "nature": 0.5},
    "alternatives": 3,
}
DAY_REQUEST: dict[str, Any] = {
    "mode": "bike",
    "distance_km": 30,
    "themes": {"mining": 1, "terrils": 1},
    "departure": "2026-06-13T08:30:00+02:00",
    "access": {
        "from": {"stop": "Lille Flandres"},
        "bike_on_board": "required",
        "latest_home": "2026-06-13T19:00:00+02:00",
    },
    "alternatives": 3,
}
"""A Saturday by train and bike."""


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("build/demo"), show_default=True, help="Folder to write."
)
@click.option("--language", type=click.Choice(["fr", "nl", "en"]), default="en", show_default=True)
def demo(out: Path, language: str) -> None:
    """Plan a circuit and a day with trains on the embedded demo territory: a drawing, not to be followed outdoors."""
    build_demo(out)
    for text in plan_demo(out / "territory", out, language=language):
        click.echo(text)
    click.echo(f"written to {out}:", err=True)
    click.echo("  the circuit: answer.json, 1.geojson, 1.gpx, map.png", err=True)
    click.echo("  the day with trains: day.json, day.geojson, day.gpx", err=True)
    click.echo("  what they were planned on: network.osm.pbf, territory/", err=True)


def plan_demo(folder: Path, out: Path, *, language: str) -> list[str]:
    """Plan a circuit and a day with trains on the demo territory, and write them.

    Parameters
    ----------
    folder
        The territory.
    out
        Folder to write into: `answer.json`, `map.png` and one GeoJSON and GPX file for each circuit; `day.json`,
        `day.geojson` and `day.gpx` for the best day.
    language
        Language of the texts.

    Returns
    -------
    list of str
        The best of both as plain text.
    """
    from planner.render import to_bytes, to_map_png, to_text
    from planner.territory import Territory

    territory = Territory.open(folder)
    circuits, days = (_plan(territory, request, language) for request in (DEMO_REQUEST, DAY_REQUEST))
    for name, result in (("answer", circuits), ("day", days)):
        (out / f"{name}.json").write_bytes(to_bytes(_to_answer(result)))
    for rank in range(len(circuits.itineraries)):
        _write_line(circuits, rank, out / f"{rank + 1}")
    _write_line(days, 0, out / "day")
    best = circuits.itineraries[0]
    (out / "map.png").write_bytes(to_map_png(best, territory))
    return [to_text(best), to_text(days.itineraries[0])]


def _plan(territory: Territory, request: dict[str, Any], language: str) -> PlanResult:
    import json

    from api.batch import make_vocabulary
    from api.bodies import parse_model
    from api.convert import to_trip_request
    from api.schemas import ItineraryRequest
    from planner import engine

    wire = parse_model(json.dumps({**request, "language": language}), ItineraryRequest)
    return engine.plan(territory, to_trip_request(wire, make_vocabulary(territory)))


def _to_answer(result: PlanResult) -> dict[str, Any]:
    from api.links import with_links
    from planner.render import to_json

    return with_links(to_json(result), "")


def _write_line(result: PlanResult, rank: int, path: Path) -> None:
    from planner.render import to_bytes, to_geojson, to_gpx

    itinerary = result.itineraries[rank]
    path.with_suffix(".geojson").write_bytes(to_bytes(to_geojson(itinerary)))
    path.with_suffix(".gpx").write_text(to_gpx(itinerary), encoding="utf-8")


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
                gtfs=[source / "timetable.zip"],
                config=TerritoryConfig.from_file(source / "demo.toml"),
                out=out / "territory",
                progress=progress,
            )
