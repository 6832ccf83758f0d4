"""Protections from the wording of catalogues: World Heritage, Monument historique and site classé are not the same."""

from __future__ import annotations

import re

from planner.catalogue.site import Protection, ProtectionKind, WorldHeritage

__all__ = ["MINING_BASIN", "add_world_heritage", "parse_protections", "parse_zone"]

MINING_BASIN = "1360"
"""Nord-Pas de Calais Mining Basin, https://whc.unesco.org/en/list/1360/."""

_MONUMENT_REF = re.compile(r"\bPA\d{8}\b")
_PROPERTY_REF = re.compile(r"\bWHS\s*(\d{2,5})")
_ELEMENT = re.compile(r"(\d+)\s*[A-Za-z]*")
_SURROUNDINGS = "abords"


def parse_protections(text: str, *, country: str = "") -> tuple[Protection, ...]:
    """Protections named in a text such as `Inscrit MH PA62000085` or `MH PA00107461; WHS 943 (belfry)`.

    Lying in the surroundings of a monument (`Situé en abords MH`) is no protection of the site itself; a site classé
    exists in France alone.
    """
    found: list[Protection] = []
    for part in (item.strip() for item in text.split(";")):
        folded = part.casefold()
        if not part or folded in {"non", "nc", "-"} or _SURROUNDINGS in folded:
            continue
        if match := _PROPERTY_REF.search(part):
            found.append(Protection(ProtectionKind.WORLD_HERITAGE, "", match.group(1)))
        elif re.search(r"\bMH\b", part) or _MONUMENT_REF.search(part):
            reference = _MONUMENT_REF.search(part)
            grade = "classé" if "class" in folded else "inscrit" if "inscrit" in folded else ""
            found.append(Protection(ProtectionKind.MONUMENT_HISTORIQUE, grade, reference.group() if reference else ""))
        elif "site class" in folded and country != "BE":
            found.append(Protection(ProtectionKind.SITE_CLASSE))
        elif "sgib" in folded or "reserve" in folded or "réserve" in folded:
            found.append(Protection(ProtectionKind.NATURE, part))
    return tuple(dict.fromkeys(found))


def parse_zone(zone: str, element: str = "", component: str = "") -> WorldHeritage | None:
    """World Heritage from a zone (property, buffer, or the number of another property), element and component.

    Raises
    ------
    ValueError
        The zone is none of these.
    """
    zone = zone.strip()
    if not zone:
        return None
    if zone == "buffer":
        return WorldHeritage(MINING_BASIN, "buffer")
    if zone == "property":
        match = _ELEMENT.match(element)
        return WorldHeritage(MINING_BASIN, "property", component or (match.group(1) if match else ""), element)
    if zone.isdecimal():
        return WorldHeritage(zone, "property", component, element)
    msg = f"unesco_zone must be property, buffer or the number of a property, got {zone}"
    raise ValueError(msg)


def add_world_heritage(protections: tuple[Protection, ...], heritage: WorldHeritage | None) -> tuple[Protection, ...]:
    """Protections with that of the World Heritage, for elements of a property; a buffer zone is none."""
    if heritage is None or heritage.zone != "property":
        return protections
    own = Protection(ProtectionKind.WORLD_HERITAGE, "", heritage.property_id)
    return (own, *(item for item in protections if item != own))
