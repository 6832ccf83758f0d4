"""What a territory says of itself, as the people who build it write it down."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from planner.catalogue.areas import read_code
from planner.errors import CatalogueError
from planner.texts import LocalText

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TerritoryConfig"]


@dataclass(frozen=True, slots=True)
class TerritoryConfig:
    """What a territory says of itself, from a TOML file."""

    name: str = "territory"
    title: LocalText = field(default_factory=LocalText)
    notice: LocalText = field(default_factory=LocalText)
    attribution: tuple[str, ...] = ()
    country: str = ""
    region: str = ""
    areas: tuple[tuple[str, str], ...] = ()
    """Names of extracts, each with the code of the country or region it holds."""
    language: str = "fr"
    seed: int = 0
    lacks: tuple[str, ...] = ()

    @classmethod
    def from_mapping(cls, values: dict[str, Any]) -> TerritoryConfig:
        """Read the content of a file.

        `title` and `notice` are a text, or a table of `fr`, `nl` and `en`; `attribution` is a text, or holds texts or
        tables of `text` and `licence`; `areas` names the country or region of extracts, `"hainaut.osm.pbf" = "BE-WAL"`.

        Raises
        ------
        CatalogueError
            A value is of another kind, or a code of a country or region is none.
        """
        try:
            return cls(
                name=str(values.get("name", "territory")),
                title=_read_text("title", values.get("title", {})),
                notice=_read_text("notice", values.get("notice", {})),
                attribution=_read_attribution(values.get("attribution", [])),
                country=read_code("country", values.get("country", ""), with_region=False),
                region=read_code("region", values.get("region", ""), with_region=True),
                areas=tuple((name, read_code(f"areas.{name}", code)) for name, code in values.get("areas", {}).items()),
                language=str(values.get("language", "fr")),
                seed=int(values.get("seed", 0)),
                lacks=tuple(str(item) for item in values.get("lacks", ())),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            msg = f"the description of the territory is wrong ({error})"
            raise CatalogueError(msg) from error

    @classmethod
    def from_file(cls, path: Path) -> TerritoryConfig:
        """Read a TOML file; the table `files` is for whoever lays the sources beside it.

        Raises
        ------
        CatalogueError
            The file cannot be read, or holds an unknown key or a wrong value.
        """
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            msg = f"{path.name} cannot be read as TOML ({error})"
            raise CatalogueError(msg, file=path.name) from error
        known = [*(item.name for item in fields(cls)), "files"]
        unknown = sorted(values.keys() - set(known))
        if unknown:
            msg = f"{path.name}: there is no key {unknown[0]}; there are {', '.join(known)}"
            raise CatalogueError(msg, file=path.name, key=unknown[0])
        return cls.from_mapping(values)


def _read_text(name: str, value: object) -> LocalText:
    if isinstance(value, str):
        return LocalText(value.strip(), value.strip(), value.strip())
    if (
        isinstance(value, dict)
        and value.keys() <= {"fr", "nl", "en"}
        and all(isinstance(text, str) for text in value.values())
    ):
        return LocalText.from_mapping(value)
    msg = f"{name}: give a text, or a table of texts in fr, nl and en, got {value!r}"
    raise CatalogueError(msg, field=name)


def _read_attribution(value: object) -> tuple[str, ...]:
    lines = []
    for item in value if isinstance(value, list | tuple) else [value]:
        parts = [item.get("text"), item.get("licence", "")] if isinstance(item, dict) else [item]
        if not parts[0] or not all(isinstance(part, str) for part in parts):
            msg = f"attribution: give texts, or tables of text and licence, got {item!r}"
            raise CatalogueError(msg, field="attribution")
        lines.append(" - ".join(str(part) for part in parts if part))
    return tuple(lines)
