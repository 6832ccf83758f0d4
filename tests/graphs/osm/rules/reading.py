"""Tags and rights in short form: `highway=path foot=no`, and `FPP-` for foot, bike, cargo bike and wheelchair."""

from graphs.attributes import ArcClass
from graphs.osm.rules import WayAttributes, way_attributes

LETTERS = "-FP"
"""None, free, push."""


def to_tags(text: str) -> dict[str, str]:
    return dict(tag.split("=", 1) for tag in text.split())


def read_way(text: str, country: str | None = None, region: str | None = None) -> WayAttributes:
    way = way_attributes(to_tags(text), country=country, region=region)
    assert way is not None
    return way


def to_letters(arc: ArcClass) -> str:
    return "".join(LETTERS[use] for use in (arc.use_foot, arc.use_bike, arc.use_cargo, arc.use_wheelchair))


def read_uses(text: str, country: str | None = None, region: str | None = None) -> str:
    """Return the uses along the nodes, and against them after a slash where they differ; `none` for no way at all."""
    way = way_attributes(to_tags(text), country=country, region=region)
    if way is None:
        return "none"
    forward, backward = to_letters(way.forward), to_letters(way.backward)
    return forward if forward == backward else f"{forward}/{backward}"
