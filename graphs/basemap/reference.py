"""The reference page of the layers of the map: `python -m graphs.basemap.reference FILE`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.basemap.rules import load_map_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphs.basemap.rules import Layer, MapRules
    from graphs.osm.features import TagFilter

__all__ = ["to_markdown"]

_HEAD = """# Layers of the map

What the vector tiles hold, from zoom 6 to 14. This page is generated from `data/map_rules/layers.toml` by
`python -m graphs.basemap.reference docs/reference/map-layers.md`; change the file, not the page.

Every feature has a `class`. An object gives each layer at most one feature, by the first rule whose tags it bears; what
is planned, closed for good or gone is left out. Properties that are not tagged are absent. `bridge` and `tunnel` are
true or absent, `surface` is `paved` or `unpaved`.
"""
_SPECIAL = {
    "routes": "Each way that a signposted route follows, once for `kind` cycling, hiking and mtb. `class` is its "
    "greatest network; `ref` lists the signs of all its routes; legs between junctions only where there is no other.",
    "terrils": "A point of the class `label` inside each named one bears its name once.",
    "water": "The sea beside the coastline has the class `sea`, at every zoom. A point of the class `label` inside "
    "each named area but those of rivers bears its name once.",
}


def to_markdown() -> str:
    """Write the reference page."""
    rules = load_map_rules()
    lines = [_HEAD]
    for name in sorted(rules.layers):
        lines += [f"## `{name}`", "", *_list_layer(rules.layers[name], rules), ""]
    return "\n".join(lines).rstrip() + "\n"


def _list_layer(layer: Layer, rules: MapRules) -> Iterator[str]:
    facts = [f"Made of {layer.shape}s."]
    if layer.keys:
        facts.append(f"Properties: {', '.join(f'`{key}` ({_from(zoom)})' for key, zoom in layer.keys)}.")
    if layer.least_px:
        facts.append(f"Areas smaller than {layer.least_px:g} by {layer.least_px:g} pixels are left out.")
    yield " ".join([*facts, *([_SPECIAL[layer.name]] if layer.name in _SPECIAL else [])])
    yield ""
    yield "| class | tags | but not | from zoom |"
    yield "| --- | --- | --- | --- |"
    for rule in rules.rules:
        if rule.layer == layer.name:
            none = ", ".join(_tell(item) for item in rule.none_of)
            yield f"| {rule.name} | {', or '.join(_tell(item) for item in rule.any_of)} | {none} | {rule.zoom} |"
    if layer.name == "junctions":
        for network, served in rules.junctions.items():
            yield f"| {served} | numbers of networks `{network}` | | {rules.junction_zoom} |"
    if layer.name == "routes":
        for network, zoom in rules.route_zooms.items():
            yield f"| {network} | routes of such networks | | {zoom} |"


def _from(zoom: int) -> str:
    return f"from zoom {zoom}" if zoom else "always"


def _tell(item: TagFilter) -> str:
    return " and ".join(f"`{key}={'|'.join(values)}`".replace("|", "\\|") for key, values in item.tags)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(to_markdown(), encoding="utf-8")
