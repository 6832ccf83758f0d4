"""Downloads: whole, checked, resumed, and never from where they must not come."""

from __future__ import annotations

import hashlib
import socket
from typing import TYPE_CHECKING

import pytest

from graphs.errors import FetchError
from graphs.fetch.addresses import PRIVATE_HOSTS_VARIABLE, check_address, check_url
from graphs.fetch.downloads import download
from tests.graphs.fetch.stand_in import Answer, serve, serve_file

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = bytes(range(256)) * 4000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PRIVATE_HOSTS_VARIABLE, "1")


@pytest.mark.usefixtures("_loopback")
def test_a_file_is_fetched_and_described(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    with serve(serve_file(CONTENT)) as server:
        found = download(
            f"{server.url}/a.pbf",
            tmp_path / "deep" / "a.pbf",
            sha256=SHA256,
            size_bytes=len(CONTENT),
            progress=lambda name, done, total: told.append((name, done, total)),
        )
    assert found.path.read_bytes() == CONTENT
    assert (found.size_bytes, found.sha256, found.date) == (len(CONTENT), SHA256, "Sat, 01 Aug 2026 00:00:00 GMT")
    assert told[-1] == ("a.pbf", len(CONTENT), len(CONTENT))
    assert [path.name for path in found.path.parent.iterdir()] == ["a.pbf"]


@pytest.mark.usefixtures("_loopback")
def test_a_broken_download_goes_on(tmp_path: Path) -> None:
    with serve(serve_file(CONTENT, cut_first=300_000)) as server:
        found = download(f"{server.url}/a.pbf", tmp_path / "a.pbf")
    assert found.sha256 == SHA256
    assert len(server.requests) == 2
    start = int(server.requests[1].headers["range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= 300_000


@pytest.mark.usefixtures("_loopback")
def test_a_later_call_goes_on_where_the_first_broke_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphs.fetch.downloads._PAUSE_S", 0.0)
    monkeypatch.setattr("graphs.fetch.downloads._ATTEMPTS", 1)
    target = tmp_path / "a.pbf"
    with serve(serve_file(CONTENT, cut_first=500_000)) as server:
        with pytest.raises(FetchError, match="broke off"):
            download(f"{server.url}/a.pbf", target)
        assert not target.exists()
        there = (tmp_path / "a.pbf.part").stat().st_size
        assert there > 0
        assert download(f"{server.url}/a.pbf", target).sha256 == SHA256
    assert server.requests[1].headers["range"] == f"bytes={there}-"


@pytest.mark.usefixtures("_loopback")
def test_a_changed_file_is_fetched_from_its_beginning(tmp_path: Path) -> None:
    first, etags = b"x" * 5000, iter(['"one"', '"two"', '"two"'])

    def answer(_request: object) -> Answer:
        etag = next(etags)
        return Answer(first if etag == '"one"' else CONTENT, 200, {"ETag": etag}, 2000 if etag == '"one"' else None)

    with serve(answer) as server:
        found = download(f"{server.url}/a.pbf", tmp_path / "a.pbf")
    assert found.sha256 == SHA256


@pytest.mark.usefixtures("_loopback")
def test_a_file_that_is_right_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "a.pbf").write_bytes(CONTENT)
    with serve(serve_file(b"other")) as server:
        download(f"{server.url}/a.pbf", tmp_path / "a.pbf", sha256=SHA256)
        assert server.requests == []
        download(f"{server.url}/a.pbf", tmp_path / "a.pbf")
    assert (tmp_path / "a.pbf").read_bytes() == b"other"


@pytest.mark.usefixtures("_loopback")
@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"sha256": "0" * 64}, "another content"),
        ({"size_bytes": len(CONTENT) + 1}, "were announced"),
        ({"size_bytes": 10}, "at most 10"),
        ({"most_bytes": 10}, "at most 10"),
    ],
)
def test_another_file_than_announced(tmp_path: Path, options: dict[str, object], word: str) -> None:
    with serve(serve_file(CONTENT)) as server, pytest.raises(FetchError, match=word):
        download(f"{server.url}/a.pbf", tmp_path / "a.pbf", **options)  # type: ignore[arg-type]
    assert not (tmp_path / "a.pbf").exists()


@pytest.mark.usefixtures("_loopback")
def test_an_endless_file_is_stopped(tmp_path: Path) -> None:
    answer = Answer(CONTENT, 200, {"Content-Length": ""})
    with serve(lambda _request: answer) as server, pytest.raises(FetchError):
        download(f"{server.url}/a.pbf", tmp_path / "a.pbf", most_bytes=1000)


@pytest.mark.usefixtures("_loopback")
@pytest.mark.parametrize(("status", "asked"), [(404, 1), (403, 1), (503, 4)])
def test_errors_of_the_server(tmp_path: Path, status: int, asked: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphs.fetch.downloads._PAUSE_S", 0.0)
    with serve(lambda _request: Answer(b"no", status)) as server, pytest.raises(FetchError, match=str(status)):
        download(f"{server.url}/a.pbf", tmp_path / "a.pbf")
    assert len(server.requests) == asked


@pytest.mark.usefixtures("_loopback")
def test_a_server_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphs.fetch.downloads._PAUSE_S", 0.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="broke off"):
        download(f"http://127.0.0.1:{port}/a", tmp_path / "a")


@pytest.mark.usefixtures("_loopback")
def test_redirects_are_followed_and_counted(tmp_path: Path) -> None:
    def answer(request: object) -> Answer:
        path = getattr(request, "path", "")
        if path == "/circle":
            return Answer(b"", 302, {"Location": "/circle"})
        return Answer(b"", 302, {"Location": "/b"}) if path == "/a" else Answer(b"there")

    with serve(answer) as server:
        assert download(f"{server.url}/a", tmp_path / "a").path.read_bytes() == b"there"
        with pytest.raises(FetchError, match="redirects"):
            download(f"{server.url}/circle", tmp_path / "c")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "/etc/passwd",
        "http://",
        "",
        "http://user:word@example.org/a",
        "http://127.0.0.1/a",
        "http://[::1]/a",
        "http://[::ffff:127.0.0.1]/a",
        "http://10.0.0.1/a",
        "http://192.168.1.1/a",
        "http://169.254.169.254/latest",
        "http://[::ffff:10.0.0.1]/a",
        "http://[::127.0.0.1]/a",
        "http://[64:ff9b::7f00:1]/a",
        "http://[2002:7f00:1::]/a",
        "http://0.0.0.0/a",
        "http://localhost/a",
        "http://2130706433/a",
        "http://0x7f.1/a",
        "gopher://example.org",
        "http://exa mple",
    ],
)
def test_local_files_and_private_addresses_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError):
        download(url, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_to_a_private_address_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PRIVATE_HOSTS_VARIABLE, "1")

    def answer(_request: object) -> Answer:
        monkeypatch.delenv(PRIVATE_HOSTS_VARIABLE)  # only the first address is allowed
        return Answer(b"", 302, {"Location": "http://127.0.0.1:1/secret"})

    with serve(answer) as server, pytest.raises(FetchError, match="no public address"):
        download(f"{server.url}/a", tmp_path / "a")
    assert len(server.requests) == 1


def test_a_redirect_to_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PRIVATE_HOSTS_VARIABLE, "1")
    answer = Answer(b"", 302, {"Location": "file:///etc/passwd"})
    with serve(lambda _request: answer) as server, pytest.raises(FetchError, match="only http"):
        download(f"{server.url}/a", tmp_path / "a")


def test_a_name_that_changes_its_address_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(serve_file(CONTENT)) as server:
        monkeypatch.setattr("graphs.fetch.addresses._look_up", lambda _url: ["93.184.215.14"])
        with pytest.raises(FetchError, match="no public address"):
            download(f"{server.url}/a", tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_public_addresses_pass() -> None:
    check_address("93.184.215.14", "example.org")
    check_address("2a00:1450:4007:80e::200e", "example.org")
    assert check_url("https://example.org/a.pbf", resolve=False).host == "example.org"
