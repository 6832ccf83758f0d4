"""What live feeds say of an itinerary at this moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.documents import find_document
from api.languages import pick_language
from api.responses import to_json_response
from api.routes.documented import describe_problems
from api.schemas.live import LiveAnswer, LiveQuery
from api.state import get_state
from planner.errors import NotAvailableError
from planner.live import LiveRide, ScheduledRide, tell_live, watch_rides
from planner.render import to_warnings_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.live_feeds import LiveFeed
    from graphs.transit.live_news import LiveNews
    from planner.cancel import Cancel
    from planner.render import Document

__all__ = ["router"]

router = APIRouter(prefix="/v1/itineraries", tags=["itineraries"])


@router.get(
    "/{itinerary_id}/live",
    summary="What live feeds say of an itinerary",
    responses={200: {"model": LiveAnswer}, **describe_problems(404, 422, 503)},
)
async def get_live(request: Request, itinerary_id: str, query: Annotated[LiveQuery, Query()]) -> Response:
    """Say how its rides by public transport run at this moment; the itinerary itself stays as it was planned."""
    state = get_state(request)
    document = await find_document(state, itinerary_id)
    timetable = state.territory.timetable
    if timetable is None or not len(state.live):
        msg = "this service reads no live feeds of public transport; its operator names them in TERRILS_LIVE"
        raise NotAvailableError(msg, field="live")
    language = pick_language(request, query.language)
    feeds = await state.live.read()
    news: dict[str, list[LiveNews]] = {}
    for feed in feeds:
        if feed.news is not None:
            news.setdefault(feed.feed, []).append(feed.news)

    def work(cancel: Cancel) -> Document:
        cancel.check()
        rides = watch_rides(timetable, news, _list_rides(document["legs"]))
        return {
            "notice": document["notice"],
            "id": itinerary_id,
            "feeds": [_to_feed_json(feed) for feed in feeds],
            "rides": [_to_ride_json(ride, language) for ride in rides],
            "warnings": to_warnings_json(tell_live(rides), language=language),
            "attribution": document["attribution"],
        }

    return to_json_response(await state.pool.run(request, work))


def _list_rides(legs: Iterable[Document]) -> Iterable[ScheduledRide]:
    """List the rides among the legs, each with the time on one's own way from the ride before, unless by a circuit."""
    walk_s: float | None = None
    for leg in legs:
        if leg["mode"] != "transit":
            walk_s = None if walk_s is None or leg["part"] == "circuit" else walk_s + leg["duration_s"]
            continue
        yield ScheduledRide(
            feed=leg["feed"],
            trip_id=leg["trip_id"].removeprefix(f"{leg['feed']}:"),
            service_date=date.fromisoformat(leg["service_date"]),
            from_stop=leg["from_stop_id"],
            to_stop=leg["to_stop_id"],
            departure=datetime.fromisoformat(leg["departure"]),
            arrival=datetime.fromisoformat(leg["arrival"]),
            line=leg["route"],
            from_name=leg["from"]["name"],
            walk_s=walk_s,
        )
        walk_s = 0.0


def _to_feed_json(feed: LiveFeed) -> Document:
    made = feed.news.made if feed.news is not None else 0
    return {
        "feed": feed.feed,
        "made": datetime.fromtimestamp(made, UTC).isoformat() if made else None,
        "problem": feed.problem or None,
    }


def _to_ride_json(item: LiveRide, language: str) -> Document:
    ride = item.ride
    return {
        "trip_id": ride.trip_id,
        "service_date": ride.service_date.isoformat(),
        "line": ride.line,
        "from_stop_id": ride.from_stop,
        "to_stop_id": ride.to_stop,
        "departure": ride.departure.isoformat(),
        "arrival": ride.arrival.isoformat(),
        "status": item.status,
        "departure_delay_s": item.departure_delay_s,
        "arrival_delay_s": item.arrival_delay_s,
        "spare_s": None if item.spare_s is None else round(item.spare_s),
        "alerts": [
            {"header": _pick(alert.headers, language), "description": _pick(alert.descriptions, language)}
            for alert in item.alerts
        ],
    }


def _pick(texts: tuple[tuple[str, str], ...], language: str) -> str | None:
    """Give the text in a language, else in none, else the first."""

    def rank(text: tuple[str, str]) -> int:
        return 0 if text[0].partition("-")[0] == language else 1 if not text[0] else 2

    return min(texts, key=rank)[1] if texts else None
