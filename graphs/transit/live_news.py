"""What a GTFS-Realtime feed says at a moment: trips that run late, early or not at all, and alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from graphs.errors import SourceFileError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["AlertNews", "CallNews", "LiveNews", "TripNews", "read_live_news"]

_DATE_DIGITS = 8
_LONGEST_DELAY_S = 86_400


@dataclass(frozen=True, slots=True)
class CallNews:
    """What is said of a call: delays in seconds or moments in seconds since 1970, None where nothing is said.

    `is_known` is false where the feed says that it knows nothing from this stop on.
    """

    stop_id: str
    arrival_delay_s: int | None = None
    departure_delay_s: int | None = None
    arrival: int | None = None
    departure: int | None = None
    is_skipped: bool = False
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class TripNews:
    """What is said of a trip on a day, None for whatever day; its calls in order of travel."""

    trip_id: str
    service_date: date | None
    is_cancelled: bool = False
    delay_s: int | None = None
    calls: tuple[CallNews, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertNews:
    """An alert: texts by language (empty where none is named), when it holds, and whom it concerns, by ids.

    `spans` are moments in seconds since 1970, 0 where an end is open; none means always. `is_general` says that it
    concerns whole agencies or kinds of lines.
    """

    headers: tuple[tuple[str, str], ...]
    descriptions: tuple[tuple[str, str], ...]
    spans: tuple[tuple[int, int], ...] = ()
    trips: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    is_general: bool = False


@dataclass(frozen=True, slots=True)
class LiveNews:
    """Everything that a feed said at `made`, in seconds since 1970, 0 where it does not say when."""

    made: int
    trips: dict[str, tuple[TripNews, ...]]
    alerts: tuple[AlertNews, ...]


def read_live_news(content: bytes, *, name: str) -> LiveNews:
    """Read a message of GTFS-Realtime; entities that name no trip, or nobody, are left out.

    Parameters
    ----------
    content
        The message, as protocol buffers.
    name
        What to call it in errors.

    Raises
    ------
    SourceFileError
        It is no such message.

    References
    ----------
    GTFS Realtime Reference, version 2.0, https://gtfs.org/documentation/realtime/reference/.
    """
    from google.protobuf.message import DecodeError
    from google.transit.gtfs_realtime_pb2 import FeedMessage

    message = FeedMessage()
    try:
        message.ParseFromString(content)
    except DecodeError as error:
        raise SourceFileError(f"{name} is no message of GTFS-Realtime", file=name) from error
    if not message.IsInitialized():
        raise SourceFileError(f"{name} is no whole message of GTFS-Realtime", file=name)
    trips: dict[str, list[TripNews]] = {}
    alerts = []
    for entity in message.entity:
        if entity.is_deleted:
            continue
        if entity.HasField("trip_update"):
            news = _read_trip(entity.trip_update)
            if news.trip_id:
                trips.setdefault(news.trip_id, []).append(news)
        if entity.HasField("alert"):
            alerts.append(_read_alert(entity.alert))
    return LiveNews(int(message.header.timestamp), {key: tuple(found) for key, found in trips.items()}, tuple(alerts))


def _read_trip(update: Any) -> TripNews:  # noqa: ANN401 - classes made at run time
    trip = update.trip
    kinds = type(trip)
    return TripNews(
        trip_id=_to_text(trip.trip_id),
        service_date=_read_date(_to_text(trip.start_date)),
        is_cancelled=trip.schedule_relationship in {kinds.CANCELED, kinds.DELETED},
        delay_s=_clip(update.delay) if update.HasField("delay") else None,
        calls=tuple(_read_call(call) for call in update.stop_time_update),
    )


def _read_call(call: Any) -> CallNews:  # noqa: ANN401
    kinds = type(call)
    ends = {name: getattr(call, name) for name in ("arrival", "departure") if call.HasField(name)}
    delays = {name: _clip(end.delay) for name, end in ends.items() if end.HasField("delay")}
    moments = {name: int(end.time) for name, end in ends.items() if end.HasField("time") and end.time > 0}
    return CallNews(
        stop_id=_to_text(call.stop_id),
        arrival_delay_s=delays.get("arrival"),
        departure_delay_s=delays.get("departure"),
        arrival=moments.get("arrival"),
        departure=moments.get("departure"),
        is_skipped=call.schedule_relationship == kinds.SKIPPED,
        is_known=call.schedule_relationship != kinds.NO_DATA,
    )


def _clip(delay_s: int) -> int:
    return max(-_LONGEST_DELAY_S, min(_LONGEST_DELAY_S, int(delay_s)))


def _read_date(text: str) -> date | None:
    if len(text) != _DATE_DIGITS or not text.isdecimal():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _read_alert(alert: Any) -> AlertNews:  # noqa: ANN401
    whom = list(alert.informed_entity)
    return AlertNews(
        headers=_read_texts(alert.header_text.translation),
        descriptions=_read_texts(alert.description_text.translation),
        spans=tuple((int(span.start), int(span.end)) for span in alert.active_period),
        trips=frozenset(_to_text(item.trip.trip_id) for item in whom if item.trip.trip_id),
        # A line that is named with a trip or a stop only says more of that one.
        routes=frozenset(
            _to_text(_find_line(item)) for item in whom if _find_line(item) and not (item.trip.trip_id or item.stop_id)
        ),
        stops=frozenset(_to_text(item.stop_id) for item in whom if item.stop_id and not item.trip.trip_id),
        is_general=any(not (_find_line(item) or item.stop_id or item.trip.trip_id) for item in whom),
    )


def _find_line(entity: Any) -> str | bytes:  # noqa: ANN401
    """Give the line that an alert names, by itself or in place of a trip; empty where it names none."""
    found: str | bytes = entity.route_id or entity.trip.route_id
    return found


def _read_texts(translations: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    found = ((_to_text(item.language).lower(), " ".join(_to_text(item.text).split())) for item in translations)
    return tuple((language, text) for language, text in found if text)


def _to_text(value: str | bytes) -> str:
    """Give a text; those that are no UTF-8 come as bytes."""
    return value if isinstance(value, str) else value.decode("utf-8", "replace")
