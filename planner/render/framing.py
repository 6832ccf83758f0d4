"""What every answer carries: the notice of its territory, and whom its data is by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.render.canonical import Document
    from planner.territory import Territory

__all__ = ["put_in_frame"]


def put_in_frame(content: Document, territory: Territory, *, language: str) -> Document:
    """Put the notice before and the attribution behind."""
    attribution = list(territory.list_attribution(language))
    return {"notice": territory.notice.find_text(language), **content, "attribution": attribution}
