"""Downloads that go on where they broke off, checked by size and hash."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol
from urllib.request import getproxies

import httpx

from graphs.errors import FetchError
from graphs.fetch.addresses import check_address, check_url
from graphs.store import hash_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["ByteProgress", "Downloaded", "download"]

_MOST_REDIRECTS = 5
_ATTEMPTS = 4
_PAUSE_S = 0.5
_CHUNK = 1 << 18
_MOST_BYTES = 50 * 10**9
_AGENT = "terrils (trip planner; builds territories from open data)"
_TIMEOUT = httpx.Timeout(60.0, connect=20.0)


class ByteProgress(Protocol):
    """Is told how many bytes of a file are there."""

    def __call__(self, name: str, done: int, total: int | None, /) -> None:
        """Take the name of the file, its bytes so far and in all, None where the server does not say."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that is there whole."""

    path: Path
    url: str
    size_bytes: int
    sha256: str
    date: str
    """`Last-Modified` as the server says it, empty where it does not."""


class _BrokenOffError(Exception):
    """The connection ended before the file did; another attempt may go on."""


def download(
    url: str,
    target: Path,
    *,
    sha256: str = "",
    size_bytes: int | None = None,
    most_bytes: int = _MOST_BYTES,
    progress: ByteProgress | None = None,
) -> Downloaded:
    """Fetch a file.

    What was fetched before a break stays beside the target as `NAME.part` and is gone on with, also by a later call,
    as long as the server says that the file is the same.
    A target that is there with the asked hash or size is not fetched again.

    Parameters
    ----------
    url
        Address; redirects are followed a few times, each checked like the first.
    target
        File to write; it appears whole.
    sha256, size_bytes
        What the file must have, where known.
    most_bytes
        Larger files are refused.
    progress
        Told the bytes so far.

    Raises
    ------
    FetchError
        The address is refused, the server cannot be reached or answers with an error, or the file is not what was
        announced.
    """
    known = _find_whole(url, target, sha256, size_bytes)
    if known is not None:
        return known
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _Part(target)
    for attempt in range(_ATTEMPTS):
        try:
            _fetch(url, part, most_bytes if size_bytes is None else min(most_bytes, size_bytes), progress)
            break
        except (_BrokenOffError, httpx.TransportError) as error:
            if attempt == _ATTEMPTS - 1:
                msg = f"{url} broke off {_ATTEMPTS} times ({error}): start again to go on from there"
                raise FetchError(msg, url=url) from error
            time.sleep(_PAUSE_S * attempt)
        except httpx.HTTPError as error:
            raise FetchError(f"{url} cannot be fetched ({error})", url=url) from error
    return part.finish(url, sha256, size_bytes)


class _Part:
    """The unfinished file, and beside it what the server said of the whole one."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._notes = target.with_name(target.name + ".part.json")

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def read_notes(self) -> dict[str, str]:
        try:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(key): str(value) for key, value in notes.items()} if isinstance(notes, dict) else {}

    def write_notes(self, url: str, response: httpx.Response) -> None:
        headers = response.headers
        etag = headers.get("etag", "")
        notes = {
            "url": url,
            "validator": "" if etag.startswith("W/") else etag or headers.get("last-modified", ""),
            "date": headers.get("last-modified", ""),
        }
        self._notes.write_text(json.dumps(notes), encoding="utf-8")

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)

    def finish(self, url: str, sha256: str, size_bytes: int | None) -> Downloaded:
        size, found = self.size, hash_file(self.path)
        if size_bytes is not None and size != size_bytes:
            self.drop()
            raise FetchError(f"{url} has {size} bytes, {size_bytes} were announced", url=url, size_bytes=size)
        if sha256 and found != sha256.lower():
            self.drop()
            raise FetchError(f"{url} has another content (SHA-256 {found}) than was announced", url=url, sha256=found)
        date = self.read_notes().get("date", "")
        self.path.replace(self.target)
        self._notes.unlink(missing_ok=True)
        return Downloaded(self.target, url, size, found, date)


def _find_whole(url: str, target: Path, sha256: str, size_bytes: int | None) -> Downloaded | None:
    if not target.is_file() or not (sha256 or size_bytes is not None):
        return None
    size, found = target.stat().st_size, hash_file(target)
    if (sha256 and found != sha256.lower()) or (size_bytes is not None and size != size_bytes):
        return None
    return Downloaded(target, url, size, found, "")


def _fetch(url: str, part: _Part, most_bytes: int, progress: ByteProgress | None) -> None:
    """Bring the part to its full size, from where it is if the server allows."""
    notes = part.read_notes()
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    start = part.size if notes.get("url") == url and notes.get("validator") else 0
    if start:
        headers |= {"Range": f"bytes={start}-", "If-Range": notes["validator"]}
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client:
        response = _follow(client, url, headers)
        try:
            _take(response, url, part, start, most_bytes, progress)
        finally:
            response.close()


def _follow(client: httpx.Client, url: str, headers: dict[str, str]) -> httpx.Response:
    """Open a URL or what it redirects to; every address on the way is checked before and after connecting."""
    current = url
    for _ in range(_MOST_REDIRECTS + 1):
        parsed = check_url(current)
        response = client.send(client.build_request("GET", parsed, headers=headers), stream=True)
        _check_peer(response, parsed)
        if not response.has_redirect_location:
            return response
        current = str(parsed.join(response.headers["location"]))
        response.close()
    raise FetchError(f"{url} redirects more than {_MOST_REDIRECTS} times", url=url)


def _check_peer(response: httpx.Response, url: httpx.URL) -> None:
    """Refuse a peer that is not public: a name may have changed its address since it was checked."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    if not peer or url.scheme in getproxies():
        return
    try:
        check_address(str(peer[0]), url.host)
    except FetchError:
        response.close()
        raise


def _take(
    response: httpx.Response,
    url: str,
    part: _Part,
    start: int,
    most_bytes: int,
    progress: ByteProgress | None,
) -> None:
    if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        part.drop()
        raise _BrokenOffError("the file became shorter")
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise _BrokenOffError(f"the server says {response.status_code}")
    if response.status_code not in {httpx.codes.OK, httpx.codes.PARTIAL_CONTENT}:
        raise FetchError(f"{url} answers {response.status_code}", url=url, status=response.status_code)
    goes_on = response.status_code == httpx.codes.PARTIAL_CONTENT and start > 0
    if goes_on and not response.headers.get("content-range", "").startswith(f"bytes {start}-"):
        part.drop()
        raise _BrokenOffError("the server sent another part than was asked for")
    if not goes_on:
        start = 0
    length = response.headers.get("content-length", "")
    total = start + int(length) if length.isdecimal() else None
    if total is not None and total > most_bytes:
        raise FetchError(f"{url} has {total} bytes, at most {most_bytes} are taken", url=url, size_bytes=total)
    with part.path.open("ab" if goes_on else "wb") as stream:
        part.write_notes(url, response)
        done = _copy(response.iter_raw(_CHUNK), stream, start, most_bytes, (part.target.name, total, progress))
    if total is not None and done != total:
        raise _BrokenOffError(f"{done} of {total} bytes")


def _copy(
    chunks: Iterator[bytes],
    stream: BinaryIO,
    start: int,
    most_bytes: int,
    report: tuple[str, int | None, ByteProgress | None],
) -> int:
    name, total, progress = report
    done = start
    for chunk in chunks:
        done += len(chunk)
        if done > most_bytes:
            raise FetchError(f"{name} is larger than {most_bytes} bytes", name=name, size_bytes=done)
        stream.write(chunk)
        if progress is not None:
            progress(name, done, total)
    return done
