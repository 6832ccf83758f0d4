"""Recipes: territories as a list of public sources, a polygon and their licences, in TOML."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapely import Polygon

from graphs.areas import parse_area
from graphs.errors import FetchError
from graphs.fetch.addresses import check_url
from graphs.fetch.downloads import ByteProgress, download
from graphs.store import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KINDS", "FetchedRecipe", "Recipe", "RecipeSource", "fetch_recipe", "list_recipes", "load_recipe"]

KINDS = ("osm", "gtfs", "elevation", "sites")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")
_LEAST_CORNERS = 3
_MOST_LAT, _MOST_LON = 90.0, 180.0


@dataclass(frozen=True, slots=True)
class RecipeSource:
    """One file of a recipe."""

    kind: str
    """One of `KINDS`."""
    url: str
    file: str
    """Name to keep it under; it tells the type of the file."""
    licence: str
    attribution: str
    area: str = ""
    """OSM only: ISO 3166 code of the country or region it holds, such as `FR` or `BE-WAL`; borders in it go first."""
    sha256: str = ""
    size_bytes: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise FetchError(f"kind must be one of {', '.join(KINDS)}, got {self.kind!r}", field="kind")
        if not _NAME.fullmatch(self.file):
            raise FetchError(f"file must be a plain file name, got {self.file!r}", field="file")
        if self.sha256 and not _HASH.fullmatch(self.sha256):
            raise FetchError(f"sha256 must be 64 hexadecimal digits, got {self.sha256!r}", field="sha256")
        if self.size_bytes is not None and (type(self.size_bytes) is not int or self.size_bytes < 1):
            raise FetchError(f"size_bytes must be a whole number above 0, got {self.size_bytes!r}", field="size_bytes")
        if not isinstance(self.area, str):
            raise FetchError(f"area must be a text such as FR, got {self.area!r}", field="area")
        if not (self.licence and self.attribution):
            raise FetchError(f"{self.file} must say its licence and its attribution", field="licence")
        if self.area and self.kind != "osm":
            raise FetchError(f"{self.file}: only a source of kind osm has an area", field="area")
        try:
            parse_area(self.area)
        except ValueError as error:
            raise FetchError(f"{self.file}: area: {error}", field="area") from error
        check_url(self.url, resolve=False)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a territory is made of."""

    name: str
    sources: tuple[RecipeSource, ...]
    clip: Polygon | None
    config: dict[str, Any]
    """Everything else in the file: what the territory says of itself."""

    def __post_init__(self) -> None:
        if not any(source.kind == "osm" for source in self.sources):
            raise FetchError(f"recipe {self.name} names no source of kind osm", field="source")
        names = [source.file for source in self.sources]
        if len(set(names)) != len(names):
            raise FetchError(f"recipe {self.name} names a file twice", field="file")
        if self.clip is not None and not self.clip.is_valid:
            raise FetchError(f"the clip polygon of recipe {self.name} crosses itself", field="clip")


@dataclass(frozen=True, slots=True)
class FetchedRecipe:
    """The files of a recipe, by kind and in its order, and their descriptions for the manifest."""

    recipe: Recipe
    files: dict[str, tuple[Path, ...]]
    areas: tuple[str, ...]
    """Area of each OSM file."""
    sources: tuple[Source, ...]


def list_recipes() -> list[str]:
    """Names of the recipes that ship with Terrils."""
    folder = resources.files("data") / "recipes"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_recipe(name: str) -> Recipe:
    """Read a recipe that ships with Terrils, or a TOML file by its path.

    Raises
    ------
    FetchError
        There is no such recipe, or it is wrong; the message names the field.
    """
    if name in list_recipes():
        text = (resources.files("data") / "recipes" / f"{name}.toml").read_text(encoding="utf-8")
    elif name.endswith(".toml") and Path(name).is_file():
        text = Path(name).read_text(encoding="utf-8", errors="replace")
    else:
        known = ", ".join(list_recipes())
        raise FetchError(f"there is no recipe {name!r}: known are {known}, or give the path of a .toml file", name=name)
    try:
        return _read(Path(name).stem, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FetchError(f"recipe {name} is no TOML ({error})", name=name) from error


def fetch_recipe(recipe: Recipe, folder: Path, *, progress: ByteProgress | None = None) -> FetchedRecipe:
    """Download the files of a recipe into a folder, those that are there and right left alone.

    Raises
    ------
    FetchError
        A download fails or is refused.
    """
    files: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    described = []
    for source in recipe.sources:
        found = download(
            source.url,
            folder / source.file,
            sha256=source.sha256,
            size_bytes=source.size_bytes,
            progress=progress,
        )
        files[source.kind].append(found.path)
        described.append(
            Source(
                source.file,
                source.kind,
                found.date,
                source.licence,
                source.attribution,
                found.sha256,
                found.size_bytes,
            )
        )
    areas = tuple(source.area for source in recipe.sources if source.kind == "osm")
    return FetchedRecipe(recipe, {kind: tuple(paths) for kind, paths in files.items()}, areas, tuple(described))


def _read(name: str, table: Mapping[str, Any]) -> Recipe:
    rest = {key: value for key, value in table.items() if key not in {"source", "clip"}}
    sources = table.get("source", [])
    if not isinstance(sources, list) or not all(isinstance(entry, dict) for entry in sources):
        raise FetchError(f"recipe {name}: [[source]] must be a list of tables", field="source")
    try:
        found = tuple(RecipeSource(**entry) for entry in sources)
    except TypeError as error:
        known = ", ".join(RecipeSource.__slots__)
        raise FetchError(f"recipe {name}: a source bears {known} ({error})", field="source") from error
    return Recipe(str(table.get("name", name)), found, _read_clip(name, table.get("clip")), rest)


def _read_clip(name: str, corners: object) -> Polygon | None:
    """Polygon from a list of corners, longitude first."""
    if corners is None:
        return None
    wrong = f"recipe {name}: clip must be a list of at least {_LEAST_CORNERS} corners [longitude, latitude]"
    if not isinstance(corners, list) or len(corners) < _LEAST_CORNERS:
        raise FetchError(wrong, field="clip")
    try:
        places = [(float(lon), float(lat)) for lon, lat in corners]
    except (TypeError, ValueError) as error:
        raise FetchError(wrong, field="clip") from error
    if not all(abs(lon) <= _MOST_LON and abs(lat) <= _MOST_LAT for lon, lat in places):
        raise FetchError(wrong, field="clip")
    return Polygon(places)
