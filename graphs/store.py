"""Territory folders on disk: written beside and renamed into place, with a manifest of sources and hashes.

`manifest.json` holds `format_version`, `bbox` (west, south, east, north), `sources` (what the territory was built
from, with date, licence and
attribution), `lacks` (what the way of fetching could not give), `notes` (anything the builder adds) and `files`
(size and SHA-256 of every other file).
It bears no time of its own, so that the same input gives the same bytes.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

from graphs.errors import BuildError, TerritoryFormatError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

__all__ = [
    "BASEMAP_FILE",
    "BIKES_FILE",
    "CLOSURE_FILES",
    "FORMAT_VERSION",
    "KEPT_FILES",
    "MANIFEST",
    "Manifest",
    "Source",
    "StagedFolder",
    "hash_file",
    "open_manifest",
    "verify",
]

FORMAT_VERSION = 4
MANIFEST = "manifest.json"
BASEMAP_FILE = "basemap.pmtiles"
"""Vector tiles of the map, where the territory has some."""
CLOSURE_FILES = ("closures.csv", "closures.geojson")
"""What is closed, and when."""
BIKES_FILE = "bikes.csv"
"""What holds for bikes on board where the feeds are silent."""
KEPT_FILES = (*CLOSURE_FILES, BIKES_FILE)
"""Files that an office keeps beside the territory; a new build takes them over. They have no hash."""

_MARK = ".building-"
_CHUNK = 1 << 20
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


@dataclass(frozen=True, slots=True)
class Source:
    """What a territory was built from."""

    name: str
    kind: str
    """`osm`, `elevation`, `gtfs`, `sites` or `recipe`."""
    date: str
    """Date of the data as the source says it, empty where it does not."""
    licence: str
    attribution: str
    sha256: str
    size_bytes: int

    @classmethod
    def from_file(cls, path: Path, *, kind: str, date: str = "", licence: str = "", attribution: str = "") -> Source:
        """Describe a file, which is read once for its hash."""
        return cls(path.name, kind, date, licence, attribution, hash_file(path), path.stat().st_size)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Content of `manifest.json`."""

    bbox: tuple[float, float, float, float]
    sources: tuple[Source, ...]
    lacks: tuple[str, ...] = ()
    notes: dict[str, Any] = field(default_factory=dict)
    format_version: int = FORMAT_VERSION
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Size (`bytes`) and `sha256` by path inside the folder."""

    @property
    def content_hash(self) -> str:
        """SHA-256 over the hashes of all files: tells territories apart."""
        text = json.dumps({name: self.files[name]["sha256"] for name in sorted(self.files)})
        return hashlib.sha256(text.encode()).hexdigest()


class StagedFolder:
    """A folder that appears whole or not at all.

    Used as a context manager: write into `.path`, call `write_manifest` last. When the block ends without an error
    the folder takes the place of `target` in one
    step; until then an older territory there stays whole. After an error, nothing is left.

    Parameters
    ----------
    target
        Where the folder shall be. It may be missing, empty or an older territory.

    Raises
    ------
    BuildError
        The target is a file, or a folder that is no territory.
    """

    def __init__(self, target: Path) -> None:
        self.target = target.absolute()
        if self.target.is_dir() and any(self.target.iterdir()) and not (self.target / MANIFEST).is_file():
            raise BuildError(
                f"{target} holds something else than a territory: give a new or empty folder", path=str(target)
            )
        if self.target.exists() and not self.target.is_dir():
            raise BuildError(f"{target} is a file: give a folder", path=str(target))
        self.path = self.target.with_name(f".{self.target.name}{_MARK}{os.getpid()}")

    def __enter__(self) -> Self:
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(self.target)
            shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir()
        except OSError as error:
            raise BuildError(f"{self.target} cannot be written ({error.strerror})", path=str(self.target)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._put_in_place()
        finally:
            shutil.rmtree(self.path, ignore_errors=True)

    def write_manifest(self, manifest: Manifest) -> Manifest:
        """Hash all files written so far, write `manifest.json` and give the completed manifest."""
        self._keep_files()
        names = sorted(
            path.relative_to(self.path).as_posix()
            for path in self.path.rglob("*")
            if path.is_file() and path.name not in {MANIFEST, *KEPT_FILES}
        )
        files = {
            name: {"bytes": (self.path / name).stat().st_size, "sha256": hash_file(self.path / name)} for name in names
        }
        complete = Manifest(manifest.bbox, manifest.sources, manifest.lacks, manifest.notes, FORMAT_VERSION, files)
        text = json.dumps(asdict(complete), ensure_ascii=False, indent=1, sort_keys=True)
        (self.path / MANIFEST).write_text(text + "\n", encoding="utf-8")
        return complete

    def _keep_files(self) -> None:
        for name in KEPT_FILES:
            if (self.target / name).is_file() and not (self.path / name).exists():
                shutil.copy2(self.target / name, self.path / name)

    def _put_in_place(self) -> None:
        if not (self.path / MANIFEST).is_file():
            raise BuildError(f"{self.target} is not complete: its manifest was never written", path=str(self.target))
        _sync(self.path)
        if not self.target.exists():
            self.path.rename(self.target)
            return
        if not _exchange(self.path, self.target):
            old = self.target.with_name(f".{self.target.name}{_MARK}{os.getpid()}-old")
            self.target.rename(old)
            self.path.rename(self.target)
            shutil.rmtree(old, ignore_errors=True)


def open_manifest(folder: Path) -> Manifest:
    """Read the manifest of a territory and check version and sizes; hashes are the business of `verify`.

    Raises
    ------
    TerritoryFormatError
        The folder is no territory, of another format version, or a file is missing or of another size.
    """
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version = raw["format_version"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise TerritoryFormatError(f"{folder} is no territory folder: build it first", folder=str(folder)) from error
    if version != FORMAT_VERSION:
        msg = f"{folder} has territory format {version}, this version reads {FORMAT_VERSION}: build it again"
        raise TerritoryFormatError(msg, folder=str(folder), found=version, expected=FORMAT_VERSION)
    try:
        manifest = Manifest(
            bbox=tuple(raw["bbox"]),
            sources=tuple(Source(**source) for source in raw["sources"]),
            lacks=tuple(raw["lacks"]),
            notes=raw["notes"],
            files=raw["files"],
        )
        wrong = [name for name, facts in manifest.files.items() if not _has_size(folder / name, facts["bytes"])]
    except (TypeError, KeyError, AttributeError) as error:
        raise TerritoryFormatError(f"{folder / MANIFEST} is damaged: build it again", folder=str(folder)) from error
    if wrong:
        msg = f"{folder} is damaged, {wrong[0]} is missing or of another size: build it again"
        raise TerritoryFormatError(msg, folder=str(folder), files=wrong)
    return manifest


def verify(folder: Path) -> Manifest:
    """Check version, sizes and the SHA-256 of every file of a territory.

    Raises
    ------
    TerritoryFormatError
        Anything differs from the manifest; `details["files"]` lists the files.
    """
    manifest = open_manifest(folder)
    wrong = [name for name, facts in manifest.files.items() if hash_file(folder / name) != facts["sha256"]]
    if wrong:
        msg = f"{folder} is damaged, the content of {', '.join(wrong)} changed after the build: build it again"
        raise TerritoryFormatError(msg, folder=str(folder), files=wrong)
    return manifest


def hash_file(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _remove_leftovers(target: Path) -> None:
    """Remove what killed builds left beside the target."""
    for path in target.parent.glob(f".{target.name}{_MARK}*"):
        number = path.name.rpartition(_MARK)[2].removesuffix("-old")
        if number.isdecimal() and not _is_running(int(number)):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sync(folder: Path) -> None:
    """Have the disk hold all files before the folder gets its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


def _exchange(staged: Path, target: Path) -> bool:
    """Swap two folders in one step where the system can; say whether it could."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(staged), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE)
    return done == 0
