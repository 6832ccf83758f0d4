"""Reads the sourced facts (``data/facts``) and the hand-drawn sketch (``data/demo/sketch``)."""

import csv
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from data.demo.generator.frame import Row, is_inside, to_xy


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


def read_sketch(name: str) -> str:
    """Return the text of a file of the sketch."""
    return resources.files("data").joinpath("demo", "sketch", name).read_text(encoding="utf-8")


CHOICES: dict[str, Any] = tomllib.loads(read_sketch("tags.toml"))
"""Tags and figures that ways, terrils and sites draw from."""


def where(row: Row, end: str = "") -> tuple[float, float]:
    """Return the place of a row in metres; ``end`` is the prefix of its columns."""
    return to_xy(float(row[f"{end}lat"]), float(row[f"{end}lon"]))


def read_facts() -> Facts:
    """Return all facts; stations outside the territory stay, because railways come from there."""
    files = {name: read_rows("facts", f"{name}.csv") for name in Facts.__dataclass_fields__}
    for name in ("sites", "communes"):
        files[name] = [row for row in files[name] if is_inside(where(row))]
    return Facts(**files)
