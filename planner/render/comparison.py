"""A comparison as a document: the answer on each state of the streets, its figures, and what differs."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import shapely

from graphs.geo import EARTH_RADIUS_M
from planner.render.canonical import Document, clean, to_metres, to_share
from planner.render.document import list_own_legs, to_json
from planner.render.framing import put_in_frame
from planner.render.geojson import to_geojson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.outcomes import Comparison, Outcome
    from planner.territory import Territory

__all__ = ["FIGURES", "to_comparison_csv", "to_comparison_geojson", "to_comparison_json"]

FIGURES = (
    *("itineraries", "length_m", "duration_s", "moving_s", "visit_s", "ascent_m", "descent_m", "score", "visits"),
    *("pleasant_share", "major_share", "signposted_share", "retraced_share", "compactness"),
)
"""Figures of an outcome, all but the first those of its best itinerary."""

_IN_SUMMARY = ("length_m", "duration_s", "moving_s", "visit_s", "ascent_m", "descent_m", "score", "signposted_share")
_IN_QUALITY = ("pleasant_share", "major_share", "retraced_share", "compactness")
_SHARES = ("stress", "surface")
_BESIDE_M = 3.0
"""Two lines that are nearer to one another run along the same street."""
_ROUNDING = 4


def to_comparison_json(comparison: Comparison, territory: Territory, *, language: str) -> Document:
    """Write a comparison; every outcome has what the answer to the request has, and its figures beside.

    Notice and attribution of the territory are said also where nothing was found.
    """
    base = _to_outcome(comparison.base)
    variants = []
    for outcome in comparison.variants:
        document = {"name": outcome.name, **_to_outcome(outcome)}
        variants.append({**document, "differences": _compare(base, document)})
    return put_in_frame({"base": base, "variants": variants}, territory, language=language)


def to_comparison_geojson(document: Document) -> Document:
    """Write the itineraries of a comparison as features, each with `variant` (empty for the streets as they are).

    Streets that a variant adds and closes are lines of kind "added" and "closed"; there is one per way that is closed.
    """
    features: list[Document] = []
    for outcome in (document["base"], *document["variants"]):
        name = outcome.get("name", "")
        for itinerary in outcome["itineraries"]:
            drawn = to_geojson(itinerary)["features"]
            tail = {"variant": name, "rank": itinerary["rank"], "itinerary": itinerary["id"]}
            features += [{**feature, "properties": {**feature["properties"], **tail}} for feature in drawn]
        streets = outcome["streets"]
        drawn = [("added", {}, geometry) for geometry in streets["added"]]
        drawn += [
            ("closed", way, geometry) for way, geometry in zip(streets["closed_ways"], streets["closed"], strict=True)
        ]
        features += [
            {"type": "Feature", "properties": {"kind": kind, "variant": name, **way}, "geometry": geometry}
            for kind, way, geometry in drawn
        ]
    return {
        "type": "FeatureCollection",
        "notice": document["notice"],
        "attribution": document["attribution"],
        "features": features,
    }


def to_comparison_csv(document: Document) -> str:
    """Write a row per state of the streets: its figures, and how far each is from the streets as they are.

    Notice and attribution stand on lines of their own before the names of the columns.
    """
    base = document["base"]
    shares = [f"{group}_{key}" for group in _SHARES for key in _list_keys(document, group)]
    columns = [*FIGURES, *shares]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([[_defuse(line)] for line in (document["notice"], *document["attribution"]) if line])
    writer.writerow(["variant", "problem", *columns, *(f"change_of_{name}" for name in columns), "shared_share"])
    writer.writerow(["", _code(base), *(_cell(base, name) for name in columns), *[""] * len(columns), ""])
    for outcome in document["variants"]:
        here = [_cell(outcome, name) for name in columns]
        there = [_cell(base, name) for name in columns]
        gaps = [_subtract(a, b) for a, b in zip(here, there, strict=True)]
        row = [_defuse(outcome["name"]), _code(outcome), *here, *gaps, outcome["differences"]["shared_share"]]
        writer.writerow(["" if value is None else value for value in row])
    return out.getvalue()


def _to_outcome(outcome: Outcome) -> Document:
    answer = {"itineraries": [], "diagnostics": {}} if outcome.result is None else to_json(outcome.result)
    document: Document = {
        "itineraries": answer["itineraries"],
        "diagnostics": answer["diagnostics"],
        "figures": _to_figures(answer["itineraries"]),
        "streets": {
            "added": [shapely.geometry.mapping(line) for line in outcome.added],
            "closed": [shapely.geometry.mapping(street.line) for street in outcome.closed],
            "closed_ways": [
                {"way": street.osm_id, "name": street.name, "length_m": to_metres(street.length_m)}
                for street in outcome.closed
            ],
            "added_m": to_metres(sum(_length_m(line) for line in outcome.added)),
            "closed_m": to_metres(sum(street.length_m for street in outcome.closed)),
            "joins": list(outcome.joins),
            "opened_ways": list(outcome.opened),
        },
    }
    if outcome.problem is not None:
        details = clean(outcome.problem.details)
        document["problem"] = {"code": outcome.problem.code, "detail": outcome.problem.message, **details}
    return document


def _to_figures(itineraries: list[Document]) -> Document:
    """Figures of the best itinerary, None where there is none."""
    if not itineraries:
        return {"itineraries": 0, **dict.fromkeys(FIGURES[1:]), "stress": {}, "surface": {}}
    best = itineraries[0]
    found = {
        "itineraries": len(itineraries),
        "visits": len(best["visits"]),
        **{name: best["summary"][name] for name in _IN_SUMMARY},
        **{name: best["quality"][name] for name in _IN_QUALITY},
    }
    return {**{name: found[name] for name in FIGURES}, **{name: best["summary"][name] for name in _SHARES}}


def _compare(base: Document, other: Document) -> Document:
    """Say what an outcome has more or less than the streets as they are."""
    before, after = _list_sites(base), _list_sites(other)
    same = other["itineraries"] == base["itineraries"]
    return {
        "identical": same,
        "figures": {name: _subtract(other["figures"][name], base["figures"][name]) for name in FIGURES},
        **{name: _compare_shares(base["figures"][name], other["figures"][name]) for name in _SHARES},
        "sites_gained": [{"id": key, "name": name} for key, name in after.items() if key not in before],
        "sites_lost": [{"id": key, "name": name} for key, name in before.items() if key not in after],
        "shared_share": 1.0 if same and base["itineraries"] else _find_shared_share(base, other),
    }


def _compare_shares(before: Mapping[str, float], after: Mapping[str, float]) -> Document:
    """Say how much more of each kind there is; nothing where there is no way to have a share of."""
    if not (before and after):
        return {}
    keys = dict.fromkeys([*before, *after])
    return {key: _subtract(after.get(key, 0.0), before.get(key, 0.0)) for key in keys}


def _find_shared_share(base: Document, other: Document) -> float | None:
    """Share of the best itinerary that runs along the best one on the streets as they are; None without both."""
    if not (base["itineraries"] and other["itineraries"]):
        return None
    origin = list_own_legs(base["itineraries"][0])[0]["geometry"]["coordinates"][0]
    before, after = (_to_metres(item["itineraries"][0], origin) for item in (base, other))
    return to_share(shapely.length(after.intersection(before.buffer(_BESIDE_M))) / max(1.0, after.length))


def _to_metres(itinerary: Document, origin: list[float]) -> shapely.MultiLineString:
    """Legs on a plane that touches the earth at the origin."""
    squeeze = np.cos(np.radians(origin[1]))
    own = list_own_legs(itinerary)
    lines = [np.array([point[:2] for point in leg["geometry"]["coordinates"]]) for leg in own]
    scale = np.radians(1.0) * EARTH_RADIUS_M
    return shapely.MultiLineString([(line - origin[:2]) * [scale * squeeze, scale] for line in lines])


def _list_sites(outcome: Document) -> dict[str, str]:
    """Sites of the best itinerary by id."""
    return {
        visit["site"]["id"]: visit["site"]["name"] for best in outcome["itineraries"][:1] for visit in best["visits"]
    }


def _list_keys(document: Document, group: str) -> list[str]:
    found = {key for outcome in (document["base"], *document["variants"]) for key in outcome["figures"][group]}
    return sorted(found)


def _cell(outcome: Document, name: str) -> float | None:
    figures = outcome["figures"]
    group, _, key = name.partition("_")
    if group in _SHARES:
        return float(figures[group].get(key, 0.0)) if outcome["itineraries"] else None
    value: float | None = figures[name]
    return value


def _code(outcome: Document) -> str:
    problem: Document = outcome.get("problem", {})
    return str(problem.get("code", ""))


def _defuse(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _subtract(after: float | None, before: float | None) -> float | None:
    if after is None or before is None:
        return None
    gap = after - before
    return gap if isinstance(gap, int) else round(gap, _ROUNDING) + 0.0


def _length_m(line: shapely.LineString) -> float:
    lon, lat = np.array(line.coords).T
    squeeze = np.cos(np.radians(lat.mean()))
    return float(np.hypot(np.diff(lon) * squeeze, np.diff(lat)).sum() * np.radians(1.0) * EARTH_RADIUS_M)
