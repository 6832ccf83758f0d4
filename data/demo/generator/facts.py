"""Reads the sourced facts (``data/facts``) and the hand-drawn sketch (``data/demo/sketch``)."""

import csv
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from data.demo.generator.frame import Points, Row, is_inside, to_xy


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of the fact files; sites and communes inside the territory only."""

    sites: list[Row]
    communes: list[Row]
    stations: list[Row]
    shafts: list[Row]
    mine_railways: list[Row]


def read_rows(*path: str) -> list[Row]:
    """Return the rows of a CSV file below ``data``."""
    return list(csv.DictReader(resources.files("data").joinpath(*path).read_text(encoding="utf-8").splitlines()))


def read_sketch(name: str) -> dict[str, Any]:
    """Return a table of the sketch."""
    return tomllib.loads(resources.files("data").joinpath("demo", "sketch", f"{name}.toml").read_text(encoding="utf-8"))


CHOICES = read_sketch("tags")
"""Tags and figures that ways, terrils and sites draw from."""


def where(row: Row) -> tuple[float, float]:
    """Return the place of a row in metres."""
    return to_xy(float(row["lat"]), float(row["lon"]))


def read_facts() -> Facts:
    """Return all facts; stations outside the territory stay, because railways come from there."""
    files = {name: read_rows("facts", f"{name}.csv") for name in Facts.__dataclass_fields__}
    for name in ("sites", "communes"):
        files[name] = [row for row in files[name] if is_inside(where(row))]
    return Facts(**files)


def read_courses(name: str) -> list[tuple[Row, Points]]:
    """Return the lines of a sketch file: the first row of each line and its way-points."""
    lines = defaultdict(list)
    for row in read_rows("demo", "sketch", f"{name}.csv"):
        lines[row["line"]].append(row)
    return [(rows[0], np.array([where(row) for row in rows])) for rows in lines.values()]
