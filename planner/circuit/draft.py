"""A circuit being built: its paths, its figures, and what it costs the visitor."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphs.path import join
from graphs.path import shared_share as shared_share_of_paths
from planner.quality import Track, glance, measure, track_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphs.network import Network
    from graphs.path import Path
    from graphs.view import NetworkView
    from planner.itinerary import Quality

__all__ = ["Draft", "Leniency", "Target", "draft_of", "find_cheapest", "pick_different", "shared_share"]

_MM_PER_CM = 10


@dataclass(frozen=True, slots=True)
class _Limits:
    """What a line keeps; as they stand, with room to spare."""

    error: float = 0.03
    retraced_share: float = 0.05
    corridor_share: float = 0.08
    spur_m: float = 400.0
    major_share: float = 0.2
    compactness: float = 0.13


_GOOD = _Limits()
_FAIR = _Limits(error=0.05, retraced_share=0.1, corridor_share=0.1, spur_m=500.0, major_share=0.25, compactness=0.1)


@dataclass(frozen=True, slots=True)
class Leniency:
    """What is odd about every line from a place, at the end of a cul-de-sac for instance: shares of length, metres."""

    retraced_share: float = 0.0
    corridor_share: float = 0.0
    spur_m: float = 0.0

    @classmethod
    def of(cls, drafts: Iterable[Draft]) -> Leniency:
        """Give the least shares that any of some lines has; nothing where there are none."""
        qualities = [draft.quality for draft in drafts]
        return cls(
            min((quality.retraced_share for quality in qualities), default=0.0),
            min((quality.corridor_share for quality in qualities), default=0.0),
            min((quality.spur_m for quality in qualities), default=0.0),
        )

    @classmethod
    def of_part(cls, draft: Draft) -> Leniency:
        """Give what a line that falls short of its target leaves odd, however well it is lengthened."""
        share = min(1.0, 1 + draft.error)
        quality = draft.quality
        return cls(share * quality.retraced_share, share * quality.corridor_share, quality.spur_m)

    def ease(self, limits: _Limits) -> _Limits:
        """Raise limits that cannot be kept, or hardly, to some room above what is unavoidable."""
        return replace(
            limits,
            retraced_share=_ease(limits.retraced_share, self.retraced_share),
            corridor_share=_ease(limits.corridor_share, self.corridor_share),
            spur_m=_ease(limits.spur_m, self.spur_m),
        )


def _ease(limit: float, unavoidable: float) -> float:
    return max(limit, unavoidable + limit / 2)


@dataclass(frozen=True, slots=True)
class Target:
    """What the whole should measure: millimetres, or milliseconds where `by_duration`."""

    value: int
    by_duration: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """Paths that follow one another, measured.

    `error` is relative to the target, 0 without one; `cost` orders drafts, the least is the best; `good` says that
    nothing about the line is odd: not retraced, not beside itself, no spur, not flat, little on main roads. `fair` says
    the same with no room to spare.
    """

    paths: tuple[Path, ...]
    track: Track
    quality: Quality
    measure: int
    error: float
    mean_factor: float
    cost: float
    good: bool
    fair: bool

    @property
    def length_mm(self) -> int:
        """Length of all paths."""
        return self.track.length_mm

    def is_good(self, leniency: Leniency, *, closed: bool) -> bool:
        """Whether nothing is odd about the line but what is unavoidable."""
        return self.good or _keeps(leniency.ease(_GOOD), self.quality, abs(self.error), closed=closed)

    def is_fair(self, leniency: Leniency, *, closed: bool) -> bool:
        """Whether nothing is odd about the line but what is unavoidable, with no room to spare."""
        return self.fair or _keeps(leniency.ease(_FAIR), self.quality, abs(self.error), closed=closed)


def draft_of(view: NetworkView, paths: Sequence[Path], *, closed: bool, target: Target | None) -> Draft:
    """Measure paths that follow one another."""
    return _Line.of(view, paths, target).measure(closed=closed)


def find_cheapest(
    view: NetworkView,
    lines: Sequence[Sequence[Path]],
    *,
    closed: bool,
    target: Target | None,
    count: int = 1,
    below: float = math.inf,
) -> list[tuple[int, Draft]]:
    """Find the lines of least cost, the first of equals first; what surely costs more is not measured to the end.

    Parameters
    ----------
    view
        Streets as the request sees them.
    lines
        Paths that follow one another, for each line.
    closed, target
        As in `draft_of`.
    count
        Number wanted.
    below
        What they must cost less than.

    Returns
    -------
    list of tuple
        Index of each line and its draft, fewer than asked for where no more cost so little.
    """
    drawn = [_Line.of(view, paths, target) for paths in lines]
    floors = [line.floor(closed=closed) for line in drawn]
    best: list[tuple[float, int, Draft]] = []
    for k in sorted(range(len(drawn)), key=floors.__getitem__):
        if floors[k] > (best[-1][0] if len(best) == count else below):
            break
        draft = drawn[k].measure(closed=closed)
        if draft.cost < below:
            best = sorted([*best, (draft.cost, k, draft)], key=lambda item: item[:2])[:count]
    return [(k, draft) for _, k, draft in best]


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """Paths that follow one another, with their totals."""

    network: Network
    paths: tuple[Path, ...]
    track: Track
    total: int
    error: float
    mean_factor: float

    @classmethod
    def of(cls, view: NetworkView, paths: Sequence[Path], target: Target | None) -> _Line:
        """Add the paths up."""
        track = track_of(view.network, paths)
        total = sum(path.duration_ms(view) for path in paths) if target and target.by_duration else track.length_mm
        error = 0.0 if target is None else (total - target.value) / target.value
        weight = sum(path.weight(view) for path in paths)
        return cls(view.network, tuple(paths), track, total, error, weight * _MM_PER_CM / max(1, track.length_mm))

    def floor(self, *, closed: bool) -> float:
        """Give a cost that the line has at least, from what is quickly measured: no part of a price is negative."""
        return self.mean_factor + _oddness(glance(self.network, self.track), abs(self.error), closed=closed)

    def measure(self, *, closed: bool) -> Draft:
        """Measure the line to the end."""
        quality = measure(self.network, self.track, closed=closed)
        error = abs(self.error)
        return Draft(
            paths=self.paths,
            track=self.track,
            quality=quality,
            measure=self.total,
            error=self.error,
            mean_factor=self.mean_factor,
            cost=self.mean_factor + _oddness(quality, error, closed=closed),
            good=_keeps(_GOOD, quality, error, closed=closed),
            fair=_keeps(_FAIR, quality, error, closed=closed),
        )


def _oddness(quality: Quality, error: float, *, closed: bool) -> float:
    """Price what a visitor would find odd: a little from the first trace on, much where it spoils the day."""
    price = 15.0 * max(0.0, error - 0.004) + 60.0 * max(0.0, error - 0.03)
    price += 10.0 * quality.retraced_share + 30.0 * max(0.0, quality.retraced_share - 0.05)
    price += 5.0 * quality.corridor_share + 30.0 * max(0.0, quality.corridor_share - 0.06)
    price += 4.0 * max(0.0, quality.major_share - 0.1) + 40.0 * max(0.0, quality.major_share - 0.2)
    price += max(0.0, quality.spur_m - 150.0) / 150.0
    if closed:
        price += 3.0 * max(0.0, 0.3 - quality.compactness) + 30.0 * max(0.0, 0.14 - quality.compactness)
    return price


def _keeps(limits: _Limits, quality: Quality, error: float, *, closed: bool) -> bool:
    """Whether the line keeps all limits."""
    return (
        error <= limits.error
        and quality.retraced_share <= limits.retraced_share
        and quality.corridor_share <= limits.corridor_share
        and quality.spur_m <= limits.spur_m
        and quality.major_share <= limits.major_share
        and (not closed or quality.compactness >= limits.compactness)
    )


def shared_share(one: Draft, other: Draft) -> float:
    """Length that two drafts share over the length of the shorter one."""
    return shared_share_of_paths(join(one.paths), join(other.paths))


def pick_different(drafts: Sequence[Draft], *, count: int, shared_most: float) -> list[Draft]:
    """Take the best drafts, each sharing at most `shared_most` with every one before it."""
    picked: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: d.cost):
        if len(picked) == count:
            break
        if all(shared_share(draft, other) <= shared_most for other in picked):
            picked.append(draft)
    return picked
