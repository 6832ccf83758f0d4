"""Stops of public transport: what they are called, where they are, and how a name finds one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from planner.errors import AmbiguousNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphs.geo import Coordinate

__all__ = ["Stop", "StopIndex", "fold_name", "list_alike", "pick_named", "rank_name", "tell_alike"]

_ACCENTS = re.compile("[\u0300-\u036f]+")
_MOST_ALIKE = 5
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Stop:
    """A station or a stop; platforms are folded into their station."""

    id: str
    name: str
    """Name to show; it carries the country where two stops of one name lie in two countries."""
    country: str
    position: Coordinate
    modes: tuple[str, ...] = ()
    """Such as rail, tram, bus; empty where unknown."""
    source: str = ""
    own_name: str = ""
    """Name in the source, without what was added to tell it apart."""
    member_ids: tuple[str, ...] = ()
    """Ids of platforms and of the same stop in other sources."""

    def __post_init__(self) -> None:
        if not self.id or not self.name:
            msg = f"a stop needs an id and a name, got {self.id!r}, {self.name!r}"
            raise ValueError(msg)


def fold_name(name: str) -> str:
    """Name without accents, case and punctuation, for comparison."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    return _NOT_LETTERS.sub(" ", _ACCENTS.sub("", plain)).strip()


def list_alike(stops: Iterable[tuple[str, str]], words: str) -> list[dict[str, str]]:
    """List a few stops, given by id and name, in whose names some words stand, those that begin with them first."""
    asked = fold_name(words)
    known = {stop_id: (fold_name(name), name) for stop_id, name in stops} if asked else {}
    alike = [
        (not folded.startswith(asked), len(folded), folded, stop_id)
        for stop_id, (folded, _) in known.items()
        if f" {asked}" in f" {folded}"
    ]
    return [{"id": stop_id, "name": known[stop_id][1]} for *_, stop_id in sorted(alike)[:_MOST_ALIKE]]


def tell_alike(candidates: Iterable[dict[str, str]]) -> str:
    """Name stops that may be meant, at the end of an error; nothing where there are none."""
    names = ", ".join(dict.fromkeys(item["name"] for item in candidates))
    return f"; there are {names}" if names else ""


def rank_name(name: str, words: str) -> tuple[int, int]:
    """Say how well a name answers folded words, best least.

    The words as a whole at its beginning come before names that begin with them, before names where one of the words
    begins with them, before the rest; of two alike the shorter one.
    """
    own = fold_name(name)
    if f"{own} ".startswith(f"{words} "):
        return (0, len(own))
    if own.startswith(words):
        return (1, len(own))
    return (2 if f" {words}" in own else 3, len(own))


@dataclass(frozen=True, eq=False)
class StopIndex:
    """Stops in a fixed order, found by id, by the id of a platform, or by a name that is not ambiguous."""

    stops: Sequence[Stop]

    @cached_property
    def _by_id(self) -> dict[str, int]:
        by_id: dict[str, int] = {}
        for index, stop in enumerate(self.stops):
            for key in (stop.id, *stop.member_ids):
                by_id.setdefault(key, index)
        return by_id

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        by_name: dict[str, list[int]] = {}
        for index, stop in enumerate(self.stops):
            for name in dict.fromkeys((fold_name(stop.name), fold_name(stop.own_name or stop.name))):
                by_name.setdefault(name, []).append(index)
        return by_name

    def find_by_id(self, stop_id: str) -> Stop | None:
        """Stop of an id, its own or that of a platform, None where there is none."""
        index = self._by_id.get(stop_id)
        return None if index is None else self.stops[index]

    def find_index(self, id_or_name: str) -> int | None:
        """Index of a stop by id or by unique name, None where there is none.

        Raises
        ------
        AmbiguousNameError
            Several stops bear the name; `details["candidates"]` lists them.
        """
        index = self._by_id.get(id_or_name)
        if index is not None:
            return index
        return pick_named(id_or_name, self._by_name.get(fold_name(id_or_name), ()), self.stops, kind="stops")


class _Named(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


def pick_named(asked: str, found: Iterable[int], rows: Sequence[_Named], *, kind: str) -> int | None:
    """Give the index of the only one of a name, None where there is none.

    Raises
    ------
    AmbiguousNameError
        Several bear the name; `details["candidates"]` lists them.
    """
    indices = list(found)
    if len(indices) > 1:
        candidates = [{"id": rows[index].id, "name": rows[index].name} for index in indices]
        msg = f"several {kind} are called {asked}: give the id of one"
        raise AmbiguousNameError(msg, candidates=candidates)
    return indices[0] if indices else None
