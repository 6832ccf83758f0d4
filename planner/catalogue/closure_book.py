"""The closures of a territory as they stand now: read again when the files change, kept when those break."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from planner.catalogue.closures import StatusFile
from planner.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from planner.catalogue.site import Access, Site

__all__ = ["ClosureBook"]

_LOG = logging.getLogger(__name__)
_Signature = tuple[tuple[int, int, int] | None, ...]


class ClosureBook:
    """Rules of `closures.csv` and `closures.geojson`, safe to share between threads.

    Every question looks at size and time of the files, which is cheap. A version that cannot be read is logged and
    told in `error`, and the one before
    it goes on to count; so does one whose file went away, since a spreadsheet may be saving it. To drop all rules,
    leave the first line alone.

    Parameters
    ----------
    paths
        Files, whether or not they are there yet.
    known_sites
        Ids of the catalogue.
    knows_way
        Says whether the territory has a way, by its OSM id. A row for another is no reason for a refusal, for ways
        change with every new extract; it is logged, and told in `unknown_ways`.
    meets_street
        Says whether a shape in degrees closes any street; areas that do not are logged, and told in `idle_areas`.

    Raises
    ------
    CatalogueError
        The files that are there cannot be read.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        known_sites: Collection[str] | None = None,
        knows_way: Callable[[int], bool] | None = None,
        meets_street: Callable[[BaseGeometry], bool] | None = None,
    ) -> None:
        self._paths = tuple(paths)
        self._known_sites = known_sites
        self._knows_way = knows_way or (lambda _way: True)
        self._meets_street = meets_street or (lambda _shape: True)
        self._lock = threading.Lock()
        self._signature = self._look()
        self._file = self._load()
        self._unknown_ways, self._idle_areas = self._list_unknown_ways(), self._list_idle_areas()
        self._error = ""

    @property
    def error(self) -> str:
        """Why the latest version cannot be used, empty where it is in use."""
        self.current()
        return self._error

    @property
    def version(self) -> str:
        """Hash of the rules in use, the same in every process."""
        return self.current().version

    @property
    def unknown_ways(self) -> tuple[int, ...]:
        """OSM ids of ways in the rules in use that the territory does not have: nothing is closed there."""
        self.current()
        return self._unknown_ways

    @property
    def idle_areas(self) -> tuple[str, ...]:
        """Ids of areas in the rules in use that meet no street: nothing is closed there."""
        self.current()
        return self._idle_areas

    def current(self) -> StatusFile:
        """Rules of the latest version that can be read."""
        signature = self._look()
        if signature == self._signature:
            return self._file
        with self._lock:
            if signature != self._signature:
                self._renew(signature)
            return self._file

    def find_site_access(self, site: Site, day: date | None) -> Access:
        """Access of a site on a day; without a day, as `StatusFile` says for undated questions."""
        return self.current().find_site_access(site.id, day) or site.access

    def list_closed_areas(self, day: date | None) -> list[BaseGeometry]:
        """Polygons and lines in degrees that are closed on a day."""
        return self.current().list_closed_areas(day)

    def list_closed_ways(self, day: date | None) -> list[int]:
        """OSM ids of ways that are closed on a day."""
        return self.current().list_closed_ways(day)

    def _look(self) -> _Signature:
        return tuple(_stat(path) for path in self._paths)

    def _load(self, gone: Sequence[str] = ()) -> StatusFile:
        if gone:
            msg = f"{gone[0]} went away: to drop all its rules, keep the file with its first line"
            raise CatalogueError(msg, file=gone[0])
        present = [path for path in self._paths if path.is_file()]
        return StatusFile.load(*present, known_sites=self._known_sites)

    def _list_unknown_ways(self) -> tuple[int, ...]:
        found = tuple(way for way in self._file.list_ways() if not self._knows_way(way))
        if found:
            _LOG.warning("closures of ways that this territory does not have: %s", ", ".join(map(str, found)))
        return found

    def _list_idle_areas(self) -> tuple[str, ...]:
        found = tuple(area for area, shape in self._file.list_areas() if not self._meets_street(shape))
        if found:
            _LOG.warning("closures of areas that meet no street: %s", ", ".join(found))
        return found

    def _renew(self, signature: _Signature) -> None:
        pairs = zip(self._paths, signature, self._signature, strict=True)
        gone = [path.name for path, now, before in pairs if before is not None and now is None]
        try:
            self._file = self._load(gone)
            self._unknown_ways, self._idle_areas = self._list_unknown_ways(), self._list_idle_areas()
            self._error = ""
            self._signature = signature
            _LOG.info("closures read again: %d rules", len(self._file.rules))
        except CatalogueError as error:
            if error.message != self._error:
                _LOG.warning("closures not read again, the version before is kept: %s", error.message)
            self._error = error.message
            if not gone:
                self._signature = signature


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
