"""Condition and build of a street: surface, width, light, incline and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.attributes import Highway, Lit, Smoothness, Structure, Surface, Tracktype
from graphs.osm.rules.tables import load_tables
from graphs.osm.rules.values import to_incline_pct, to_width_dm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphs.osm.rules.tables import FeatureRules

__all__ = ["Features", "to_features", "to_surface"]

_INCLINE_ZERO = 128
_LONGEST_LIST = 255
_HARDEST_MTB_SCALE = 6


@dataclass(frozen=True, slots=True)
class Features:
    """Attributes that hold in both directions, the incline along the nodes."""

    surface: Surface
    smoothness: Smoothness
    tracktype: Tracktype
    lit: Lit
    structure: Structure
    known_width_dm: int | None
    incline_pct: int | None
    mtb_scale: int
    wheelchair: int

    def get_incline_code(self, *, backward: bool) -> int:
        """Return the incline in the direction of travel as ArcClass holds it: plus 128, 0 where unknown."""
        if self.incline_pct is None:
            return 0
        return _INCLINE_ZERO + (-self.incline_pct if backward else self.incline_pct)


def to_surface(value: str) -> Surface:
    """Return the group of a `surface` value; of several the one that stands last among the groups."""
    groups = load_tables().features.surface
    group = groups.get(value)
    if group is not None:
        return Surface[group]
    worst = Surface.UNKNOWN
    for part in value[:_LONGEST_LIST].split(";"):
        single = part.strip().lower()
        name = groups.get(single) or groups.get(single.partition(":")[0])
        if name is not None:
            worst = max(worst, Surface[name])
    return worst


def to_features(tags: Mapping[str, str], street: Highway) -> Features:
    """Read the attributes of a way."""
    rules = load_tables().features
    return Features(
        surface=to_surface(tags.get("surface", "")),
        smoothness=Smoothness[rules.smoothness.get(tags.get("smoothness", ""), "UNKNOWN")],
        tracktype=Tracktype[rules.tracktype.get(tags.get("tracktype", ""), "UNKNOWN")],
        lit=Lit[rules.lit.get(tags.get("lit", ""), "UNKNOWN")],
        structure=_find_structure(tags, street, rules),
        known_width_dm=_find_width_dm(tags, rules),
        incline_pct=to_incline_pct(tags.get("incline", "")),
        mtb_scale=_to_mtb_scale(tags, rules),
        wheelchair=int(rules.wheelchair.get(tags.get("wheelchair", ""), "0")),
    )


def _find_structure(tags: Mapping[str, str], street: Highway, rules: FeatureRules) -> Structure:
    if street is Highway.FERRY:
        return Structure.FERRY
    for key, ignored in rules.structure:
        if tags.get(key, "no") not in ignored:
            return Structure[key.upper()]
    return Structure.GROUND


def _find_width_dm(tags: Mapping[str, str], rules: FeatureRules) -> int | None:
    for key in rules.width_keys:
        if key in tags:
            width_dm = to_width_dm(tags[key])
            if width_dm is not None:
                return width_dm
    return None


def _to_mtb_scale(tags: Mapping[str, str], rules: FeatureRules) -> int:
    grade = tags.get("mtb:scale", "").strip()[:1]
    if grade.isascii() and grade.isdigit() and int(grade) <= _HARDEST_MTB_SCALE:
        return int(grade) + 1
    mountain = rules.sac_scale.get(tags.get("sac_scale", ""))
    return 0 if mountain is None else int(mountain) + 1
