"""A site from the named values of one row, whether it came from a table or from the properties of a feature."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from planner.catalogue.cells import parse_as_of, parse_number
from planner.catalogue.protections import add_world_heritage, parse_protections, parse_zone
from planner.catalogue.rules import get_default_access, is_private_home_name, load_rules
from planner.catalogue.site import Access, AccessStatus, Site, SiteKind
from planner.texts import LocalText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shapely.geometry.base import BaseGeometry

    from graphs.geo import Coordinate

__all__ = ["COLUMNS", "REQUIRED_COLUMNS", "RowError", "build_site", "parse_kind"]

REQUIRED_COLUMNS = ("id", "name", "kind", "lat", "lon")
# Read by people only, and never carried into a territory.
_INTERNAL_COLUMNS = ("note", "confidence")
_ACCESS_COLUMNS = (
    "access",
    "access_reason",
    "access_reason_fr",
    "access_reason_nl",
    "access_reason_en",
    "access_source",
    "access_date",
)
COLUMNS = frozenset(
    (
        *REQUIRED_COLUMNS,
        *_INTERNAL_COLUMNS,
        *_ACCESS_COLUMNS,
        *(
            "commune",
            "country",
            "coord_accuracy_m",
            "unesco_zone",
            "unesco_id",
            "unesco_component",
            "terril_no",
            "form",
            "company",
            "period",
        ),
        *(
            "protection",
            "interest",
            "area_ha",
            "length_m",
            "height_m",
            "view_on",
            "themes",
            "visiting",
            "source",
            "licence",
            "opening_hours",
            "website",
        ),
    )
)
_KIND_ALIASES = {
    "mining_town": SiteKind.ESTATE,
    "cite": SiteKind.ESTATE,
    "sports_nature": SiteKind.SPORT,
    "viewpoint_area": SiteKind.VIEW_AREA,
}
_COUNTRY_LETTERS = 2
_DEFAULT_ACCURACY_M = 20
_LONGEST_TEXT = 300


class RowError(ValueError):
    """A field of a row makes it useless; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def parse_kind(text: str) -> SiteKind:
    """Kind of a site by its name or an old name of it.

    Raises
    ------
    RowError
        There is no such kind.
    """
    plain = text.strip().casefold()
    if plain in _KIND_ALIASES:
        return _KIND_ALIASES[plain]
    try:
        return SiteKind(plain)
    except ValueError as error:
        known = ", ".join(kind.value for kind in SiteKind)
        raise RowError("kind", f"{text or 'an empty cell'} is no kind of site; kinds are {known}") from error


def build_site(
    row: Mapping[str, str],
    position: Coordinate,
    *,
    geometry: BaseGeometry | None = None,
    mend: Callable[[str, str], None] | None = None,
) -> Site:
    """Build a site from named values.

    Parameters
    ----------
    row
        Values by column; see docs/reference/sites.md.
    position
        Where it is.
    geometry
        Outline or line in degrees, x the longitude.
    mend
        Called with field and message for each value that was left out or put right.

    Raises
    ------
    RowError
        A needed field is missing or says nothing known.
    """
    note = mend or (lambda _name, _message: None)
    site_id, name = row.get("id", "").strip(), " ".join(row.get("name", "").split())
    if not site_id:
        raise RowError("id", "the id is missing")
    if not name:
        raise RowError("name", "the name is missing")
    country = _read_country(row, note)
    heritage = _guard(
        "unesco_zone",
        lambda: parse_zone(row.get("unesco_zone", ""), row.get("unesco_id", ""), row.get("unesco_component", "")),
    )
    kind = parse_kind(row.get("kind", ""))
    form = row.get("form", "")
    site = Site(
        id=site_id,
        name=name[:_LONGEST_TEXT],
        kind=kind,
        commune=row.get("commune", ""),
        country=country,
        position=position,
        accuracy_m=_read_accuracy(row, note),
        access=_read_access(row),
        geometry=geometry,
        protections=add_world_heritage(parse_protections(row.get("protection", ""), country=country), heritage),
        world_heritage=heritage,
        form=form,
        company=row.get("company", ""),
        period="" if row.get("period", "") == "NC" else row.get("period", ""),
        interest=row.get("interest", ""),
        ref=row.get("terril_no", ""),
        view_on=tuple(part.strip() for part in row.get("view_on", "").split(",") if part.strip()),
        opening_hours=row.get("opening_hours", ""),
        website=row.get("website", ""),
        tags=tuple(sorted({part.strip() for part in row.get("themes", "").split(";") if part.strip()})),
        private_home=kind is SiteKind.BUILDING and is_private_home_name(name, form),
        source=row.get("source", ""),
        licence=row.get("licence", ""),
    )
    return replace(
        site,
        area_ha=_read_size(row, "area_ha", note),
        length_m=_read_size(row, "length_m", note),
        height_m=_read_size(row, "height_m", note),
    )


def _read_country(row: Mapping[str, str], note: Callable[[str, str], None]) -> str:
    country = row.get("country", "").strip()
    if country and (len(country) != _COUNTRY_LETTERS or not country.isalpha()):
        raise RowError("country", f"{country} is no country: give two letters such as FR or BE")
    if country != country.upper():
        note("country", f"{country} written in capitals")
    return country.upper()


def _read_accuracy(row: Mapping[str, str], note: Callable[[str, str], None]) -> int:
    try:
        value = parse_number(row.get("coord_accuracy_m", ""))
    except ValueError as error:
        raise RowError("coord_accuracy_m", f"{row['coord_accuracy_m']} is no number of metres") from error
    if value is None:
        if "coord_accuracy_m" in row:
            note("coord_accuracy_m", f"missing, taken for {_DEFAULT_ACCURACY_M} m")
        return _DEFAULT_ACCURACY_M
    if value < 0:
        raise RowError("coord_accuracy_m", "must not be negative")
    return round(value)


def _read_size(row: Mapping[str, str], name: str, note: Callable[[str, str], None]) -> float | None:
    try:
        value = parse_number(row.get(name, ""))
    except ValueError:
        note(name, f"{row[name]} is no number and was left out")
        return None
    if value is not None and value < 0:
        note(name, f"{row[name]} is negative and was left out")
        return None
    return value


def _read_access(row: Mapping[str, str]) -> Access:
    """Status from `access`, else from `visiting`; an unknown word is refused: a slip must not open a closed site."""
    stated = row.get("access", "").strip().casefold()
    if stated:
        status = _guard_status("access", stated)
    else:
        visiting = row.get("visiting", "").strip().casefold()
        table = load_rules("access")["visiting"]
        if visiting not in table:
            raise RowError("visiting", f"{visiting} is none of {', '.join(word for word in table if word)} or empty")
        status = AccessStatus(table[visiting])
    default = get_default_access(status, source=row.get("access_source", "") or row.get("source", ""))
    reason = LocalText.from_mapping(row, prefix="access_reason_")
    plain = row.get("access_reason", "")
    if not reason and plain:
        reason = LocalText(en=plain)
    return Access(
        status,
        reason or default.reason,
        default.source,
        _guard("access_date", lambda: parse_as_of(row.get("access_date", ""))),
    )


def _guard_status(name: str, text: str) -> AccessStatus:
    try:
        return AccessStatus(text)
    except ValueError as error:
        known = ", ".join(status.value for status in AccessStatus)
        raise RowError(name, f"{text} is no status; statuses are {known}") from error


_T = TypeVar("_T")


def _guard(name: str, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except RowError:
        raise
    except ValueError as error:
        raise RowError(name, str(error)) from error
