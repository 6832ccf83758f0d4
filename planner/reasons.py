"""Why a site is chosen and what a visitor should know: codes and their English texts, the keys of the translations.

Texts hold named parameters in braces; an itinerary carries code and parameters, renderers put them into the visitor's
language.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["REASONS", "get_reason_text"]

REASONS: Mapping[str, str] = MappingProxyType(
    {
        # Why a site scores.
        "terril_climb": "Slag heap that may be climbed",
        "terril_view": "Slag heap seen from its foot",
        "terril_cone": "One of the cones that shape the skyline of the mining basin",
        "mine_pit": "Remains of a pit",
        "headframe": "Headframe of a mine shaft",
        "mine_building": "Building of the mining companies",
        "basin_building": "Building of the mining basin",
        "mine_museum": "Museum of mining",
        "mine_railway": "Former mine railway",
        "estate": "Miners' estate: {form}",
        "estate_plain": "Miners' estate",
        "school_or_clinic": "School, clinic or hall that the mining company gave its estate",
        "church": "Church of the mining villages",
        "museum": "Museum",
        "art": "Art to be seen",
        "memorial": "Place of memory",
        "war_memorial": "Place of memory of the world wars",
        "disaster": "Place of a mining disaster",
        "landmark": "Landmark",
        "view_area": "Open view of {view_on}",
        "viewpoint": "Viewpoint",
        "natural_area": "Natural area",
        "water": "Lake or wetland",
        "wildlife": "Known for its plants and animals",
        "park": "Park",
        "sport": "Place for sport outdoors",
        "canal": "Work of the canals",
        "grand_site": "One of the great sites of the mining basin",
        "asked": "You asked for it",
        # What raises a score.
        "world_heritage": "World Heritage, element {element}",
        "world_heritage_listed": "World Heritage",
        "world_heritage_buffer": "In the buffer zone of the World Heritage",
        "monument_historique": "Monument historique",
        "site_classe": "Site classé (law of 1930)",
        "exceptional": "Of exceptional interest",
        "remarkable": "Of remarkable interest",
        "polish_heritage": "Heritage of the Polish miners",
        # What a visitor should know.
        "seen_from_street": "Seen from the street, not entered: {site}",
        "access_unknown": "Access not known, stay on the public street: {site}",
        "bike_waits": "The bike waits at the foot, the way up is walked: {site}",
        "dated_rules_not_checked": "Without a departure, dated closures and opening hours were not checked",
        "opening_unknown": "Opening hours of some sites are not known: look them up before you leave",
        "closed_then": "Closed at the time of the visit: {site}",
        "dated_closures_exist": "Some closures hold on certain days only: give a departure to have them checked",
        "no_sites_in_reach": "No site of these themes lies within reach: the circuit goes for the landscape alone",
        "no_sites_open": "No site of these themes is open within reach then: the circuit goes for the landscape alone",
        "no_sites_fit": "No site of these themes fits into what is asked",
        "other_week": "No timetable covers {asked}: trains, opening hours and closures are those of {planned}, the "
        "same day of the nearest week that one does",
        "holiday_planned": "{planned} is a public holiday: on {asked}, which is none, more may run and more may be "
        "open",
        "holiday_asked": "{asked} is a public holiday: less may run and less may be open than on {planned}, which is "
        "none",
        "before_sunrise": "The sun rises at {time}: {minutes} minutes on the way are in the dark before, take lights",
        "after_sunset": "The sun sets at {time}: {minutes} minutes on the way are in the dark after that, take lights",
        "no_daylight": "The sun does not rise on this day: take lights",
        "live_cancelled": "Does not run: {line} at {time} from {stop}. Plan again",
        "live_not_stopping": "Does not stop as planned: {line} at {time} from {stop}. Plan again",
        "live_late": "{line} at {time} from {stop} leaves {minutes} minutes late",
        "live_early": "{line} at {time} from {stop} leaves {minutes} minutes early",
        "live_missed": "The ride before arrives too late for {line} at {time} from {stop}. Plan again",
        "last_train": "{time} from {stop} is the last connection home that arrives by {by}: do not miss it",
        "no_lunch": "No place for lunch that is open lies by the way between {begin} and {end}: take something along",
        "no_time_for_lunch": "One is not on the way between {begin} and {end}: no break for lunch is foreseen",
        "lunch_unknown": "The opening hours of {place} are not known: ask before you count on lunch there",
        "next_train": "Leave {stop} at {time} for home; the next connection leaves at {later} and arrives at {arrival}",
        "long_wait": "{minutes} minutes to wait at {stop} for the way home",
        "bikes_unknown": "Whether all trains and buses take bikes is not known: ask before you leave",
        "bike_hired": "The bike is hired and given back at {place}: ask whether one is free, and until when",
        "bikes_reserved": "A place for the bike must be reserved before you leave: {lines}",
        "wheelchairs_unknown": "Whether all trains and buses take wheelchairs is not known: ask before you leave",
        "bike_at_start": "No bike comes along on board: you need one at the start, {place}",
        "french_factors": "CO2 is reckoned with the French factors of ADEME, outside France as well",
        "night_in_town": "Night {night} in {place}: lodgings there are not known, look for one before you leave",
        "night_to_book": "Night {night} at {place}: whether there is room is not known, book before you leave",
        "night_at_base": "The nights are spent around {place}: look for a lodging there before you leave",
        "not_visited": "This site may not be visited",
        "no_timetable": "No timetable is known here: look up what runs before you leave",
        "no_stop_in_reach": "No stop lies within a walk or a ride of half an hour",
        "stops_without_timetable": "No timetable knows the stops around: look up what runs before you leave",
        "holidays_unknown": "Public holidays are not known here: what runs on them is not told",
        "date_without_timetable": "No timetable of the stops around covers {asked}",
        "nothing_on_weekdays": "Nothing stops within reach on weekdays",
        "nothing_on_saturdays": "Nothing stops within reach on Saturdays",
        "nothing_on_sundays_and_holidays": "Nothing stops within reach on Sundays and public holidays",
        "empty_on_weekdays": "Nothing stops on weekdays at {stops}",
        "empty_on_saturdays": "Nothing stops on Saturdays at {stops}",
        "empty_on_sundays_and_holidays": "Nothing stops on Sundays and public holidays at {stops}",
        "other_length": "What was asked for cannot be had here; this is the nearest that can: {km} km",
        "changed_length": "With the changes the way is {km} km long, which is not what was asked for",
        "retraced": "{share} % of the way is ridden or walked twice",
        "main_roads": "{share} % of the way runs on main roads",
        "little_followed": "Only {share} % of the way follows {route}",
        "pushing": "{share} % of the time the bike is pushed, not ridden",
        "climb_unknown": "How much it climbs is not known here",
        "closures_file_broken": "The latest file of closures cannot be read; the one before it was used",
    }
)


def get_reason_text(code: str) -> str:
    """English text of a code.

    Raises
    ------
    KeyError
        There is no such code.
    """
    return REASONS[code]
