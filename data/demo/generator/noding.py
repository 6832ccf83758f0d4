"""Cuts all lines at their crossings on a grid of one metre, and opens faces that have islands."""

from collections import Counter

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from data.demo.generator.curves import first_hit
from data.demo.generator.frame import BARRIERS, NETWORK, X0, X1, Y0, Y1, Line, Points, is_inside
from data.demo.generator.plane import Plane

_RANK = (
    *("frame", "virtual", "street", "estate", "path", "foot", "towpath", "greenway", "road", "ferry"),
    *("motorway", "canal", "rail"),
)
Pieces = list[tuple[Points, Line]]
"""Stretches between two crossings, each with the line that it is a part of."""


def node_lines(lines: list[Line]) -> Pieces:
    """Return the stretches of all lines between their crossings; where lines share one, the highest kind gets it."""
    box = shapely.box(X0, Y0, X1, Y1)
    lines = [*lines, Line(shapely.get_coordinates(box), "frame")]
    geometries = np.array([shapely.LineString(line.points) for line in lines])
    noded = shapely.get_parts(shapely.union_all(shapely.intersection(geometries, box), grid_size=1.0))
    points = [shapely.get_coordinates(g) for g in noded]
    middles = []
    for p in points:  # the middle of the longest segment tells best which line a stretch is from
        k = int(np.argmax(np.hypot(*np.diff(p, axis=0).T)))
        middles.append((p[k] + p[k + 1]) / 2)
    piece, source = shapely.STRtree(geometries).query(shapely.points(np.array(middles)), "dwithin", 1.6)
    rank = np.array([_RANK.index(line.kind) for line in lines])
    owner = np.full(len(points), len(lines) - 1)
    order = np.lexsort((source, rank[source], piece))
    owner[piece[order]] = source[order]
    return [(p, lines[o]) for p, o in zip(points, owner.tolist(), strict=True)]


def close_faces(lines: list[Line]) -> Pieces:
    """Return the noded lines, with links added until no face has an island in it."""
    lines = list(lines)
    for _ in range(6):
        pieces = node_lines(lines)
        links = _join_islands(pieces) or _open_holes(pieces)
        if not links:
            break
        lines += links
    return pieces


def _join_islands(pieces: Pieces) -> list[Line]:
    """Return straight links from groups of lines that touch nothing else to the nearest line of the main group."""
    ends: dict[tuple[float, ...], int] = {}
    a, b = (np.array([ends.setdefault(tuple(p[k]), len(ends)) for p, _ in pieces]) for k in (0, -1))
    _, label = connected_components(coo_matrix((np.ones(len(a)), (a, b)), shape=(len(ends),) * 2), directed=False)
    group, geometries = label[a], np.array([shapely.LineString(p) for p, _ in pieces])
    main = np.bincount(group, weights=shapely.length(geometries)).argmax()
    tree, links = shapely.STRtree(geometries[group == main]), []
    for other in np.unique(group[group != main]):
        part = shapely.union_all(geometries[group == other])
        s = shapely.get_coordinates(shapely.shortest_line(part, tree.geometries[tree.nearest(part)]))
        d = (s[1] - s[0]) / max(1e-6, float(np.hypot(*(s[1] - s[0]))))
        links.append(Line(np.array([s[0] - d, s[1] + d]), "street", "track"))
    return links


def _open_holes(pieces: Pieces) -> list[Line]:
    """Return links from the west and the east end of every island in a face to what surrounds it."""
    geometries = [shapely.LineString(p) for p, _ in pieces]
    tree, links = shapely.STRtree(geometries), []
    for face in shapely.get_parts(shapely.polygonize(geometries)):
        for hole in face.interiors:
            p = np.asarray(hole.coords)
            for tip, sign in ((p[p[:, 0].argmin()], -1.0), (p[p[:, 0].argmax()], 1.0)):
                hit = first_hit(tip + np.array([sign, 0]), 0.0 if sign > 0 else np.pi, 9000, tree)
                if hit:
                    kind = "street" if hit[0] < 2500 else "virtual"
                    links.append(Line(np.array([tip - (sign, 0), hit[2]]), kind, "track"))
    return links


def reach_out(lines: list[Line], borders: list[Line]) -> list[Line]:
    """Return extensions of loose ends to the next line or border, so that no line ends in the middle of a face."""
    tree, out = shapely.STRtree([shapely.LineString(line.points) for line in lines + borders]), []
    for k, line in enumerate(lines):
        for end, before in ((line.points[0], line.points[1]), (line.points[-1], line.points[-2])):
            if not is_inside(end, 30) or len(tree.query(shapely.Point(end), "dwithin", 1.5)) > 1:
                continue
            for turn in (0, 0.6, -0.6, 1.2, -1.2):
                hit = first_hit(end, float(np.arctan2(*(end - before)[::-1])) + turn, 700, tree, but=[k])
                if hit and (line.kind in BARRIERS or hit[1] >= len(lines) or lines[hit[1]].kind in NETWORK):
                    kind, highway = ("street", "track") if line.kind in BARRIERS else (line.kind, line.highway)
                    out.append(Line(np.array([end, hit[2]]), kind, highway, {} if line.kind in BARRIERS else line.tags))
                    break
    return out


def build_plane(pieces: Pieces) -> Plane:
    """Return the plane with a way for every stretch; ways that end in nothing are left out."""
    ends = Counter(tuple(p[k]) for p, _ in pieces for k in (0, -1))
    while loose := [x for x in pieces if x[1].kind in NETWORK and min(ends[tuple(x[0][k])] for k in (0, -1)) == 1]:
        for p, _ in loose:
            ends.subtract((tuple(p[0]), tuple(p[-1])))
        gone = {id(p) for p, _ in loose}
        pieces = [x for x in pieces if id(x[0]) not in gone]
    plane, known = Plane(), dict[tuple[float, ...], int]()
    for points, line in pieces:
        for q in points:
            if tuple(q) not in known:
                known[tuple(q)] = plane.add_node(*q)
        nodes = [known[tuple(q)] for q in points]
        plane.lay(nodes, line.kind, line.highway, line.tags)
    return plane
