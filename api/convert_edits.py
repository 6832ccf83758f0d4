"""The bridge from edits on the wire to those of the planner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.schemas.edits import AddEdit, AvoidEdit, MoveEdit, RemoveEdit
from graphs.geo import Coordinate
from planner.edits import AddStop, AvoidStreet, Edit, MoveStop, RemoveStop, Shorten
from planner.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.schemas.edits import WireEdit

__all__ = ["to_edits"]


def to_edits(wire: Sequence[WireEdit]) -> tuple[Edit, ...]:
    """Make the planner's edits.

    Raises
    ------
    InvalidRequestError
        Members of an edit contradict one another; the field names them, as in `edits[0].lat`.
    """
    found = []
    for index, edit in enumerate(wire):
        try:
            found.append(_to_edit(edit))
        except InvalidRequestError as error:
            field = f"edits[{index}].{error.details['field']}"
            raise InvalidRequestError(f"{field}: {error.message}", field=field) from error
    return tuple(found)


def _to_edit(edit: WireEdit) -> Edit:
    if isinstance(edit, AddEdit):
        return AddStop(edit.site, _to_point(edit.lat, edit.lon), edit.to)
    if isinstance(edit, RemoveEdit):
        return RemoveStop(edit.stop)
    if isinstance(edit, MoveEdit):
        return MoveStop(edit.stop, edit.to, _to_point(edit.lat, edit.lon))
    if isinstance(edit, AvoidEdit):
        return AvoidStreet(edit.way, _to_point(edit.lat, edit.lon))
    left_m = None if edit.distance_km is None else edit.distance_km * 1000
    left_s = None if edit.duration_min is None else edit.duration_min * 60
    return Shorten(Coordinate(edit.lat, edit.lon), left_m, left_s)


def _to_point(lat: float | None, lon: float | None) -> Coordinate | None:
    """Make a point of both; None of none."""
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        name, other = ("lat", "lon") if lat is None else ("lon", "lat")
        raise InvalidRequestError(f"is missing beside {other}", field=name)
    return Coordinate(lat, lon)
