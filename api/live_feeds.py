"""Live feeds of public transport, read when somebody asks and not more often than they change."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
from starlette.concurrency import run_in_threadpool

from api.logs import get_logger
from graphs.errors import SourceFileError
from graphs.transit.live_news import LiveNews, read_live_news

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.settings import LiveSource, Settings
    from planner.territory import Territory

__all__ = ["LiveFeed", "LiveFeeds", "LiveSourceError", "open_live_feeds"]

_TIMEOUT_S = 5.0
_MOST_BYTES = 32_000_000
_STALE_S = 600.0


class LiveSourceError(Exception):
    """The settings name a live feed that is about none of the territory's timetables."""


@dataclass(slots=True)
class LiveFeed:
    """One address, what it said last, and what is wrong with it, empty where nothing is."""

    feed: str
    url: str
    news: LiveNews | None = None
    problem: str = "not read yet"
    read_at: float = -1e18
    asked_at: float = -1e18
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class LiveFeeds:
    """The live feeds of a service.

    Parameters
    ----------
    sources
        Addresses, and which feed of the timetable each is about.
    only_feed
        Feed of the sources that name none.
    every_s
        Seconds for which an answer is good.
    clock
        Monotonic seconds.
    """

    def __init__(
        self,
        sources: Sequence[LiveSource],
        *,
        only_feed: str,
        every_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._feeds = [LiveFeed(source.feed or only_feed, str(source.url)) for source in sources]
        self._every_s = every_s
        self._clock = clock

    def __len__(self) -> int:
        return len(self._feeds)

    async def read(self) -> list[LiveFeed]:
        """Give all feeds, read anew where the last answer is old; what is older than ten minutes is forgotten."""
        await asyncio.gather(*(self._refresh(feed) for feed in self._feeds))
        return self._feeds

    async def _refresh(self, feed: LiveFeed) -> None:
        async with feed.lock:
            now = self._clock()
            if now - feed.asked_at < self._every_s:
                return
            feed.asked_at = now
            try:
                content = await _fetch(feed.url)
                feed.news = await run_in_threadpool(read_live_news, content, name=feed.feed)
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, SourceFileError) as error:
                feed.problem = error.message if isinstance(error, SourceFileError) else "it cannot be reached"
                get_logger().warning("live feed not read", feed=feed.feed, error=type(error).__name__)
            else:
                feed.problem, feed.read_at = "", now
            if now - feed.read_at > _STALE_S:
                feed.news = None


def open_live_feeds(settings: Settings, territory: Territory) -> LiveFeeds:
    """Give the live feeds of a service; one that names no feed of the timetable is about the only one.

    Raises
    ------
    LiveSourceError
        It is not clear which feed one is about.
    """
    names = [] if territory.timetable is None else [feed.name for feed in territory.timetable.feeds]
    for source in settings.live:
        if source.feed not in names and (source.feed or len(names) != 1):
            known = ", ".join(names) or "none: it was built without GTFS feeds"
            msg = f"TERRILS_LIVE: {source.url} needs a feed of the territory; its feeds are {known}"
            raise LiveSourceError(msg)
    return LiveFeeds(settings.live, only_feed=names[0] if names else "", every_s=settings.live_every_s)


async def _fetch(url: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    async with (
        asyncio.timeout(2 * _TIMEOUT_S),
        httpx.AsyncClient(timeout=_TIMEOUT_S, follow_redirects=True) as client,
        client.stream("GET", url) as answer,
    ):
        answer.raise_for_status()
        async for part in answer.aiter_bytes():
            size += len(part)
            if size > _MOST_BYTES:
                raise httpx.DecodingError("the live feed is larger than 32 MB", request=answer.request)
            parts.append(part)
    return b"".join(parts)
