"""The commands under `bench`: measure parts of the engine on published instances."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["bench"]


@click.group()
def bench() -> None:
    """Measure parts of the engine on published instances."""


@bench.command()
@click.option("--instances", type=click.Path(path_type=Path), required=True, help="Folder with the instance files.")
@click.option("--m", "routes", default="1", show_default=True, help="Numbers of routes, as in 1,2.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True)
@click.option("--seeds", default="1", show_default=True, help="Seeds, as in 1,2,3.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File of solutions, a JSON object per run.")
def toptw(instances: Path, routes: str, seconds: float, seeds: str, out: Path) -> None:
    """Solve team orienteering problems with time windows."""
    from planner.selection.benchmark import solve_instances

    runs = solve_instances(
        instances,
        out,
        routes=_to_numbers(routes, "--m"),
        seconds=seconds,
        seeds=_to_numbers(seeds, "--seeds"),
        progress=lambda line: click.echo(line, err=True),
    )
    click.echo(f"{runs} runs are written to {out}")


def _to_numbers(text: str, option: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise click.BadParameter(f"whole numbers with commas between them, not {text!r}", param_hint=option) from error
