"""Several paths from one place to another that differ.

References
----------
Abraham, I., Delling, D., Goldberg, A. V., Werneck, R. F. (2013). Alternative routes in road networks. Journal of
Experimental Algorithmics 18, 1.3. https://doi.org/10.1145/2444016.2444019
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.path import shared_share
from graphs.penalty import ReusePenalty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.path import Path
    from graphs.search import Searcher
    from graphs.tree import Place
    from graphs.view import NetworkView

__all__ = ["AlternativeRules", "list_alternatives"]


@dataclass(frozen=True, slots=True)
class AlternativeRules:
    """When a path counts as an alternative, and how hard to look."""

    max_shared: float = 0.5
    """Largest share of the shorter path that two of the paths have in common."""
    max_stretch: float = 1.5
    """Largest weight, in multiples of that of the best path."""
    factors: tuple[float, ...] = (1.25, 1.5, 2.0, 3.0, 5.0)
    """Penalties on the streets of the paths found so far, tried one after the other."""

    def __post_init__(self) -> None:
        if not 0 <= self.max_shared <= 1 or self.max_stretch < 1 or any(factor < 1 for factor in self.factors):
            msg = f"shares lie between 0 and 1, stretch and factors are at least 1, got {self}"
            raise ValueError(msg)


def list_alternatives(
    searcher: Searcher,
    view: NetworkView,
    start: Place,
    stop: Place,
    *,
    count: int,
    rules: AlternativeRules | None = None,
) -> list[Path]:
    """Give the best path and up to `count` - 1 others, the lightest first after the best.

    The streets of the paths found so far are made dearer step by step until a path comes out that differs enough and is
    no great detour.

    Parameters
    ----------
    searcher
        Runs the searches.
    view
        Weights of the request.
    start, stop
        Terminals or nodes.
    count
        Largest number of paths.
    rules
        What counts as an alternative.

    Raises
    ------
    NoPathError
        The places are not joined.
    HaltedError
        The searches of the view were told to stop.
    """
    asked = rules or AlternativeRules()
    best = searcher.path(view, start, stop)
    found = [best]
    if best.length_mm == 0:
        return found
    limit = best.weight(view) * asked.max_stretch
    penalty = ReusePenalty(searcher.network)
    while len(found) < count:
        path = _find_other(searcher, view, start, stop, found, limit, penalty, asked)
        if path is None:
            break
        found.append(path)
    return [best, *sorted(found[1:], key=lambda path: path.weight(view))]


def _find_other(
    searcher: Searcher,
    view: NetworkView,
    start: Place,
    stop: Place,
    found: Sequence[Path],
    limit: float,
    penalty: ReusePenalty,
    rules: AlternativeRules,
) -> Path | None:
    for factor in rules.factors:
        penalty.clear()
        for path in found:
            penalty.add(path.codes, factor=factor)
        path = searcher.path(view, start, stop, penalty=penalty)
        if path.weight(view) > limit:
            return None
        if all(shared_share(path, other) <= rules.max_shared for other in found):
            return path
    return None
