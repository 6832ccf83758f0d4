"""Writes the sites, the stops and the description of the territory, which need no street."""

import csv
from pathlib import Path

from data.demo.generator.facts import Facts, where
from data.demo.generator.frame import Row, is_inside

DESCRIPTION = """\
# Description of the embedded demonstration territory. Written by data/demo/generator.
name = "demo"
seed = {seed}

[title]
fr = "Territoire de démonstration"
en = "Demonstration territory"
nl = "Demonstratiegebied"

[notice]
fr = "DÉMO - NE PAS SUIVRE"
en = "DEMO - DO NOT FOLLOW"
nl = "DEMO - NIET VOLGEN"

[files]
osm = "network.osm.pbf"
elevation = "elevation.tif"
sites = "sites.csv"
stops = "stops.csv"

[[attribution]]
text = "Schematic network, invented by the Terrils demo generator"
licence = "Apache-2.0"

[[attribution]]
text = "Sites, shafts, mine railways: Mission Bassin Minier"
licence = "Licence Ouverte 2.0"

[[attribution]]
text = "Monuments: Ministère de la Culture, Immeubles protégés au titre des monuments historiques"
licence = "Licence Ouverte 2.0"

[[attribution]]
text = "Communes: geo.api.gouv.fr"
licence = "Licence Ouverte 2.0"

[[attribution]]
text = "Stations in France: SNCF, Horaires des lignes TER"
licence = "ODbL-1.0"

[[attribution]]
text = "Stations in Belgium: iRail"
licence = "CC0-1.0"
"""


def write_catalogue(folder: Path, facts: Facts, seed: int) -> None:
    """Write ``sites.csv``, ``stops.csv`` and ``demo.toml``."""
    _write_rows(folder / "sites.csv", facts.sites)
    stops = [
        {"id": row["ref"], **{key: row[key] for key in ("name", "country", "lat", "lon", "source")}}
        for row in facts.stations
        if is_inside(*where(row))
    ]
    _write_rows(folder / "stops.csv", stops)
    (folder / "demo.toml").write_text(DESCRIPTION.format(seed=seed), encoding="utf-8")


def _write_rows(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
