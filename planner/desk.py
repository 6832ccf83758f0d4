"""What all requests on one territory share: pooled searches and the weights of the last tastes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.search import Searcher
from graphs.view import ViewFactory

if TYPE_CHECKING:
    from planner.territory import Territory

__all__ = ["Desk", "get_desk"]


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Safe to share between threads."""

    territory: Territory
    searcher: Searcher
    views: ViewFactory


def get_desk(territory: Territory) -> Desk:
    """Desk of an opened territory, set up once."""
    known: Desk | None = territory.kept.get("desk")
    return known or territory.kept.setdefault("desk", _set_up(territory))


def _set_up(territory: Territory) -> Desk:
    return Desk(
        territory,
        Searcher(territory.network),
        ViewFactory(territory.network),
    )
