"""Files for readers that take objects in order only: nodes before ways before relations, by id, each once.

Areas and the lines of ways are put together by osmium, which leaves out in silence what comes out of order, and nodes
with negative ids. A file that is not as it should be is written again.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from graphs.osm.edited import Deletions, Objects, is_edited, list_deleted
from graphs.osm.normalise import open_osm

if TYPE_CHECKING:
    from collections.abc import Iterator

    import osmium

__all__ = ["open_tidy", "to_original_id"]

_SORTED = "Type_then_ID"
_NEGATIVE = 1 << 60
"""Negative ids are told as positive ones beyond this."""


@contextmanager
def open_tidy(source: Path) -> Iterator[tuple[osmium.io.File, Objects]]:
    """Name a file to osmium that holds the newest versions of all objects in order, for the length of a block.

    With it come kinds and ids of what an editor marked for deletion, which has no tags there. Ids are to be read
    through `to_original_id`.

    Raises
    ------
    SourceFileError
        The file is missing, empty or has the ending of no OSM file.
    """
    import osmium

    file = open_osm(source)
    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        header = reader.header()
        edited = is_edited(header.get("generator", ""))
        history = file.has_multiple_object_versions or header.has_multiple_object_versions
        is_sorted = header.get("sorting", "") == _SORTED
    if not (edited or history) and (is_sorted or _is_tidy(file)):
        yield file, frozenset()
        return
    deleted = list_deleted(source) if edited else frozenset()
    with TemporaryDirectory(prefix="terrils-tidy-") as folder:
        yield _write_tidy(file, deleted, Path(folder)), deleted


def to_original_id(number: int) -> int:
    """Give the id that an object has in its file."""
    return _NEGATIVE - number if number > _NEGATIVE else number


def _is_tidy(file: osmium.io.File) -> bool:
    """Say whether the objects with tags come in order and bear no negative ids."""
    import osmium

    last = (0, 0)
    objects: Any = osmium.FileProcessor(file).with_filter(osmium.filter.EmptyTagFilter())
    for entity in objects:
        place = (1 if entity.is_node() else 2 if entity.is_way() else 3, entity.id)
        if place <= last or entity.id < 0:
            return False
        last = place
    return True


def _write_tidy(file: osmium.io.File, deleted: Objects, folder: Path) -> osmium.io.File:
    import osmium

    numbered, tidy = folder / "numbered.osm.pbf", folder / "tidy.osm.pbf"
    output = osmium.io.File(str(numbered), "pbf,add_metadata=version")
    output.has_multiple_object_versions = True
    with osmium.io.Reader(file) as reader, osmium.SimpleWriter(output) as writer:
        osmium.apply(reader, Deletions(deleted, writer), _Numbering(writer))
    merged = osmium.MergeInputReader()
    merged.add_file(str(numbered))
    with osmium.SimpleWriter(str(tidy)) as writer:
        merged.apply(writer, simplify=True)
    return osmium.io.File(str(tidy))


class _Numbering:
    """Writes every object with positive ids."""

    def __init__(self, writer: osmium.SimpleWriter) -> None:
        self._writer = writer

    def node(self, node: Any) -> None:  # noqa: ANN401 - osmium's objects pass as they are
        """Write a node."""
        self._writer.add_node(node.replace(id=_to_positive(node.id)))

    def way(self, way: Any) -> None:  # noqa: ANN401
        """Write a way."""
        self._writer.add_way(way.replace(id=_to_positive(way.id), nodes=[_to_positive(node.ref) for node in way.nodes]))

    def relation(self, relation: Any) -> None:  # noqa: ANN401
        """Write a relation."""
        members = [(member.type, _to_positive(member.ref), member.role) for member in relation.members]
        self._writer.add_relation(relation.replace(id=_to_positive(relation.id), members=members))


def _to_positive(number: int) -> int:
    return _NEGATIVE - number if number < 0 else number
