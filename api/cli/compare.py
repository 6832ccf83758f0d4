"""The command `compare`: one request on a territory as it is and on variants of its streets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from planner.render import Document
    from planner.territory import Territory

__all__ = ["compare"]


@click.command()
@click.option("--territory", type=click.Path(path_type=Path), required=True, help="Folder of the territory.")
@click.option("--request", type=click.Path(path_type=Path), required=True, help="File with one API request.")
@click.option(
    "--variants",
    type=click.Path(path_type=Path),
    required=True,
    help="File with a list of variants as the API takes them, or a GeoJSON collection drawn in QGIS.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "geojson", "csv", "png"]),
    default="text",
    show_default=True,
    help="The picture shows the variant that --picture names.",
)
@click.option("--picture", default=1, show_default=True, help="Number of the variant on the picture, from 1.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; a picture needs one.")
def compare(territory: Path, request: Path, variants: Path, format_: str, picture: int, out: Path | None) -> None:
    """Plan a request on a territory as it is and on variants of its streets, and say what differs."""
    from planner.territory import Territory

    if format_ == "png" and out is None:
        raise click.UsageError("--format png needs --out, the file for the picture")
    body = {"request": _read(request, "--request"), "variants": _to_list(_read(variants, "--variants"))}
    if format_ == "png":
        _require_one_of(picture, body["variants"])
    opened = Territory.open(territory)
    document, language = _compare(opened, body)
    content = _render(document, opened, format_, language=language, picture=picture)
    if out is None:
        click.echo(content.decode(), nl=False)
    else:
        out.write_bytes(content)


def _compare(territory: Territory, body: dict[str, Any]) -> tuple[Document, str]:
    from api.batch import make_vocabulary
    from api.bodies import parse_model
    from api.convert import to_trip_request
    from api.convert_variants import to_variants
    from api.schemas import ComparisonRequest
    from planner import comparison
    from planner.render import to_comparison_json

    wire = parse_model(json.dumps(body), ComparisonRequest)
    trip = to_trip_request(wire.request, make_vocabulary(territory))
    found = comparison.compare(territory, trip, to_variants(wire.variants))
    return to_comparison_json(found, territory, language=trip.language), trip.language


def _render(document: Document, territory: Territory, format_: str, *, language: str, picture: int) -> bytes:
    from planner.render import (
        to_bytes,
        to_comparison_csv,
        to_comparison_geojson,
        to_comparison_png,
        to_comparison_text,
    )

    if format_ == "png":
        return to_comparison_png(document, territory, language=language, number=picture - 1)
    if format_ == "csv":
        return to_comparison_csv(document).encode()
    if format_ == "text":
        return to_comparison_text(document, language=language).encode()
    return to_bytes(to_comparison_geojson(document) if format_ == "geojson" else document) + b"\n"


def _require_one_of(picture: int, variants: object) -> None:
    """Refuse the number of a variant that there is not, before anything is worked out."""
    if isinstance(variants, list) and variants and not 1 <= picture <= len(variants):
        raise click.UsageError(f"--picture must lie between 1 and {len(variants)}, the number of variants")


def _to_list(content: object) -> object:
    from api.convert_variants import collection_to_variants

    if isinstance(content, dict) and content.get("type") == "FeatureCollection":
        return collection_to_variants(content)
    return content.get("variants", content) if isinstance(content, dict) else content


def _read(path: Path, option: str) -> object:
    from planner.strict_json import parse_json

    try:
        return parse_json(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{option}: {path} is no JSON file ({error})") from None
