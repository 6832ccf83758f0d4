"""Sea beside the coastline: extracts hold the shore as lines with the land to their left, never the water as areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["list_seas"]

Points = npt.NDArray[np.float64]

_ASIDE = 0.01
"""How far beside a stretch of coast to look, in units of the grid."""


def list_seas(
    lines: Sequence[npt.NDArray[np.int32]], box: tuple[int, int, int, int]
) -> list[tuple[Points, list[Points]]]:
    """Cut a box along the coast and give the faces that are sea: outlines (n, 2) with their holes, none closed.

    Parameters
    ----------
    lines
        Stretches of coast (n, 2), x to the east and y to the south, land to their left as one walks along.
    box
        Least x, least y, greatest x, greatest y.
    """
    frame = shapely.box(*box)
    within = [shapely.intersection(shapely.LineString(line), frame) for line in lines if len(line) > 1]
    parts = [part for coast in within for part in shapely.get_parts(coast)]
    coasts = [part for part in parts if isinstance(part, shapely.LineString)]
    if not coasts:
        return []
    faces = shapely.get_parts(
        shapely.polygonize([shapely.union_all([*coasts, *_lead_out(coasts, frame), frame.exterior])])
    )
    if len(faces) == 0:
        return []
    votes = _count_votes(faces, coasts)
    seas = [face for face, vote in zip(faces.tolist(), votes.tolist(), strict=True) if vote > 0]
    return [
        (np.array(face.exterior.coords)[:-1], [np.array(hole.coords)[:-1] for hole in face.interiors]) for face in seas
    ]


def _lead_out(coasts: Sequence[shapely.LineString], frame: shapely.Polygon) -> list[shapely.LineString]:
    """Lead ends of the coast inside the box, where the extract was cut, straight to its border."""
    joined = shapely.line_merge(shapely.union_all(list(coasts)))
    ends = shapely.get_parts(shapely.boundary(shapely.get_parts(joined)))
    points, counts = np.unique(shapely.get_coordinates(ends), axis=0, return_counts=True)
    loose = shapely.points(points[counts == 1])
    loose = loose[shapely.contains_properly(frame, loose)]
    leads: list[shapely.LineString] = shapely.shortest_line(loose, frame.exterior).tolist()
    return leads


def _count_votes(faces: npt.NDArray[np.object_], coasts: Sequence[shapely.LineString]) -> npt.NDArray[np.float64]:
    """Length of the coast that has each face to its right, less what has it to its left."""
    points = [np.array(coast.coords) for coast in coasts]
    start = np.concatenate([line[:-1] for line in points])
    end = np.concatenate([line[1:] for line in points])
    length = np.hypot(*(end - start).T)
    start, end, length = start[length > 0], end[length > 0], length[length > 0]
    # y runs to the south, so the right of (dx, dy) is (-dy, dx).
    aside = np.column_stack([start[:, 1] - end[:, 1], end[:, 0] - start[:, 0]]) / length[:, None]
    middle = (start + end) / 2
    tree = shapely.STRtree(faces)
    votes = np.zeros(len(faces))
    for side in (1.0, -1.0):
        beside = middle + side * _ASIDE * aside
        segment, face = tree.query(shapely.points(beside), predicate="intersects")
        np.add.at(votes, face, side * length[segment])
    return votes
