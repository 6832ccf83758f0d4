"""What the base map shows: the rules of `data/map_rules/layers.toml` as typed tables."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from graphs.osm.features import TagFilter
from graphs.osm.rules import junction_ref
from graphs.osm.rules.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AREA", "LAYERS_FILE", "LINE", "POINT", "Layer", "Look", "MapRules", "Rule", "load_map_rules"]

LAYERS_FILE = "map_rules/layers.toml"
POINT, LINE, AREA = "point", "line", "area"
_UNPAVED = frozenset({"COMPACTED", "FINE_GRAVEL", "GRAVEL", "UNPAVED", "GROUND", "GRASS", "SAND"})
_STRUCTURES = ("bridge", "tunnel")


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the tiles: what it is made of, the smallest area it shows, its properties beside `class`."""

    name: str
    shape: str
    least_px: float
    """Side of the smallest area in pixels of a map of 512 pixels per tile, 0 for any."""
    keys: tuple[tuple[str, int], ...]
    """Property and the zoom from which it is written."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which objects a layer takes for which class."""

    layer: str
    name: str
    any_of: tuple[TagFilter, ...]
    none_of: tuple[TagFilter, ...]
    zoom: int

    def takes(self, tags: dict[str, str]) -> bool:
        """Say whether an object with these tags passes."""
        return any(item.matches(tags) for item in self.any_of) and not any(item.matches(tags) for item in self.none_of)


@dataclass(frozen=True, slots=True)
class Look:
    """How an object appears in one layer: first zoom, properties in the order of the layer."""

    layer: str
    shape: str
    zoom: int
    properties: tuple[tuple[str, str | bool], ...]

    def at_zoom(self, zoom: int, layer: Layer) -> tuple[tuple[str, str | bool], ...]:
        """Properties that are written at a zoom."""
        from_zoom = dict(layer.keys)
        return tuple(item for item in self.properties if from_zoom.get(item[0], 0) <= zoom)


@dataclass(frozen=True, slots=True, eq=False)
class MapRules:
    """All layers and rules."""

    layers: Mapping[str, Layer]
    rules: tuple[Rule, ...]
    route_zooms: Mapping[str, int]
    junctions: Mapping[str, str]
    """Networks of numbered junctions and whom they serve."""
    junction_zoom: int
    keys: frozenset[str]
    """Keys of tags that any rule or property looks at."""

    def list_looks(self, tags: dict[str, str]) -> tuple[Look, ...]:
        """List how an object appears; nothing that is only planned or is there no longer does."""
        gone = load_tables().highways.not_there
        if any(key in tags and tags[key] not in values for key, values in gone.items()):
            return ()
        found: dict[str, Look] = {}
        for rule in self.rules:
            if rule.layer not in found and rule.takes(tags):
                layer = self.layers[rule.layer]
                found[rule.layer] = Look(layer.name, layer.shape, rule.zoom, _describe(rule.name, layer, tags))
        return tuple(found.values())

    def list_node_looks(self, tags: dict[str, str]) -> tuple[Look, ...]:
        """List how a node appears: the name of a place, the numbers of a junction."""
        named = tags.get("name", "").strip()
        looks = [look for look in self.list_looks(tags) if look.shape == POINT] if named else []
        refs: dict[str, list[str]] = {}
        for network, ref in junction_ref(tags):
            if network in self.junctions:
                refs.setdefault(self.junctions[network], []).append(ref)
        looks += [
            Look("junctions", POINT, self.junction_zoom, (("class", served), ("ref", "/".join(dict.fromkeys(own)))))
            for served, own in refs.items()
        ]
        return tuple(looks)


@lru_cache(maxsize=1)
def load_map_rules() -> MapRules:
    """Read the rules, once."""
    document = tomllib.loads((files("data") / LAYERS_FILE).read_text(encoding="utf-8"))
    layers = {
        name: Layer(name, table["shape"], table.get("least_px", 0.0), tuple(table.get("keys", {}).items()))
        for name, table in document["layer"].items()
    }
    rules = tuple(_to_rule(table) for table in document["rule"])
    keys = {key for rule in rules for item in (*rule.any_of, *rule.none_of) for key, _ in item.tags}
    keys.update(key for layer in layers.values() for key, _ in layer.keys)
    keys.update(load_tables().highways.not_there)
    zooms = {name: zoom for name, zoom in document["routes"].items() if name != "about"}
    junctions = {name: served for name, served in document["junctions"].items() if name not in {"about", "zoom"}}
    return MapRules(layers, rules, zooms, junctions, document["junctions"]["zoom"], frozenset(keys))


def _to_rule(table: Mapping[str, Any]) -> Rule:
    none = table.get("not_tags", {})
    return Rule(
        layer=table["layer"],
        name=table["class"],
        any_of=tuple(TagFilter.from_mapping(tags) for tags in table["any"]),
        none_of=tuple(TagFilter.from_mapping({key: value}) for key, value in none.items()),
        zoom=table["zoom"],
    )


def _describe(name: str, layer: Layer, tags: dict[str, str]) -> tuple[tuple[str, str | bool], ...]:
    properties: list[tuple[str, str | bool]] = [("class", name)]
    for key, _ in layer.keys:
        if key in _STRUCTURES:
            if tags.get(key, "no") != "no":
                properties.append((key, True))
        elif key == "surface":
            properties += [(key, value) for value in _find_surface(tags.get(key, ""))]
        elif tags.get(key, "").strip():
            properties.append((key, tags[key].strip()))
    return tuple(properties)


def _find_surface(value: str) -> list[str]:
    """Say paved or unpaved where the value of `surface` is known: of several the worst, else nothing."""
    groups = load_tables().features.surface
    known = [groups.get(part.strip()) or groups.get(part.strip().partition(":")[0]) for part in value.split(";")]
    told = [group for group in known if group is not None]
    return ["unpaved" if _UNPAVED.intersection(told) else "paved"] if told else []
