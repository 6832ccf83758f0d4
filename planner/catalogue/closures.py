"""The file of statuses and closures that an office keeps beside the catalogue, as a table, as GeoJSON, or both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from planner.catalogue.cells import parse_as_of
from planner.catalogue.geojson_import import read_features_file
from planner.catalogue.periods import Period
from planner.catalogue.report import ImportReport
from planner.catalogue.rules import get_default_access
from planner.catalogue.site import Access, AccessStatus
from planner.catalogue.tables import read_table
from planner.errors import CatalogueError
from planner.texts import LocalText

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

__all__ = ["Rule", "StatusFile"]

What = Literal["site", "area", "way"]
_COLUMNS = frozenset(
    ("what", "id", "status", "from", "to", "reason_fr", "reason_nl", "reason_en", "reason", "source", "date", "note")
)
_REQUIRED = ("what", "id", "status")
_STRICTEST_FIRST = (
    AccessStatus.CLOSED,
    AccessStatus.PROJECT,
    AccessStatus.UNKNOWN,
    AccessStatus.OUTSIDE,
    AccessStatus.OPEN,
)
_LONGEST_WAY_ID = 18
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row or feature: what it is about, the status, when and why; `geometry` belongs to areas, in degrees."""

    what: What
    id: str
    status: AccessStatus
    period: Period
    reason: LocalText
    source: str = ""
    as_of: str = ""
    geometry: BaseGeometry | None = None

    def holds(self, day: date | None) -> bool:
        """Say whether the rule holds on a day.

        Without a day, undated rules hold, and of the others those that keep people out from some day on for good.
        """
        if day is not None:
            return self.period.contains(day)
        if not self.period.is_dated:
            return True
        return self.period.is_open_ended and self.status is not AccessStatus.OPEN

    def to_key(self) -> str:
        """All that the rule says, as one line."""
        shape = self.geometry.wkt if self.geometry is not None else ""
        parts = (self.what, self.id, self.status.value, self.period, self.reason, self.source, self.as_of, shape)
        return "|".join(str(part) for part in parts) + "\n"

    def to_access(self) -> Access:
        """Access that the rule gives a site."""
        default = get_default_access(self.status, source=self.source)
        return Access(self.status, self.reason or default.reason, self.source, self.as_of)


@dataclass(frozen=True, slots=True, eq=False)
class StatusFile:
    """All rules of an office, in the order of the files."""

    rules: tuple[Rule, ...] = ()
    version: str = field(init=False)
    """Hash of all that the rules say: the same in every process."""
    has_dated_rules: bool = field(init=False)
    """Whether some rules hold on some days only."""
    _by_site: Mapping[str, tuple[Rule, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_site: dict[str, list[Rule]] = {}
        digest = hashlib.sha256()
        for rule in self.rules:
            digest.update(rule.to_key().encode())
            if rule.what == "site":
                by_site.setdefault(rule.id, []).append(rule)
        object.__setattr__(self, "version", digest.hexdigest())
        object.__setattr__(self, "has_dated_rules", any(rule.period.is_dated for rule in self.rules))
        object.__setattr__(self, "_by_site", {site: tuple(rules) for site, rules in by_site.items()})

    @classmethod
    def load(cls, *paths: Path, known_sites: Collection[str] | None = None) -> StatusFile:
        """Read tables (.csv) and GeoJSON (.geojson, .json); any wrong row makes the whole a refusal.

        A row `area` in a table gives dates and reasons to the feature of that id.

        Parameters
        ----------
        paths
            Files.
        known_sites
            Ids of the catalogue; a rule for another site is refused, for a slip of the pen must not leave a site open.

        Raises
        ------
        CatalogueError
            A file or a row cannot be read; the message names file, row and field.
        """
        features: dict[str, Rule] = {}
        rows: list[Rule] = []
        for path in paths:
            if path.suffix.casefold() in {".geojson", ".json"}:
                for rule in _read_features(path):
                    if rule.id in features:
                        raise _wrong(path.name, 0, "id", f"area {rule.id} stands in the file twice")
                    features[rule.id] = rule
            else:
                rows.extend(_read_rows(path, known_sites))
        return cls(tuple(_join(rows, features)))

    def find_site_access(self, site_id: str, day: date | None) -> Access | None:
        """Access of a site on a day, None where no rule speaks of it.

        Dated rules go before undated ones; of several, the strictest counts.
        """
        holding = [rule for rule in self._by_site.get(site_id, ()) if rule.holds(day)]
        dated = [rule for rule in holding if rule.period.is_dated] or holding
        strictest = min(dated, key=lambda rule: _STRICTEST_FIRST.index(rule.status), default=None)
        return strictest.to_access() if strictest else None

    def list_closed_areas(self, day: date | None) -> list[BaseGeometry]:
        """Polygons and lines, in degrees, that are closed to every leg on a day."""
        return [
            rule.geometry
            for rule in self.rules
            if rule.what == "area" and rule.geometry is not None and rule.holds(day)
        ]

    def list_ways(self) -> list[int]:
        """OSM ids of all ways that are closed on some day, each once, rising."""
        return sorted({int(rule.id) for rule in self.rules if rule.what == "way"})

    def list_areas(self) -> list[tuple[str, BaseGeometry]]:
        """Ids and shapes in degrees of all areas that are closed on some day, each id once."""
        shapes = {rule.id: rule.geometry for rule in self.rules if rule.what == "area" and rule.geometry is not None}
        return list(shapes.items())

    def list_closed_ways(self, day: date | None) -> list[int]:
        """OSM ids of ways that are closed on a day, each once, rising."""
        return sorted({int(rule.id) for rule in self.rules if rule.what == "way" and rule.holds(day)})


def _join(rows: Sequence[Rule], features: Mapping[str, Rule]) -> list[Rule]:
    spoken_of = {rule.id for rule in rows if rule.what == "area"}
    joined = []
    for rule in rows:
        if rule.what != "area":
            joined.append(rule)
            continue
        feature = features.get(rule.id)
        if feature is None:
            msg = f"area {rule.id} of the table is drawn in no GeoJSON file: draw it in closures.geojson under this id"
            raise CatalogueError(msg, field="id", area=rule.id)
        reason = rule.reason or feature.reason
        joined.append(
            Rule("area", rule.id, rule.status, rule.period, reason, rule.source, rule.as_of, feature.geometry)
        )
    return [*joined, *(rule for rule in features.values() if rule.id not in spoken_of)]


def _read_rows(path: Path, known_sites: Collection[str] | None) -> list[Rule]:
    table = read_table(path, required=_REQUIRED, report=ImportReport())
    unknown = [name for name in table.columns if name and name not in _COLUMNS]
    if unknown:
        known = ", ".join(sorted(_COLUMNS))
        raise _wrong(table.file, 1, unknown[0], f"there is no such column; columns are {known}")
    if table.surplus:
        raise _wrong(table.file, table.surplus[0], "last cell", "the row has more cells than the first line names")
    rules = []
    for number, row in table.rows:
        what = row.get("what", "").casefold()
        if what not in {"site", "area", "way"}:
            raise _wrong(table.file, number, "what", f"{what or 'an empty cell'} is none of site, area, way")
        rule = _read_rule(what, row, table.file, number)  # type: ignore[arg-type]
        if what == "site" and known_sites is not None and rule.id not in known_sites:
            raise _wrong(table.file, number, "id", f"the catalogue has no site {rule.id}")
        rules.append(rule)
    return rules


def _read_rule(
    what: What, row: Mapping[str, str], file: str, number: int, geometry: BaseGeometry | None = None
) -> Rule:
    rule_id = row.get("id", "").removeprefix("way/")
    if not rule_id:
        raise _wrong(file, number, "id", "the id is missing")
    if what == "way" and not (rule_id.isdecimal() and len(rule_id) <= _LONGEST_WAY_ID):
        raise _wrong(file, number, "id", f"{rule_id} is no OSM way: give its number")
    status = _guard(file, number, "status", lambda: _parse_status(row.get("status", "")))
    if what != "site" and status is not AccessStatus.CLOSED:
        raise _wrong(file, number, "status", f"a street is closed or has no row here, got {status.value}")
    reason = LocalText.from_mapping(row, prefix="reason_") or LocalText(fr=row.get("reason", ""))
    return Rule(
        what,
        rule_id,
        status,
        _guard(file, number, "from, to", lambda: Period.from_text(row.get("from", ""), row.get("to", ""))),
        reason,
        row.get("source", ""),
        _guard(file, number, "date", lambda: parse_as_of(row.get("date", ""))),
        geometry,
    )


def _parse_status(text: str) -> AccessStatus:
    try:
        return AccessStatus(text.strip().casefold())
    except ValueError as error:
        known = ", ".join(status.value for status in AccessStatus)
        msg = f"{text or 'an empty cell'} is no status; statuses are {known}"
        raise ValueError(msg) from error


def _read_features(path: Path) -> list[Rule]:
    rules = []
    features, _ = read_features_file(path)
    for number, (properties, geometry) in enumerate(features, start=1):
        if (
            geometry is None
            or geometry.is_empty
            or geometry.geom_type.removeprefix("Multi") not in {"Polygon", "LineString"}
        ):
            raise _wrong(path.name, number, "geometry", "draw a polygon or a line")
        if not geometry.is_valid:
            raise _wrong(path.name, number, "geometry", "the outline crosses itself")
        row = {key: _to_text(value) for key, value in properties.items()}
        row.setdefault("id", f"feature-{number}")
        row["status"] = row.get("status", "") or AccessStatus.CLOSED.value
        rules.append(_read_rule("area", row, path.name, number, geometry))
    return rules


def _to_text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _guard(file: str, number: int, name: str, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except ValueError as error:
        raise _wrong(file, number, name, str(error)) from error


def _wrong(file: str, number: int, name: str, message: str) -> CatalogueError:
    where = f"row {number} of {file}" if number else file
    return CatalogueError(f"{where}, {name}: {message}", file=file, row=number, field=name)
