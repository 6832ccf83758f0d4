"""What the drawing of circuits works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.circuit.known import KnownPaths

if TYPE_CHECKING:
    from graphs.path import Path
    from graphs.penalty import ReusePenalty
    from graphs.search import Searcher
    from graphs.tree import Place, Tree
    from graphs.view import NetworkView
    from planner.circuit.draft import Target
    from planner.circuit.params import CircuitParams
    from planner.work import Work

__all__ = ["CircuitContext"]


@dataclass(frozen=True, slots=True, eq=False)
class CircuitContext:
    """Searches, the streets as a request sees them, tuning values, and how long to go on."""

    searcher: Searcher
    view: NetworkView
    params: CircuitParams
    work: Work
    avoided: tuple[Path, ...] = ()
    """Paths of other itineraries, to be ridden again only where nothing else leads."""
    known: KnownPaths = field(default_factory=KnownPaths)
    """Legs that the request has found before."""

    def grow(
        self,
        place: Place,
        target: Target,
        most: int,
        *,
        backward: bool = False,
        penalty: ReusePenalty | None = None,
        going_on_to: Place | None = None,
    ) -> Tree:
        """Grow a tree from a place, or back to it, no farther than `most` in the measure of the target.

        With `going_on_to` the straight way on to there, or from there in a backward tree, counts too.
        """
        bound = max(0, most)
        tree = self.searcher.tree(
            self.view,
            place,
            backward=backward,
            penalty=penalty,
            max_length_mm=None if target.by_duration else bound,
            max_duration_ms=bound if target.by_duration else None,
            going_on_to=going_on_to,
        )
        self.work.settled += len(tree.settled)
        return tree
