"""Many requests from a file, each answered into files of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from api.bodies import parse_model
from api.convert import Vocabulary, to_trip_request
from api.errors import TooLargeError, to_problem
from api.links import with_links
from api.schemas import ItineraryRequest
from planner import engine
from planner.render import to_bytes, to_geojson, to_json
from planner.themes import load_themes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from planner.render import Document
    from planner.territory import Territory

__all__ = ["answer_line", "make_vocabulary", "plan_lines"]

_LONGEST_LINE_BYTES = 1_000_000


def make_vocabulary(territory: Territory) -> Vocabulary:
    """Names that a request may use on a territory."""
    return Vocabulary(modes=sorted(territory.network.durations), themes=tuple(load_themes()))


def plan_lines(
    territory: Territory,
    lines: Sequence[tuple[int, bytes]],
    out: Path,
    *,
    jobs: int,
    tell: Callable[[], None],
) -> Iterator[bool]:
    """Answer numbered lines into `N.json` and `N-K.geojson`; says of each, in order, whether it was refused.

    Parameters
    ----------
    territory
        Where to plan.
    lines
        Number and content of each line.
    out
        Folder of the answers.
    jobs
        Lines worked on at once; the answers do not depend on it.
    tell
        Called when a line is done.
    """

    def work(numbered: tuple[int, bytes]) -> bool:
        number, line = numbered
        refused = _write_line(territory, number, line, out)
        tell()
        return refused

    with ThreadPoolExecutor(max_workers=jobs) as executor:
        yield from executor.map(work, lines)


def answer_line(territory: Territory, line: bytes) -> tuple[Document, bool]:
    """Give the answer to one request, or its problem document and True where it is refused."""
    try:
        trip = to_trip_request(_parse_line(line), make_vocabulary(territory))
        return with_links(to_json(engine.plan(territory, trip)), ""), False
    except Exception as error:  # noqa: BLE001
        # One request that fails, for whatever reason, must not take the others with it.
        return to_problem(error), True


def _parse_line(line: bytes) -> ItineraryRequest:
    if len(line) > _LONGEST_LINE_BYTES:
        msg = f"a request may have at most {_LONGEST_LINE_BYTES} bytes"
        raise TooLargeError(msg)
    return parse_model(line, ItineraryRequest)


def _write_line(territory: Territory, number: int, line: bytes, out: Path) -> bool:
    answer, refused = answer_line(territory, line)
    for stale in out.glob(f"{number}-*.geojson"):
        stale.unlink()
    (out / f"{number}.json").write_bytes(to_bytes(answer))
    for rank, itinerary in enumerate(answer.get("itineraries", []), start=1):
        (out / f"{number}-{rank}.geojson").write_bytes(to_bytes(to_geojson(itinerary)))
    return refused
