"""Turn any OSM file into plain PBF blocks that `graphs.osm.wire` decodes.

osmium reads, filters and writes, so that every format and fault is its business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphs.errors import SourceFileError
from graphs.osm.edited import Deletions, is_edited, list_deleted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import osmium

__all__ = ["RELATION_TYPES", "SUFFIXES", "WAY_KEYS", "get_data_date", "normalise", "open_osm"]

SUFFIXES = (
    ".osm",
    ".osm.gz",
    ".osm.bz2",
    ".osm.pbf",
    ".pbf",
    ".osm.xml",
    ".osh",
    ".osh.pbf",
    ".osh.gz",
    ".osh.bz2",
    ".o5m",
    ".opl",
)
"""Endings that tell osmium what a file holds."""

WAY_KEYS = ("highway", "railway", "man_made", "route", "public_transport", "indoor", "waterway")
"""A way without any of these keys is no street; the tag rules decide about the others."""

RELATION_TYPES = ("boundary", "network", "restriction", "route", "superroute")


def normalise(
    source: Path,
    target: Path,
    *,
    way_keys: Sequence[str] = WAY_KEYS,
    relation_types: Sequence[str] = RELATION_TYPES,
) -> None:
    """Write the nodes, possible streets and useful relations of `source` to `target`, uncompressed.

    Parameters
    ----------
    source, target
        Files.
    way_keys
        Ways without any of these keys are left out; without keys none is.
    relation_types
        Relations of other types are left out.

    Raises
    ------
    SourceFileError
        The file is missing, empty, truncated, damaged or no OSM file.
    """
    import osmium

    file = open_osm(source)
    relations: Any = osmium.filter.TagFilter(*(("type", kind) for kind in relation_types))
    relations.enable_for(osmium.osm.RELATION)
    filters = [relations]
    if way_keys:
        ways: Any = osmium.filter.KeyFilter(*way_keys)
        ways.enable_for(osmium.osm.WAY)
        filters.append(ways)
    output = osmium.io.File(str(target), "pbf,pbf_compression=none,add_metadata=version")
    output.has_multiple_object_versions = True
    try:
        with osmium.io.Reader(file) as reader, osmium.SimpleWriter(output, overwrite=True) as writer:
            # A deleted object has no tags: of a history nothing is left out here.
            whole = file.has_multiple_object_versions or reader.header().has_multiple_object_versions
            edited = is_edited(reader.header().get("generator", ""))
            deletions = [Deletions(list_deleted(source), writer)] if edited else []
            osmium.apply(reader, *deletions, *(() if whole else filters), writer)
    except (RuntimeError, ValueError, OverflowError, osmium.InvalidLocationError) as error:
        raise _damaged(source, error) from error


def open_osm(source: Path) -> osmium.io.File:
    """Name a file to osmium, with its format by the ending in letters of either case.

    Raises
    ------
    SourceFileError
        The file is missing, empty or has the ending of no OSM file.
    """
    import osmium

    return osmium.io.File(str(source), _check(source))


def get_data_date(source: Path) -> str:
    """Date of the data from the header of a file, empty where it says none.

    Raises
    ------
    SourceFileError
        The header cannot be read.
    """
    import osmium

    file = open_osm(source)
    try:
        with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
            header = reader.header()
            return str(header.get("osmosis_replication_timestamp", "") or header.get("timestamp", ""))
    except (RuntimeError, ValueError) as error:
        raise _damaged(source, error) from error


def _check(source: Path) -> str:
    """Give the format of a file as osmium calls it."""
    if source.is_dir():
        raise SourceFileError(f"{source} is a folder: give the OSM files in it one by one", path=str(source))
    if not source.is_file():
        raise SourceFileError(f"{source} is missing: give an existing OSM file", path=str(source))
    if source.stat().st_size == 0:
        raise SourceFileError(f"{source} is empty: fetch it again", path=str(source))
    name = source.name.lower()
    ending = max((suffix for suffix in SUFFIXES if name.endswith(suffix)), key=len, default="")
    if not ending:
        endings = ", ".join(SUFFIXES)
        raise SourceFileError(f"{source} is no OSM file: its name must end in one of {endings}", path=str(source))
    return ending.removeprefix(".")


def _damaged(source: Path, error: Exception) -> SourceFileError:
    reason = str(error).strip() or type(error).__name__
    return SourceFileError(f"{source} cannot be read as OSM data ({reason}): fetch it again", path=str(source))
