"""Tags of every way, one-way streets, barriers, fords and turn restrictions."""

import math
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from data.demo.generator.crossings import find_parts
from data.demo.generator.facts import CHOICES
from data.demo.generator.frame import Random, Settlement, Tags
from data.demo.generator.plane import Plane, Way
from data.demo.generator.rules import Rules

_NAMED = {"residential", "living_street", "pedestrian", "tertiary", "unclassified"}
_MAIN = {"primary", "secondary", "tertiary"}


def draw(groups: list[list[tuple[float, Tags]]], rng: Random) -> Tags:
    """Return the tags drawn from every group of choices."""
    out: Tags = {}
    for group in groups:
        r = rng.random()
        for share, tags in group:
            r -= share
            if r < 0:
                out.update(tags)
                break
    return out


def tag_ways(plane: Plane, rules: Rules, towns: list[Settlement], rng: Random) -> None:
    """Give every way of the network its tags."""
    tree = cKDTree([(town.x, town.y) for town in towns])
    out = []
    for way in plane.network():
        place = plane.points[way.nodes[len(way.nodes) // 2]]
        highway = rules.settle(way.highway, place, rng)
        country = towns[int(tree.query(place)[1])].country
        special = way.kind in {"towpath", "greenway", "ferry"} or (way.kind in {"climb", "foot"} and highway != "steps")
        key = way.tags.pop("_use", way.kind) if special else highway
        tags: Tags = {} if way.kind == "ferry" else {"highway": highway}
        tags.update(draw(CHOICES["ways"][key], rng))
        urban = rules.urban.at(*place) > 0.2 or way.kind == "estate"
        if urban and highway in _NAMED | _MAIN:
            tags.update(draw(CHOICES["ways"]["town"], rng))
        if urban and highway in _NAMED:
            names = CHOICES["names"]
            tags["name"] = f"{'Rue' if rng.random() < 0.8 else 'Allée'} {names[int(rng.integers(len(names)))]}"
        if highway in _MAIN | {"unclassified"}:
            tags["maxspeed"] = "50" if urban else "80" if country == "FR" else "70"
        if rules.wood.at(*place) and highway in {"track", "path"}:
            tags.update(draw(CHOICES["ways"]["wood"], rng))
        if highway == "steps":
            tags["step_count"] = str(max(8, int(plane.far(way.nodes[0], way.nodes[-1]) / 1.6)))
        way.highway, way.tags = highway, {**tags, **way.tags}
        out.append(way)


def set_one_ways(plane: Plane, rules: Rules, rng: Random) -> None:
    """Make some town streets one-way, most with contraflow for bicycles, none that would cut a place off by bike.

    Footways that alone join two parts of the streets are opened to bicycles first.
    """
    ridden = [way for way in plane.network() if _is_ridden(way)]
    part = find_parts(plane, ridden, set())
    for way in plane.network():
        if (
            way.highway in {"footway", "pedestrian", "path"}
            and way.kind != "climb"
            and len({part[n] for n in way.nodes}) > 1
        ):
            way.tags["bicycle"] = "yes"
    ridden = [way for way in plane.network() if _is_ridden(way)]
    dense = [way for way in ridden if rules.urban.at(*plane.points[way.nodes[0]]) > 0.45 and "noexit" not in way.tags]
    chosen = [way for way in dense if way.highway in {"residential", "living_street"} and rng.random() < 0.2]
    marked = {id(way) for way in chosen}
    while True:
        part = find_parts(plane, ridden, marked)
        main = np.bincount([part[n] for way in ridden for n in way.nodes]).argmax()
        bad = {id(way) for way in chosen if id(way) in marked and any(part[n] != main for n in way.nodes)}
        if not bad:
            break
        marked -= bad
    for way in chosen:
        if id(way) in marked:
            way.tags.update(draw(CHOICES["ways"]["oneway"], rng))
            if way.tags["oneway"] == "-1":
                way.nodes.reverse()


def _is_ridden(way: Way) -> bool:
    bicycle = way.tags.get("bicycle")
    barred = bicycle in {"no", "dismount"} or way.tags.get("access") == "private"
    return not barred and (bicycle is not None or way.highway not in {"footway", "pedestrian", "steps"})


def set_barriers(plane: Plane, rng: Random) -> None:
    """Put bollards, gates, stiles and fords on ways, some metres behind a junction."""
    uses = Counter(n for way in plane.network() for n in way.nodes)
    for way in plane.network():
        key = way.kind if way.kind in CHOICES["barriers"] else way.highway
        if (
            key not in CHOICES["barriers"]
            or {"bridge", "tunnel", "noexit"} & way.tags.keys()
            or way.kind in {"climb", "foot"}
        ):
            continue
        a, b = way.nodes[:2]
        tags = draw(CHOICES["barriers"][key], rng) if uses[a] > 2 and plane.far(a, b) > 30 else {}
        if tags:
            node = plane.node_towards(a, b, 7)
            plane.node_tags[node] = tags
            way.nodes.insert(1, node)


def restrict_turns(plane: Plane, rng: Random, wanted: int = 320) -> None:
    """Forbid turns at junctions of main roads in towns, half of them not for bicycles, as relations."""
    arms: defaultdict[int, list[tuple[Way, int]]] = defaultdict(list)
    for way in plane.network():
        for a, b in pairwise(way.nodes):
            arms[a].append((way, b))
            arms[b].append((way, a))
    main = [n for n, out in arms.items() if len(out) > 3 and any(way.highway in _MAIN for way, _ in out)]
    for via in [main[k] for k in rng.permutation(len(main))[:wanted].tolist()]:
        legs = [(way, n) for way, n in arms[via] if way.highway in _MAIN | {"residential"} and "oneway" not in way.tags]
        if len(legs) < 3:
            continue
        (way, a), (other, b) = (legs[k] for k in rng.permutation(len(legs))[:2].tolist())
        if way is other or a == b:
            continue
        tags = {"type": "restriction", "restriction": _turn(plane, a, via, b)}
        if rng.random() < 0.5:
            tags["except"] = "bicycle"
        plane.relations.append(([("w", (a, via), "from"), ("n", via, "via"), ("w", (via, b), "to")], tags))


def _turn(plane: Plane, a: int, via: int, b: int) -> str:
    (ax, ay), (x, y), (bx, by) = (plane.points[n] for n in (a, via, b))
    angle = (math.atan2(by - y, bx - x) - math.atan2(y - ay, x - ax) + math.pi) % (2 * math.pi) - math.pi
    return "no_straight_on" if abs(angle) < 0.6 else "no_left_turn" if angle > 0 else "no_right_turn"
