"""Tags of every way, roundabouts, one-way streets, barriers, fords and turn restrictions."""

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


def _draw(groups: list[list[tuple[float, Tags]]], rng: Random) -> Tags:
    """Return the tags drawn from every group of choices."""
    out: Tags = {}
    for group in groups:
        at = np.searchsorted(np.cumsum([share for share, _ in group]), rng.random(), side="right")
        out |= group[at][1] if at < len(group) else {}
    return out


def tag_ways(plane: Plane, rules: Rules, towns: list[Settlement], rng: Random) -> None:
    """Give every way of the network its tags."""
    tree, choices = cKDTree([(town.x, town.y) for town in towns]), CHOICES["ways"]
    for way in plane.network():
        place = plane.points[way.nodes[len(way.nodes) // 2]]
        highway = rules.settle(way.highway, place, rng)
        special = way.kind in {"towpath", "greenway", "ferry"} or (way.kind in {"climb", "foot"} and highway != "steps")
        tags: Tags = {} if way.kind == "ferry" else {"highway": highway}
        tags |= _draw(choices[way.tags.pop("_use", way.kind) if special else highway], rng)
        urban = rules.urban.at(place) > 0.2 or way.kind == "estate"
        if urban and highway in _NAMED | _MAIN:
            tags |= _draw(choices["town"], rng)
        if urban and highway in _NAMED and "junction" not in way.tags:
            tags["name"] = f"{'Rue' if rng.random() < 0.8 else 'Allée'} {rng.choice(CHOICES['names'])}"
        if highway in _MAIN | {"unclassified"}:
            country = towns[int(tree.query(place)[1])].country
            tags["maxspeed"] = "50" if urban else "80" if country == "FR" else "70"
        if rules.wood.at(place) and highway in {"track", "path"}:
            tags |= _draw(choices["wood"], rng)
        if highway == "steps":
            tags["step_count"] = str(max(8, int(plane.far(way.nodes[0], way.nodes[-1]) / 1.6)))
        way.highway, way.tags = highway, {**tags, **way.tags}


def set_one_ways(plane: Plane, rules: Rules, rng: Random) -> None:
    """Make town streets one-way that cut off no place by bike; open footways to bicycles that alone join two parts."""
    part = find_parts(plane, [way for way in plane.network() if _is_ridden(way)], set())
    for way in plane.network():
        if way.highway in {"footway", "pedestrian", "path"} and way.kind != "climb" and len({*part[way.nodes]}) > 1:
            way.tags["bicycle"] = "yes"
    ridden = [way for way in plane.network() if _is_ridden(way)]
    quiet = [way for way in ridden if way.highway in {"residential", "living_street"} and "noexit" not in way.tags]
    chosen = [way for way in quiet if rules.urban.at(plane.points[way.nodes[0]]) > 0.45 and rng.random() < 0.2]
    given = {id(way) for way in ridden if "oneway" in way.tags}
    while True:
        part = find_parts(plane, ridden, given | {id(way) for way in chosen})
        main = np.bincount([part[way.nodes[0]] for way in ridden]).argmax()
        kept = [way for way in chosen if (part[way.nodes] == main).all()]
        if len(kept) == len(chosen):
            break
        chosen = kept
    for way in chosen:
        way.tags |= _draw(CHOICES["ways"]["oneway"], rng)
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
        choices = CHOICES["barriers"].get(way.kind, CHOICES["barriers"].get(way.highway, []))
        a, b = way.nodes[:2]
        free = way.kind not in {"climb", "foot"} and not {"bridge", "tunnel", "noexit"} & way.tags.keys()
        if free and uses[a] > 2 and plane.far(a, b) > 30 and (tags := _draw(choices, rng)):
            way.nodes.insert(1, plane.node_towards(a, b, 7))
            plane.node_tags[way.nodes[1]] = tags


def restrict_turns(plane: Plane, rng: Random, wanted: int = 360) -> None:
    """Forbid turns at junctions of main roads in towns, half of them not for bicycles, as relations."""
    arms: defaultdict[int, list[tuple[Way, int]]] = defaultdict(list)
    for way in plane.network():
        if way.highway in _MAIN | {"residential"} and "oneway" not in way.tags:
            for a, b in pairwise(way.nodes):
                arms[a].append((way, b))
                arms[b].append((way, a))
    main = [n for n, legs in arms.items() if len(legs) > 3 and any(way.highway in _MAIN for way, _ in legs)]
    for via in [main[k] for k in rng.permutation(len(main))[:wanted].tolist()]:
        (way, a), (other, b) = (arms[via][k] for k in rng.permutation(len(arms[via]))[:2].tolist())
        if way is not other and a != b:
            (ax, ay), (bx, by) = plane.along([via, b]) - plane.along([a, via])
            angle = math.atan2(ax * by - ay * bx, ax * bx + ay * by)
            turn = "no_straight_on" if abs(angle) < 0.6 else "no_left_turn" if angle > 0 else "no_right_turn"
            tags = {"type": "restriction", "restriction": turn} | ({"except": "bicycle"} if rng.random() < 0.5 else {})
            plane.relations.append(([("w", (a, via), "from"), ("n", via, "via"), ("w", (via, b), "to")], tags))
