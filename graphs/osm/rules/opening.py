"""The tags of a way once it is opened to those on foot and on bikes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.osm.rules.tables import load_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["open_tags"]


def open_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags of a way that is opened: a class where it had none in use, no bar, and a yes for foot and bike.

    Parameters
    ----------
    tags
        All tags of the way as it is.
    """
    rules = load_tables().highways
    opening = rules.opened
    kept = {
        key: value
        for key, value in tags.items()
        if key.partition(":")[0] not in opening.taken_off and key not in rules.not_there
    }
    return {**kept, "highway": _find_class(tags), **opening.put_on}


def _find_class(tags: Mapping[str, str]) -> str:
    """Class that a way has, or will have once it is there, or had; that of a former railway where it has none."""
    opening = load_tables().highways.opened
    highway = tags.get("highway", "")
    if highway and highway not in opening.named_by:
        return highway
    named = (tags.get(highway), *(tags.get(f"{prefix}:highway") for prefix in opening.named_by))
    return next((value for value in named if value and value != "yes"), opening.former_railway)
