"""The files of the page, read once: scripts, styles, fonts, pictures and the texts of each language."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from planner.messages import list_translations
from planner.render import to_bytes
from planner.request import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

__all__ = ["TEMPLATE", "WebFile", "WebFiles", "load_web_files"]

TEMPLATE = "page.html"
"""The page itself: filled in for each visitor, never sent as it is."""

_MEDIA_TYPES: Mapping[str, str] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "mjs": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "woff2": "font/woff2",
}
_VENDOR = "vendor/"
_SMALL = "vendor/own/"
"""Where scripts of the page are that set-up made small."""
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*)\n", re.MULTILINE)
"""A comment on lines of its own in a script of the page; lines keep their numbers without it."""


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file as it is sent."""

    body: bytes
    media_type: str

    @property
    def is_packed(self) -> bool:
        """Whether the bytes are compressed already."""
        return self.media_type == _MEDIA_TYPES["woff2"]

    def to_gzip(self) -> bytes:
        """Compress the bytes, once per process; the same bytes give the same result."""
        return _compress(self.body)


class WebFiles:
    """All files by their path, under a version that changes when any of them does.

    Parameters
    ----------
    files
        Files by path, such as `elements/map.js`.
    template
        The page, with names after a dollar sign where it is filled in.
    """

    __slots__ = ("_files", "template", "version")

    def __init__(self, files: Mapping[str, WebFile], *, template: str) -> None:
        self._files = dict(files)
        self.template = template
        digest = hashlib.sha256(template.encode())
        for path, file in sorted(self._files.items()):
            digest.update(path.encode() + b"\0" + hashlib.sha256(file.body).digest())
        self.version = digest.hexdigest()[:16]

    def find(self, path: str) -> WebFile | None:
        """File of a path, None where there is none."""
        return self._files.get(path)

    def list_modules(self) -> list[str]:
        """List the scripts of the page itself, which a browser may fetch all at once."""
        return sorted(path for path in self._files if path.endswith(".js") and not path.startswith(_VENDOR))


@cache
def load_web_files() -> WebFiles:
    """Read the files of `api/web` and the catalogues of texts."""
    root = resources.files("api") / "web"
    entries = dict(_walk(root, ""))
    small = _list_small(entries)
    files = {
        path: WebFile(_read(path, entry, small), _get_media_type(path))
        for path, entry in entries.items()
        if not path.startswith(_SMALL)
    }
    for language in LANGUAGES:
        body = to_bytes(dict(list_translations(language)))
        files[f"texts/{language}.json"] = WebFile(body, _MEDIA_TYPES["json"])
    return WebFiles(files, template=(root / TEMPLATE).read_text(encoding="utf-8"))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _walk(entry, f"{path}/")
        elif _get_suffix(path) in _MEDIA_TYPES:
            yield path, entry


def _list_small(entries: Mapping[str, Traversable]) -> dict[str, Traversable]:
    """List the small form of scripts by the digest of what it was made of."""
    told = entries.get(f"{_SMALL}sources.json")
    sources: dict[str, str] = {} if told is None else json.loads(told.read_bytes())
    made = {digest: entries.get(f"{_SMALL}{path}") for path, digest in sources.items()}
    return {digest: entry for digest, entry in made.items() if entry is not None}


def _read(path: str, entry: Traversable, small: Mapping[str, Traversable]) -> bytes:
    """Read a file; a script of the page in its small form, or without comments where it was changed since set-up."""
    body = entry.read_bytes()
    if not path.endswith(".js") or path.startswith(_VENDOR):
        return body
    made = small.get(hashlib.sha256(body).hexdigest())
    if made is not None:
        return made.read_bytes()
    return _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), body.decode("utf-8")).encode()


def _get_suffix(path: str) -> str:
    return path.rpartition(".")[2]


def _get_media_type(path: str) -> str:
    return _MEDIA_TYPES[_get_suffix(path)]


@cache
def _compress(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)
