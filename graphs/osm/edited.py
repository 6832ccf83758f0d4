"""Files that an editor saved: objects marked for deletion still stand in them with all their tags.

JOSM and Vespucci note what the next upload shall do in an attribute `action` of each object, which osmium does not
read.

References
----------
https://wiki.openstreetmap.org/wiki/JOSM_file_format
"""

from __future__ import annotations

import bz2
import gzip
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate

if TYPE_CHECKING:
    from pathlib import Path

    import osmium

__all__ = ["Deletions", "Objects", "is_edited", "list_deleted"]

Objects = frozenset[tuple[str, int]]
"""Kinds and ids of objects."""

_EDITORS = ("JOSM", "Vespucci")
_KINDS = frozenset({"node", "way", "relation"})


def is_edited(generator: str) -> bool:
    """Say whether the program named in the header of a file is an editor that marks deletions so."""
    return generator.startswith(_EDITORS)


def list_deleted(source: Path) -> Objects:
    """Kind and id of every object that a file, packed or not, marks for deletion.

    Raises
    ------
    ValueError
        The file is damaged or an id is no number.
    """
    found = set()

    def take(name: str, attributes: dict[str, str]) -> None:
        if name in _KINDS and attributes.get("action") == "delete":
            found.add((name, int(attributes.get("id", ""))))

    parser = ParserCreate()
    parser.StartElementHandler = take
    try:
        with _open(source) as stream:
            parser.ParseFile(stream)
    except (ExpatError, OSError, EOFError) as error:
        raise ValueError(str(error)) from error
    return frozenset(found)


def _open(source: Path) -> BinaryIO | gzip.GzipFile | bz2.BZ2File:
    ending = source.suffix.lower()
    if ending == ".gz":
        return gzip.open(source)
    return bz2.open(source) if ending == ".bz2" else source.open("rb")


class Deletions:
    """A filter of osmium that writes the objects marked for deletion as deleted ones and passes on all others.

    Parameters
    ----------
    deleted
        Kinds and ids, see `list_deleted`.
    writer
        Where the deleted ones are written.
    """

    def __init__(self, deleted: Objects, writer: osmium.SimpleWriter) -> None:
        self._deleted = deleted
        self._writer = writer

    def node(self, node: Any) -> bool:  # noqa: ANN401 - osmium's objects pass as they are
        """Say whether a node is done with."""
        return self._take("node", node)

    def way(self, way: Any) -> bool:  # noqa: ANN401
        """Say whether a way is done with."""
        return self._take("way", way)

    def relation(self, relation: Any) -> bool:  # noqa: ANN401
        """Say whether a relation is done with."""
        return self._take("relation", relation)

    def _take(self, kind: str, entity: Any) -> bool:  # noqa: ANN401
        if (kind, entity.id) not in self._deleted:
            return False
        self._writer.add(entity.replace(visible=False, tags={}))
        return True
