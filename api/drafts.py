"""What is kept of an answer: each itinerary, each day of several, and what edits of them start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.convert_days import to_day_body
from api.itinerary_store import KeptDraft
from planner.render import to_json

if TYPE_CHECKING:
    from planner.itinerary import PlanResult
    from planner.render import Document

__all__ = ["list_kept"]


def list_kept(answer: Document, result: PlanResult, asked: str) -> tuple[list[Document], list[KeptDraft | None]]:
    """List documents to keep, and beside each its draft; an itinerary of several days has none, its days have theirs.

    Parameters
    ----------
    answer
        Document of the result.
    asked
        Body of the request.
    """
    documents: list[Document] = list(answer["itineraries"])
    drafts: list[KeptDraft | None] = [KeptDraft(asked, sketch.to_json()) for sketch in result.sketches]
    drafts += [None] * (len(documents) - len(drafts))
    for day in result.list_days():
        documents.append(to_json(day.itinerary))
        drafts.append(KeptDraft(to_day_body(asked, day.asked), day.sketch.to_json()))
    return documents, drafts
