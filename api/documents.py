"""Itineraries that were kept, by id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from api.errors import NotFoundError
from api.links import with_links

if TYPE_CHECKING:
    from api.state import State
    from planner.render import Document

__all__ = ["find_document"]

_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


async def find_document(state: State, itinerary_id: str) -> Document:
    """Give a kept itinerary with its links.

    Raises
    ------
    NotFoundError
        There is none of this id, or not any more.
    """
    known = _ID.fullmatch(itinerary_id) is not None
    document = await run_in_threadpool(state.store.find, itinerary_id) if known else None
    if document is None:
        msg = "there is no such itinerary, or it was kept long enough: plan it again"
        raise NotFoundError(msg)
    return with_links(document, state.settings.base_url)
