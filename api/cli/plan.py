"""The command `plan`: one request from options, or many from a file."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from planner.itinerary import PlanResult
    from planner.territory import Territory

__all__ = ["plan"]

_WITH_FILE = frozenset({"territory", "requests", "jobs", "out"})


@click.command()
@click.option("--territory", type=click.Path(path_type=Path), required=True, help="Folder of the territory.")
@click.option(
    "--requests", type=click.Path(path_type=Path), help="File with one API request per line; then --out is a folder."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Requests of the file worked on at once."
)
@click.option("--mode", help="foot, bike, ebike, mtb, cargo_bike, family_bike or wheelchair.")
@click.option("--start", metavar="LAT,LON", help="Where to start.")
@click.option("--start-stop", metavar="ID", help="Start at a stop of public transport.")
@click.option("--start-site", metavar="ID", help="Start at a site.")
@click.option("--end", metavar="LAT,LON", help="Where to end; left out: back to the start.")
@click.option("--end-stop", metavar="ID", help="End at a stop.")
@click.option("--end-site", metavar="ID", help="End at a site.")
@click.option("--distance-km", type=float, help="Length to keep within 5 %.")
@click.option("--duration-min", type=float, help="Time to keep within 5 %, visits included.")
@click.option(
    "--allow-other-length", is_flag=True, help="Take the nearest feasible length where the asked one cannot be had."
)
@click.option("--departure", metavar="TIME", help="ISO 8601 with offset, such as 2026-06-13T09:30:00+02:00.")
@click.option(
    "--theme",
    "themes",
    metavar="NAME=WEIGHT",
    multiple=True,
    help="Theme with its weight from 0 to 1; may be repeated.",
)
@click.option("--must-visit", metavar="ID", multiple=True, help="Site to visit; may be repeated.")
@click.option("--avoid-site", "avoid_sites", metavar="ID", multiple=True, help="Site to leave out; may be repeated.")
@click.option("--avoid-areas", type=click.Path(path_type=Path), help="GeoJSON polygon to stay out of.")
@click.option("--follow", metavar="ROUTE", multiple=True, help="Signposted route to follow; may be repeated.")
@click.option("--days", type=int, help="Days; the length or time is then that of each day.")
@click.option("--nights", type=click.Choice(["lodgings", "base"]), help="Sleep elsewhere each night, or at the start.")
@click.option("--lodging", type=click.Choice(["any", "known", "bike"]), help="What will do for a night.")
@click.option("--direction", help="Where the circuit lies: N, NE, E, SE, S, SW, W or NW.")
@click.option("--alternatives", type=int, default=1, show_default=True, help="Itineraries in all.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed gives other circuits.")
@click.option("--time-budget-ms", type=int, help="Cut the work after so many milliseconds.")
@click.option("--language", type=click.Choice(["fr", "nl", "en"]), default="fr", show_default=True)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "geojson", "gpx"]),
    default="text",
    show_default=True,
    help="GeoJSON and GPX hold the best itinerary.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File to write, or the folder for --requests.",
)
@click.pass_context
def plan(
    context: click.Context,
    /,
    *,
    territory: Path,
    requests: Path | None,
    jobs: int,
    out: Path | None,
    format_: str,
    **options: Any,  # noqa: ANN401
) -> None:
    """Plan itineraries on a territory, from options or from a file of requests."""
    from planner.territory import Territory

    if requests is not None:
        _refuse_beside_file(context)
        _plan_file(territory, requests, jobs=jobs, out=out)
        return
    request = _to_wire(options)
    text = _render(_plan_one(Territory.open(territory), request), format_)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


def _refuse_beside_file(context: click.Context) -> None:
    """Let nothing pass that would be ignored: with a file, each line says all of its request."""
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name not in _WITH_FILE
        and context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"--requests takes no {given[0]}: write it into the requests of the file")


def _plan_file(territory: Path, requests: Path, *, jobs: int, out: Path | None) -> None:
    from api.batch import plan_lines
    from api.cli.progress import CountProgress
    from planner.territory import Territory

    if out is None:
        raise click.UsageError("--requests needs --out, the folder for the answers")
    lines = requests.read_bytes().removeprefix(codecs.BOM_UTF8).split(b"\n")
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    opened = Territory.open(territory)
    out.mkdir(parents=True, exist_ok=True)
    with CountProgress(len(numbered), "requests") as progress:
        refused = sum(plan_lines(opened, numbered, out, jobs=jobs, tell=progress.advance))
    click.echo(f"{len(numbered)} requests, {refused} refused, answers in {out}", err=True)


def _plan_one(territory: Territory, request: dict[str, Any]) -> PlanResult:
    from api.batch import make_vocabulary
    from api.bodies import parse_model
    from api.convert import to_trip_request
    from api.schemas import ItineraryRequest
    from planner import engine

    wire = parse_model(json.dumps(request), ItineraryRequest)
    return engine.plan(territory, to_trip_request(wire, make_vocabulary(territory)))


def _render(result: PlanResult, format_: str) -> str:
    from api.links import with_links
    from planner.render import to_bytes, to_geojson, to_gpx, to_json, to_text

    if format_ == "json":
        return to_bytes(with_links(to_json(result), "")).decode() + "\n"
    if format_ == "geojson":
        return to_bytes(to_geojson(result.itineraries[0])).decode() + "\n"
    if format_ == "gpx":
        return to_gpx(result.itineraries[0])
    return "\n".join(to_text(itinerary) for itinerary in result.itineraries)


def _to_wire(options: dict[str, Any]) -> dict[str, Any]:
    """Make the request that the API would get."""
    start, end = _pick_place(options, "start"), _pick_place(options, "end")
    if options["mode"] is None or start is None:
        raise click.UsageError("give --mode and a start (--start, --start-stop or --start-site), or --requests FILE")
    kept = (
        "mode",
        "distance_km",
        "duration_min",
        "departure",
        "days",
        "nights",
        "lodging",
        "direction",
        "alternatives",
        "seed",
        "time_budget_ms",
        "language",
    )
    lists = ("must_visit", "avoid_sites", "follow")
    return {
        **{name: options[name] for name in kept if options[name] is not None},
        **{name: list(options[name]) for name in lists},
        "allow_other_length": options["allow_other_length"],
        "start": start,
        "end": end,
        "themes": dict(_split_theme(text) for text in options["themes"]),
        "avoid_areas": _read_area(options["avoid_areas"]),
    }


def _pick_place(options: dict[str, Any], name: str) -> dict[str, Any] | None:
    found: list[dict[str, Any]] = []
    if options[name] is not None:
        found.append(_split_point(options[name], f"--{name}"))
    found.extend(
        {kind: options[f"{name}_{kind}"]} for kind in ("stop", "site") if options[f"{name}_{kind}"] is not None
    )
    if len(found) > 1:
        raise click.UsageError(f"give only one of --{name}, --{name}-stop and --{name}-site")
    return found[0] if found else None


def _split_point(text: str, option: str) -> dict[str, float]:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise click.UsageError(f"{option} must be LAT,LON, such as 50.43,2.83, not {text!r}") from None
    return {"lat": lat, "lon": lon}


def _split_theme(text: str) -> tuple[str, float]:
    name, separator, weight = text.partition("=")
    try:
        return name, float(weight) if separator else 1.0
    except ValueError:
        raise click.UsageError(f"--theme must be NAME=WEIGHT, such as mining=1, not {text!r}") from None


def _read_area(path: Path | None) -> object:
    from planner.strict_json import parse_json

    if path is None:
        return None
    try:
        return parse_json(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"--avoid-areas: {path} is no GeoJSON file ({error})") from None
