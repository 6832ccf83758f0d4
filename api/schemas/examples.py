"""Requests that the OpenAPI document shows; tests send each of them to the demo territory."""

from __future__ import annotations

from typing import Any

__all__ = ["COMPARISONS", "EDITS", "ISOCHRONES", "ITINERARIES", "JOURNEYS", "MATRIX", "ROUTES"]

_LENS = {"lat": 50.43, "lon": 2.83}
_LIEVIN = {"lat": 50.422, "lon": 2.778}

ITINERARIES: dict[str, dict[str, Any]] = {
    "themed": {
        "summary": "A circuit by bike to mining heritage and nature",
        "value": {
            "mode": "bike",
            "start": _LENS,
            "distance_km": 30,
            "themes": {"mining": 1, "nature": 0.5},
            "alternatives": 1,
            "language": "en",
        },
    },
    "scenic": {
        "summary": "Two hours on foot to the north, without sites",
        "value": {
            "mode": "foot",
            "start": _LENS,
            "duration_min": 120,
            "pace": 1.3,
            "direction": "N",
            "alternatives": 1,
            "language": "fr",
        },
    },
    "there_and_back": {
        "summary": "A day by bike that begins and ends with a train, home by eight",
        "value": {
            "mode": "bike",
            "distance_km": 30,
            "themes": {"mining": 1},
            "departure": "2026-06-13T08:30:00+02:00",
            "access": {
                "from": {"stop": "Lille Flandres"},
                "latest_home": "2026-06-13T20:00:00+02:00",
                "bike_on_board": "if_possible",
                "car_occupancy": 2,
            },
            "sort_by": "co2",
        },
    },
    "known_to_be_open": {
        "summary": "A circuit past sites that are known to be open on a Saturday morning, at half the usual speed",
        "value": {
            "mode": "bike",
            "start": _LENS,
            "distance_km": 15,
            "themes": {"mining": 1},
            "departure": "2026-06-13T09:30:00+02:00",
            "only_known_openings": True,
            "pace": 2,
            "alternatives": 1,
        },
    },
    "several_days": {
        "summary": "Three days by bike and back to the start, none longer than seven hours",
        "value": {
            "mode": "bike",
            "start": _LENS,
            "days": 3,
            "distance_km": 35,
            "themes": {"mining": 1},
            "day_limits": {"duration_min": 420},
            "alternatives": 1,
            "language": "nl",
        },
    },
    "traverse": {
        "summary": "The best direct way between two places, leaving on a Saturday morning",
        "value": {"mode": "bike", "start": _LENS, "end": _LIEVIN, "departure": "2026-06-13T09:30:00+02:00"},
    },
}
EDITS: dict[str, dict[str, Any]] = {
    "detour": {
        "summary": "Pass one point more",
        "value": {"edits": [{"op": "add", "lat": 50.422, "lon": 2.778}], "language": "en"},
    },
}
ROUTES: dict[str, dict[str, Any]] = {
    "via": {"summary": "By bike between two points", "value": {"mode": "bike", "points": [_LENS, _LIEVIN]}},
}
MATRIX: dict[str, dict[str, Any]] = {
    "square": {
        "summary": "Two places by bike",
        "value": {"mode": "bike", "sources": [_LENS, _LIEVIN], "targets": [_LENS, _LIEVIN], "max_km": 20},
    },
}
ISOCHRONES: dict[str, dict[str, Any]] = {
    "half_hour": {
        "summary": "Half an hour and five kilometres on foot",
        "value": {"mode": "foot", "start": _LENS, "contours": [{"duration_min": 30}, {"distance_km": 5}]},
    },
}
JOURNEYS: dict[str, dict[str, Any]] = {
    "out": {
        "summary": "By bike to the train and on board, two choices",
        "value": {
            "from": _LENS,
            "to": {"lat": 50.3718, "lon": 3.089},
            "departure": "2026-06-13T09:30:00+02:00",
            "mode_to_stop": "bike",
            "bike_on_board": "if_possible",
            "alternatives": 2,
        },
    },
}
COMPARISONS: dict[str, dict[str, Any]] = {
    "greenway": {
        "summary": "What a new greenway brings to a circuit by bike",
        "value": {
            "request": {"mode": "bike", "start": _LENS, "distance_km": 20, "alternatives": 1, "language": "en"},
            "variants": [
                {
                    "name": "greenway",
                    "add": [
                        {
                            "type": "Feature",
                            "geometry": {
                                "type": "LineString",
                                "coordinates": [[2.83, 50.43], [2.818, 50.424], [2.806, 50.4155]],
                            },
                            "properties": {"highway": "cycleway", "surface": "asphalt"},
                        }
                    ],
                }
            ],
        },
    },
}
