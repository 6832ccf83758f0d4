"""The import of an extract beside Valhalla's: processor time and the largest memory."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.report import Section, Table
from tests.benchmarks.valhalla import renumber, run_measured

if TYPE_CHECKING:
    from tests.benchmarks.valhalla import Cost, Valhalla

__all__ = ["measure_import", "to_section"]

_THREADS = 2


def measure_import(laid: Path, valhalla: Valhalla | None) -> dict[str, Cost]:
    """Build a territory and Valhalla's tiles from one extract, both new and thrown away.

    Parameters
    ----------
    laid
        The extract.
    valhalla
        The peer, None where it is not at hand.
    """
    with tempfile.TemporaryDirectory() as scratch:
        extract = Path(scratch) / "extract.osm.pbf"
        renumber(laid, extract)
        out = Path(scratch) / "territory"
        command: list[str | Path] = [sys.executable, "-m", "api.cli", "build", "--osm", extract, "--out", out]
        found = {"Terrils": run_measured([*command, "--no-basemap"])}
        print(f"Terrils: {found['Terrils']}", flush=True)
        shutil.rmtree(out)
        found["Terrils, with the tiles of the map"] = run_measured(command)
        shutil.rmtree(out)
        if valhalla is not None:
            found[f"valhalla_build_tiles {valhalla.version.rpartition(' ')[2]}"] = valhalla.build(
                extract, Path(scratch) / "tiles", threads=_THREADS
            )
    return found


def to_section(found: dict[str, Cost], *, what: str, size_mb: float) -> Section:
    """Write the table of what was measured."""
    base = found["Terrils"].cpu_s
    rows = [
        (name, f"{cost.cpu_s:.0f} s", f"{cost.cpu_s / base:.2f}", f"{cost.peak_mb:.0f} MB")
        for name, cost in found.items()
    ]
    missing = () if len(found) > 2 else ("Valhalla was not at hand: `make valhalla` fetches it.",)
    return Section(
        "Import of an extract",
        f"{what}, {size_mb:.0f} MB of .osm.pbf; processor time over all threads, and the largest memory.",
        tables=[Table("", ("import", "processor time", "times ours", "largest memory"), rows)],
        not_comparable=(
            "Valhalla also keeps streets for cars, lanes and signs; Terrils also keeps sites and seven profiles.",
            *missing,
        ),
    )
