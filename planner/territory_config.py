"""What a territory says of itself, as the people who build it write it down."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from planner.catalogue.areas import read_code
from planner.emissions import get_factor_book
from planner.errors import CatalogueError
from planner.texts import LANGUAGES, LocalText

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["OSM_ATTRIBUTION", "TerritoryConfig"]

OSM_ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"


@dataclass(frozen=True, slots=True)
class TerritoryConfig:
    """What a territory says of itself, from a TOML file."""

    name: str = "territory"
    title: LocalText = field(default_factory=LocalText)
    notice: LocalText = field(default_factory=LocalText)
    osm_attribution: str = OSM_ATTRIBUTION
    """Whose the streets are."""
    attribution: tuple[str, ...] = ()
    """Whose all else is."""
    translations: tuple[tuple[str, LocalText], ...] = ()
    """Lines of the attribution that stand in several languages, each under how `attribution` names it."""
    country: str = ""
    region: str = ""
    areas: tuple[tuple[str, str], ...] = ()
    """Names of extracts, each with the code of the country or region it holds."""
    language: str = "fr"
    seed: int = 0
    lacks: tuple[str, ...] = ()
    emissions: dict[str, Any] = field(default_factory=dict)
    """Emission factors that take the place of the usual ones, see `planner.emissions.FactorBook.with_own`."""

    def list_credits(self) -> tuple[str, ...]:
        """Give all lines, that of the streets first unless one of the others names OpenStreetMap as well."""
        own = self.osm_attribution
        if own == OSM_ATTRIBUTION and any("OpenStreetMap" in line for line in self.attribution):
            return self.attribution
        return tuple(dict.fromkeys((own, *self.attribution)))

    @classmethod
    def from_mapping(cls, values: dict[str, Any]) -> TerritoryConfig:
        """Read the content of a file.

        `title` and `notice` are a text, or a table of `fr`, `nl` and `en`; `osm_attribution` is a text or a table of
        `text` and `licence`, `attribution` the same or several of them; `areas` names the country or region of
        extracts, `"hainaut.osm.pbf" = "BE-WAL"`. The text of an attribution may be a table of languages as well.

        Raises
        ------
        CatalogueError
            A value is of another kind, or a code of a country or region is none.
        """
        try:
            streets = _read_credit("osm_attribution", values.get("osm_attribution", OSM_ATTRIBUTION))
            others = _read_attribution(values.get("attribution", []))
            return cls(
                name=str(values.get("name", "territory")),
                title=_read_text("title", values.get("title", {})),
                notice=_read_text("notice", values.get("notice", {})),
                osm_attribution=streets.find_text("en"),
                attribution=tuple(credit.find_text("en") for credit in others),
                translations=tuple(
                    (credit.find_text("en"), credit) for credit in (streets, *others) if credit.varies()
                ),
                country=read_code("country", values.get("country", ""), with_region=False),
                region=read_code("region", values.get("region", ""), with_region=True),
                areas=tuple((name, read_code(f"areas.{name}", code)) for name, code in values.get("areas", {}).items()),
                language=str(values.get("language", "fr")),
                seed=int(values.get("seed", 0)),
                lacks=tuple(str(item) for item in values.get("lacks", ())),
                emissions=_read_emissions(values.get("emissions", {})),
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
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            msg = f"{path.name} cannot be read as TOML ({reason})"
            raise CatalogueError(msg, file=path.name) from error
        known = [*(item.name for item in fields(cls) if item.name != "translations"), "files"]
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


def _read_emissions(value: dict[str, Any]) -> dict[str, Any]:
    """Let factors pass that can be read; dates of TOML become texts."""
    own: dict[str, Any] = json.loads(json.dumps(dict(value), default=str))
    try:
        get_factor_book(json.dumps(own, sort_keys=True) if own else "")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        msg = f"emissions: {error}"
        raise CatalogueError(msg, field="emissions") from error
    return own


def _read_attribution(value: object) -> tuple[LocalText, ...]:
    return tuple(_read_credit("attribution", item) for item in (value if isinstance(value, list | tuple) else [value]))


def _read_credit(name: str, value: object) -> LocalText:
    text, licence = (value.get("text"), value.get("licence", "")) if isinstance(value, dict) else (value, "")
    if not text or not isinstance(text, str | dict) or not isinstance(licence, str):
        msg = f"{name}: give texts, or tables of text and licence, got {value!r}"
        raise CatalogueError(msg, field=name)
    texts = _read_text(name, text)
    if not texts:
        msg = f"{name}: give a text in fr, nl or en, got {value!r}"
        raise CatalogueError(msg, field=name)
    lines = (" - ".join(part for part in (texts.find_text(language), licence) if part) for language in LANGUAGES)
    return LocalText(*lines)
