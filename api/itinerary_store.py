"""Itineraries that were given out, in one SQLite file that all workers share."""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from api.errors import StoreError
from planner.render import to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

__all__ = ["ItineraryStore", "KeptDraft"]

_BUSY_S = 10.0
_VERSION = 2
_ADVICE = "move it away or set TERRILS_STORE_PATH"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS itineraries
    (id TEXT PRIMARY KEY, kept_at REAL NOT NULL, document BLOB NOT NULL, draft BLOB) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS itineraries_by_age ON itineraries (kept_at, id);
"""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What edits of an itinerary start from: the body of its request and its sketch, both as JSON."""

    request: str
    sketch: str

    def pack(self) -> bytes:
        """Make bytes of it."""
        return zlib.compress(json.dumps([self.request, self.sketch]).encode(), 6)

    @classmethod
    def unpack(cls, packed: bytes) -> KeptDraft:
        """Make it of bytes.

        Raises
        ------
        ValueError, zlib.error
            The bytes are something else.
        """
        request, sketch = json.loads(zlib.decompress(packed))
        return cls(request, sketch)


class ItineraryStore:
    """Keeps the JSON document of each itinerary by its id, for a time and up to a number.

    Every call opens the file anew, so that a store may be used from any thread and by several processes;
    writers wait for one another.

    Parameters
    ----------
    path
        The SQLite file; made with its folder where it is not there.
    ttl_s
        Seconds that an itinerary is kept.
    count
        Most itineraries that are kept; the oldest go first.
    clock
        Seconds since 1970, for tests.

    Raises
    ------
    StoreError
        The file cannot be made or is no store of itineraries.
    """

    def __init__(self, path: Path, *, ttl_s: float, count: int, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._ttl_s = ttl_s
        self._count = count
        self._clock = clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = f"the folder of the itineraries cannot be made: {error.strerror}; set TERRILS_STORE_PATH"
            raise StoreError(msg) from error
        self._prepare()

    def put(self, documents: Sequence[dict[str, Any]], drafts: Sequence[KeptDraft | None] | None = None) -> None:
        """Keep documents under their ids; one that is there already is kept longer. Old ones go.

        Parameters
        ----------
        documents
            Documents with their ids.
        drafts
            What edits of each start from.

        Raises
        ------
        StoreError
            The file cannot be written.
        """
        now = self._clock()
        rows = [
            (document["id"], now, zlib.compress(to_bytes(document), 6), None if draft is None else draft.pack())
            for document, draft in zip(documents, drafts or [None] * len(documents), strict=True)
        ]
        with self._open() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR REPLACE INTO itineraries VALUES (?, ?, ?, ?)", rows)
            connection.execute("DELETE FROM itineraries WHERE kept_at <= ?", (now - self._ttl_s,))
            connection.execute(
                "DELETE FROM itineraries WHERE id IN "
                "(SELECT id FROM itineraries ORDER BY kept_at DESC, id LIMIT -1 OFFSET ?)",
                (self._count,),
            )

    def find(self, itinerary_id: str) -> dict[str, Any] | None:
        """Document of an id, None where it was never kept or is too old.

        Raises
        ------
        StoreError
            The file cannot be read.
        """
        kept = self._read("document", itinerary_id)
        if kept is None:
            return None
        try:
            document: dict[str, Any] = json.loads(zlib.decompress(kept))
        except (ValueError, zlib.error) as error:
            msg = f"the itinerary {itinerary_id} is damaged in the store"
            raise StoreError(msg) from error
        return document

    def find_draft(self, itinerary_id: str) -> KeptDraft | None:
        """Find what edits of an itinerary start from, None where it was never kept or is too old.

        Raises
        ------
        StoreError
            The file cannot be read.
        """
        kept = self._read("draft", itinerary_id)
        if kept is None:
            return None
        try:
            return KeptDraft.unpack(kept)
        except (ValueError, KeyError, zlib.error) as error:
            msg = f"the draft of the itinerary {itinerary_id} is damaged in the store"
            raise StoreError(msg) from error

    def _read(self, column: Literal["document", "draft"], itinerary_id: str) -> bytes | None:
        """Read a column of an itinerary that is not too old, None where there is nothing."""
        with self._open() as connection:
            row = connection.execute(
                f"SELECT {column} FROM itineraries WHERE id = ? AND kept_at > ?",  # noqa: S608 - one of two names
                (itinerary_id, self._clock() - self._ttl_s),
            ).fetchone()
        return None if row is None else row[0]

    def count(self) -> int:
        """Count the itineraries in the file, those past their time included.

        Raises
        ------
        StoreError
            The file cannot be read.
        """
        with self._open() as connection:
            return int(connection.execute("SELECT count(*) FROM itineraries").fetchone()[0])

    def _prepare(self) -> None:
        with self._open() as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if version == 1:
                version = self._add_drafts(connection)
            if version not in {0, _VERSION}:
                msg = f"{self.path.name} was written by another version of Terrils: {_ADVICE}"
                raise StoreError(msg)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {_VERSION}")

    def _add_drafts(self, connection: sqlite3.Connection) -> int:
        """Bring a file of the first version to this one; give the version that it has then."""
        connection.execute("BEGIN IMMEDIATE")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version == 1:
            connection.execute("ALTER TABLE itineraries ADD COLUMN draft BLOB")
            version = 2
            connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
        return version

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = NORMAL")
                yield connection
        except sqlite3.DatabaseError as error:
            msg = f"the file of itineraries {self.path.name} cannot be used ({error}): {_ADVICE}"
            raise StoreError(msg) from error
