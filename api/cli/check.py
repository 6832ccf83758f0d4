"""The command `check`: verify that a territory is whole."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["check"]


@click.command()
@click.option("--territory", type=click.Path(path_type=Path), required=True, help="Folder of the territory.")
def check(territory: Path) -> None:
    """Verify version, sizes and the hash of every file of a territory, and read the tables of the office."""
    from graphs.store import BASEMAP_FILE, verify
    from planner.boarding import list_idle_rows
    from planner.territory import Territory

    manifest = verify(territory)
    opened = Territory.open(territory)
    closures = opened.closures
    basemap = "with a base map" if BASEMAP_FILE in manifest.files else "without a base map"
    click.echo(f"{territory} is whole: {len(manifest.files)} files, {len(manifest.sources)} sources, {basemap}")
    click.echo(f"closures: {len(closures.current().rules)} rules")
    for way in closures.unknown_ways:
        click.echo(f"closures: this territory has no OSM way {way}; its row closes nothing")
    for area in closures.idle_areas:
        click.echo(f"closures: area {area} meets no street of this territory; it closes nothing")
    click.echo(f"bikes on board: {opened.own_boarding} rules")
    for row in list_idle_rows(opened):
        click.echo(f"bikes on board: rule {row} speaks of no line of the timetables")
