"""Tag rules: what OSM tags mean for those on foot, on bikes and cargo bikes and in wheelchairs.

Pure functions over tags; the rules themselves are data (`data/tag_rules/*.toml`), each group with the wiki page it
follows. What is not tagged is never taken for a yes that the class of the street does not give; values that the rules
do not know count as no.
"""

from graphs.osm.rules.barriers import node_attributes
from graphs.osm.rules.opening import open_tags
from graphs.osm.rules.records import NodeAttributes, TurnRule, WayAttributes
from graphs.osm.rules.relations import is_node_network, junction_ref, restriction, route_kind, route_sides
from graphs.osm.rules.ways import is_dormant, way_attributes

__all__ = [
    "NodeAttributes",
    "TurnRule",
    "WayAttributes",
    "is_dormant",
    "is_node_network",
    "junction_ref",
    "node_attributes",
    "open_tags",
    "restriction",
    "route_kind",
    "route_sides",
    "way_attributes",
]
