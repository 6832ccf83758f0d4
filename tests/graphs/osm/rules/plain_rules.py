"""The rights of ways and barriers once more, as plain as can be: what the tag rules must never be laxer than."""

from collections.abc import Mapping

YES = {"yes", "designated", "permissive", "official", "destination", "customers"}
NO = {"no", "private", "military"}
CLOSED = {
    "motorway", "motorway_link", "construction", "proposed", "planned", "razed", "abandoned", "disused", "raceway",
    "bus_guideway", "via_ferrata",
}  # fmt: skip
WALKED = {"footway", "pedestrian", "corridor", "platform", "steps", "elevator"}
CALM = {"path", "track", "cycleway", "footway", "bridleway", "living_street", "pedestrian", "steps"}
MAJOR = {"trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link"}
STOP_BIKES = {"stile", "kissing_gate", "turnstile", "full-height_turnstile", "log", "wall", "fence", "hedge", "ditch"}
STOP_FEET = {"wall", "fence", "hedge"}

Tags = Mapping[str, str]


def allows_walking(tags: Tags) -> bool:
    foot = tags.get("foot")
    if foot in YES:
        return True
    if foot in NO or foot == "use_sidepath":
        return False
    return tags.get("highway") not in CLOSED and tags.get("motorroad") != "yes" and tags.get("access") not in NO


def _allows_riding_at_all(tags: Tags) -> bool:
    bicycle = tags.get("bicycle")
    if bicycle in YES:
        return True
    if bicycle in NO | {"dismount", "use_sidepath"} or tags.get("highway") in CLOSED | WALKED:
        return False
    if tags.get("motorroad") == "yes" or tags.get("railway") == "platform" or tags.get("man_made") == "pier":
        return False
    vehicle = tags.get("vehicle")
    return vehicle in YES or (vehicle not in NO and tags.get("access") not in NO)


def _find_one_way(tags: Tags) -> str | None:
    if "oneway:bicycle" in tags:
        return tags["oneway:bicycle"]
    sides = ("left", "right", "both")
    if any(tags.get(key, "").startswith("opposite") for key in ("cycleway", *(f"cycleway:{side}" for side in sides))):
        return None
    if any(tags.get(f"cycleway:{side}:oneway") in {"-1", "no"} for side in sides):
        return None
    return tags.get("oneway", "yes" if tags.get("junction") in {"roundabout", "circular"} else None)


def list_riding(tags: Tags) -> tuple[bool, bool]:
    ride, one_way = _allows_riding_at_all(tags), _find_one_way(tags)
    return ride and one_way not in {"-1", "reverse"}, ride and one_way not in {"yes", "1", "true"}


def is_major(tags: Tags) -> bool:
    lanes = any(key.startswith("cycleway") and value not in {"no", "none", "separate"} for key, value in tags.items())
    return tags.get("highway") in MAJOR and tags.get("bicycle") != "designated" and not lanes


def stops_bikes(tags: Tags) -> bool:
    said = tags.get("bicycle", tags.get("vehicle", tags.get("access")))
    return said in NO or (tags["barrier"] in STOP_BIKES and tags.get("bicycle") not in YES)


def stops_feet(tags: Tags) -> bool:
    said = tags.get("foot", tags.get("access"))
    return said in NO or (tags["barrier"] in STOP_FEET and said not in YES)
