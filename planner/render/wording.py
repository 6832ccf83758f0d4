"""Numbers, lengths, times and closed vocabularies in words."""

from __future__ import annotations

import math
from datetime import datetime

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from planner.messages import mark, translate

__all__ = [
    "format_distance",
    "format_duration",
    "format_moment",
    "format_share",
    "get_eating_kind",
    "get_kind_name",
    "get_leg_mode_name",
    "get_night_kind",
    "get_opening_name",
    "get_place_kind",
    "get_profile_name",
    "get_service_name",
    "get_street_kind",
    "get_title",
]

_KILOMETRE_M = 1000
_SHORT_M = 50

_EATING_KINDS = {
    "restaurant": mark("Restaurant"),
    "cafe": mark("Café"),
    "fast_food": mark("Fast food"),
    "pub": mark("Pub"),
    "bar": mark("Bar"),
    "biergarten": mark("Beer garden"),
    "food_court": mark("Food court"),
}
_STREET_KINDS = {
    "motorway": mark("a motorway"),
    "trunk": mark("a trunk road"),
    "primary": mark("a main road"),
    "secondary": mark("a main road"),
    "tertiary": mark("a road"),
    "unclassified": mark("a minor road"),
    "road": mark("a road"),
    "residential": mark("a residential street"),
    "service": mark("an access road"),
    "living_street": mark("a home zone"),
    "pedestrian": mark("a pedestrian street"),
    "track": mark("a track"),
    "path": mark("a path"),
    "footway": mark("a footpath"),
    "cycleway": mark("a cycle track"),
    "bridleway": mark("a bridleway"),
    "steps": mark("a flight of steps"),
    "platform": mark("a platform"),
    "ferry": mark("a ferry"),
    "corridor": mark("a corridor"),
    "elevator": mark("a lift"),
    "pier": mark("a pier"),
}
_STREET_NAMES = {
    "motorway": mark("motorway"),
    "trunk": mark("trunk road"),
    "primary": mark("main road"),
    "secondary": mark("main road"),
    "tertiary": mark("road"),
    "unclassified": mark("minor road"),
    "road": mark("road"),
    "residential": mark("residential street"),
    "service": mark("access road"),
    "living_street": mark("home zone"),
    "pedestrian": mark("pedestrian street"),
    "track": mark("track"),
    "path": mark("path"),
    "footway": mark("footpath"),
    "cycleway": mark("cycle track"),
    "bridleway": mark("bridleway"),
    "steps": mark("steps"),
    "platform": mark("platform"),
    "ferry": mark("ferry"),
    "corridor": mark("corridor"),
    "elevator": mark("lift"),
    "pier": mark("pier"),
}
_ANY_STREET = (mark("a way"), mark("way"))
_LEG_MODES = {
    "foot": mark("On foot"),
    "bike": mark("By bike"),
    "push": mark("Pushing the bike"),
    "ferry": mark("By ferry"),
    "transit": mark("By public transport"),
}
_WHEELCHAIR_ON_FOOT = mark("By wheelchair")
_OPENINGS = {
    "open": mark("open at that time"),
    "closed": mark("closed at that time"),
    "unknown": mark("opening hours unknown"),
    "not_checked": mark("opening hours not checked"),
}
_SITE_KINDS = {
    "terril": mark("slag heap"),
    "mine_railway": mark("former mine railway"),
    "estate": mark("miners' estate"),
    "building": mark("building"),
    "pit": mark("mine pit"),
    "headframe": mark("headframe"),
    "museum": mark("museum"),
    "memorial": mark("memorial"),
    "religious": mark("religious heritage"),
    "landmark": mark("landmark"),
    "view_area": mark("open view"),
    "viewpoint": mark("viewpoint"),
    "natural_area": mark("natural area"),
    "park": mark("park"),
    "canal": mark("canal"),
    "artwork": mark("artwork"),
    "sport": mark("outdoor sport"),
    "attraction": mark("attraction"),
    "accommodation": mark("accommodation"),
    "trailhead": mark("trailhead"),
}
_PLACE_KINDS = {
    "city": mark("town"),
    "town": mark("town"),
    "village": mark("village"),
    "suburb": mark("district"),
    "neighbourhood": mark("district"),
    "hamlet": mark("hamlet"),
    "street": mark("street"),
}
_NIGHT_KINDS = {
    "hotel": mark("hotel"),
    "guest_house": mark("guest house"),
    "hostel": mark("hostel"),
    "apartment": mark("holiday home"),
    "camp_site": mark("camp site"),
    "accommodation": mark("accommodation"),
    "city": mark("town"),
    "town": mark("town"),
    "village": mark("village"),
    "station": mark("station"),
    "base": mark("back at the start"),
}
_SERVICES = {
    "parking": mark("bike parking"),
    "repair": mark("repairs"),
    "tools": mark("tools"),
    "pump": mark("pump"),
    "charging": mark("charging"),
    "cleaning": mark("cleaning"),
    "rental": mark("bikes for hire"),
    "welcome": mark("certified as bike-friendly"),
}
_PROFILES = {
    "foot": mark("on foot"),
    "bike": mark("bike"),
    "ebike": mark("electric bike"),
    "mtb": mark("mountain bike"),
    "cargo_bike": mark("cargo bike"),
    "family_bike": mark("bike with children"),
    "wheelchair": mark("wheelchair"),
}
_CIRCUIT_TITLES = {
    "foot": mark("Circuit on foot, {distance}"),
    "bike": mark("Circuit by bike, {distance}"),
    "ebike": mark("Circuit by electric bike, {distance}"),
    "mtb": mark("Circuit by mountain bike, {distance}"),
    "cargo_bike": mark("Circuit by cargo bike, {distance}"),
    "family_bike": mark("Family circuit by bike, {distance}"),
    "wheelchair": mark("Circuit by wheelchair, {distance}"),
}
_TRAVERSE_TITLES = {
    "foot": mark("Way on foot, {distance}"),
    "bike": mark("Way by bike, {distance}"),
    "ebike": mark("Way by electric bike, {distance}"),
    "mtb": mark("Way by mountain bike, {distance}"),
    "cargo_bike": mark("Way by cargo bike, {distance}"),
    "family_bike": mark("Family way by bike, {distance}"),
    "wheelchair": mark("Way by wheelchair, {distance}"),
}


def format_distance(language: str, length_m: float) -> str:
    """Write a length: "40 m", "350 m", "1.2 km"."""
    if length_m < _SHORT_M:
        return translate(language, "{number} m", number=round(length_m))
    if length_m < _KILOMETRE_M - 5:
        return translate(language, "{number} m", number=10 * round(length_m / 10))
    # The page rounds its lengths the same way.
    number = format_decimal(math.floor(length_m / 100 + 0.5) / 10, format="#,##0.#", locale=language)
    return translate(language, "{number} km", number=number)


def format_duration(language: str, duration_s: float) -> str:
    """Write a duration in hours and minutes, at least a minute."""
    minutes = max(1, round(duration_s / 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return translate(language, "{minutes} min", minutes=rest)
    return translate(language, "{hours} h {minutes}", hours=hours, minutes=f"{rest:02}")


def format_share(language: str, share: float) -> str:
    """Write a share in whole percent."""
    return translate(language, "{number} %", number=round(100 * share))


def format_moment(language: str, moment: str | int, *, with_date: bool = False) -> str:
    """Write a moment of a document: the time of day, or the time since the start where there is no departure."""
    if isinstance(moment, int):
        if moment < 60:  # noqa: PLR2004
            return translate(language, "at the start")
        return translate(language, "after {duration}", duration=format_duration(language, moment))
    time = datetime.fromisoformat(moment)
    clock = format_time(time, format="HH:mm", locale=language)
    if not with_date:
        return clock
    return translate(language, "{date}, {time}", date=format_date(time, format="full", locale=language), time=clock)


def get_street_kind(language: str, kind: str, *, with_article: bool) -> str:
    """Name a class of street, such as "a path" or "path"; a street of an unknown class is a way."""
    if with_article:
        return translate(language, _STREET_KINDS.get(kind, _ANY_STREET[0]))
    return translate(language, _STREET_NAMES.get(kind, _ANY_STREET[1]))


def get_leg_mode_name(language: str, mode: str, *, profile: str) -> str:
    """Say how one travels on a leg with a profile: legs on foot of a wheelchair are not walked.

    Raises
    ------
    KeyError
        There is no such mode.
    """
    if (mode, profile) == ("foot", "wheelchair"):
        return translate(language, _WHEELCHAIR_ON_FOOT)
    return translate(language, _LEG_MODES[mode])


def get_opening_name(language: str, opening: str) -> str:
    """Say whether a site is open.

    Raises
    ------
    KeyError
        There is no such state.
    """
    return translate(language, _OPENINGS[opening])


def get_kind_name(language: str, kind: str) -> str:
    """Name a kind of site; the kind itself where it has no name."""
    source = _SITE_KINDS.get(kind)
    return kind if source is None else translate(language, source)


def get_place_kind(language: str, kind: str) -> str:
    """Name a kind of place that is found by name.

    Raises
    ------
    KeyError
        There is no such kind.
    """
    return translate(language, _PLACE_KINDS[kind])


def get_eating_kind(language: str, kind: str) -> str:
    """Name a kind of place to eat.

    Raises
    ------
    KeyError
        There is no such kind.
    """
    return translate(language, _EATING_KINDS[kind])


def get_night_kind(language: str, kind: str) -> str:
    """Name what a night is spent in.

    Raises
    ------
    KeyError
        There is no such kind.
    """
    return translate(language, _NIGHT_KINDS[kind])


def get_service_name(language: str, service: str) -> str:
    """Name what a lodging offers to those who come by bike.

    Raises
    ------
    KeyError
        There is no such service.
    """
    return translate(language, _SERVICES[service])


def get_profile_name(language: str, profile: str) -> str:
    """Name a profile; its own name where it has no other."""
    source = _PROFILES.get(profile)
    return profile if source is None else translate(language, source)


def get_title(language: str, mode: str, length_m: float, *, is_circuit: bool) -> str:
    """Title of an itinerary, from its mode and length."""
    table, other = (
        (_CIRCUIT_TITLES, mark("Circuit, {distance}")) if is_circuit else (_TRAVERSE_TITLES, mark("Way, {distance}"))
    )
    return translate(language, table.get(mode, other), distance=format_distance(language, length_m))
