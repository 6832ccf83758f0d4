"""The archive of map tiles: whole, in ranges, once; and a territory without."""

import asyncio
import shutil
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from pmtiles.reader import MemorySource, Reader, all_tiles
from pmtiles.tile import deserialize_header, zxy_to_tileid

from api.cli import main
from api.cli.demo import build_demo
from api.errors import RangeError
from api.tiles import ByteRange, parse_range
from graphs.store import BASEMAP_FILE, Manifest, StagedFolder, open_manifest
from tests.api.conftest import Service
from tests.api.serving import run_server

ADDRESS = "/tiles/basemap.pmtiles"
SIZE = 1000


@pytest.fixture(scope="module")
def archive(drawn_territory_784: Path) -> bytes:
    """Tiles of the drawn territory as they lie on the disk."""
    return (drawn_territory_784 / "basemap.pmtiles").read_bytes()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 999)),
        ("bytes=10-19", (10, 19)),
        ("bytes=990-5000", (990, 999)),
        ("bytes=-1", (999, 999)),
        ("bytes=-5000", (0, 999)),
        ("BYTES=5-6", (5, 6)),
        (" bytes= 5-6 ", (5, 6)),
        ("bytes=5-6,", (5, 6)),
        ("bytes=999-" + "9" * 5000, (999, 999)),
    ],
)
def test_a_range_names_bytes(header: str, expected: tuple[int, int]) -> None:
    assert parse_range(header, SIZE) == ByteRange(*expected)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=9-5",
        "items=0-5",
        "bytes=1-2-3",
        "bytes=0-1,x",
        "bytes=٣-٤",
    ],
)
def test_what_is_no_range_is_ignored(header: str) -> None:
    assert parse_range(header, SIZE) is None


@pytest.mark.parametrize(
    "header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=0-1,5-6", "bytes=" + "9" * 5000 + "-"]
)
def test_what_cannot_be_given_is_refused(header: str) -> None:
    with pytest.raises(RangeError) as refused:
        parse_range(header, SIZE)
    assert refused.value.details == {"size_bytes": SIZE}


def test_the_whole_archive_comes_as_it_is(service: Service, archive: bytes) -> None:
    response = service.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert response.content == archive
    assert response.headers["content-type"] == "application/vnd.pmtiles"
    assert response.headers["accept-ranges"] == "bytes"
    assert "content-encoding" not in response.headers
    assert not response.headers["etag"].startswith("W/")


def test_a_range_is_partial_content(service: Service, archive: bytes) -> None:
    response = service.get(ADDRESS, headers={"Range": "bytes=127-999", "Accept-Encoding": "gzip"})
    assert response.status_code == 206
    assert response.content == archive[127:1000]
    assert response.headers["content-range"] == f"bytes 127-999/{len(archive)}"
    assert response.headers["content-length"] == "873"
    assert "content-encoding" not in response.headers


def test_ranges_out_of_reach_or_several_are_problems(service: Service, archive: bytes) -> None:
    for header in (f"bytes={len(archive)}-", "bytes=0-9,20-29"):
        response = service.get(ADDRESS, headers={"Range": header})
        assert response.status_code == 416
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["content-range"] == f"bytes */{len(archive)}"
        assert response.json()["code"] == "range_not_satisfiable"
    twice = httpx.Headers([("Range", "bytes=0-9"), ("Range", "bytes=20-29")])
    assert service.get(ADDRESS, headers=twice).status_code == 200
    assert service.get(ADDRESS, headers={"Range": "lines=1-2"}).status_code == 200


def test_a_range_holds_for_the_archive_it_was_asked_of(service: Service, archive: bytes) -> None:
    etag = service.get(ADDRESS).headers["etag"]
    same = service.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Range": etag})
    assert (same.status_code, same.content) == (206, archive[:10])
    for other in ('"other"', f"W/{etag}", "Sat, 21 Nov 2026 10:00:00 GMT"):
        whole = service.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Range": other})
        assert (whole.status_code, whole.content) == (200, archive)


def test_what_the_client_has_is_not_sent_again(service: Service) -> None:
    etag = service.get(ADDRESS).headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = service.get(ADDRESS, headers={"If-None-Match": known, "Range": "bytes=0-9"})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == etag
    assert service.get(ADDRESS, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_tells_the_size_and_knows_no_ranges(service: Service, archive: bytes) -> None:
    response = service.call("HEAD", ADDRESS, headers={"Range": "bytes=0-9"})
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == str(len(archive))
    assert "content-range" not in response.headers


def test_the_address_with_its_version_may_be_kept_for_good(service: Service) -> None:
    address = service.get("/v1").json()["basemap"]
    kept = service.get(address.removeprefix("http://terrils.test"), headers={"Range": "bytes=0-9"})
    assert kept.status_code == 206
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    for stale in (ADDRESS, f"{ADDRESS}?v=other"):
        assert "immutable" not in service.get(stale, headers={"Range": "bytes=0-9"}).headers["cache-control"]


def test_another_site_may_read_ranges(make_service: Callable[..., Service]) -> None:
    service = make_service(cors_origins=["https://office.test"])
    asked = {
        "Origin": "https://office.test",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "range",
    }
    assert service.call("OPTIONS", ADDRESS, headers=asked).status_code == 200
    response = service.get(ADDRESS, headers={"Origin": "https://office.test", "Range": "bytes=0-9"})
    assert "Content-Range" in response.headers["access-control-expose-headers"]


def test_the_tiles_are_in_the_document(service: Service) -> None:
    operation = service.get("/openapi.json").json()["paths"][ADDRESS]["get"]
    assert {"200", "206", "304", "404", "416"} <= set(operation["responses"])
    assert {parameter["name"].lower() for parameter in operation["parameters"]} == {"v", "range", "if-range"}


def test_a_territory_without_tiles_says_so(
    make_service: Callable[..., Service],
    drawn_territory_784: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bare = tmp_path / "bare"
    with StagedFolder(bare) as staged:
        shutil.copytree(drawn_territory_784, staged.path, dirs_exist_ok=True)
        (staged.path / "basemap.pmtiles").unlink()
        old = open_manifest(drawn_territory_784)
        staged.write_manifest(Manifest(old.bbox, old.sources))
    service = make_service(territory=bare)
    response = service.get(ADDRESS)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert service.get("/v1").json()["basemap"] is None
    assert service.get("/v1/sites").status_code == 200
    assert main(["check", "--territory", str(bare)]) == 0
    assert "without a base map" in capsys.readouterr().out


def test_tiles_that_changed_after_the_build_are_found(
    drawn_territory_784: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(drawn_territory_784, changed)
    content = bytearray((changed / "basemap.pmtiles").read_bytes())
    content[-1] ^= 1
    (changed / "basemap.pmtiles").write_bytes(content)
    assert main(["check", "--territory", str(changed)]) == 2
    assert "basemap.pmtiles" in capsys.readouterr().err


def test_an_open_archive_stays_what_it_was(
    make_service: Callable[..., Service], drawn_territory_784: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "territory"
    shutil.copytree(drawn_territory_784, folder)
    before = (folder / "basemap.pmtiles").read_bytes()
    service = make_service(territory=folder)
    (folder / "new").write_bytes(b"other")
    (folder / "new").replace(folder / "basemap.pmtiles")
    assert service.get(ADDRESS).content == before


def test_a_large_archive_comes_in_pieces(
    make_service: Callable[..., Service], drawn_territory_784: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "large"
    large = bytes(range(256)) * 8192
    with StagedFolder(folder) as staged:
        shutil.copytree(drawn_territory_784, staged.path, dirs_exist_ok=True)
        (staged.path / "basemap.pmtiles").write_bytes(large)
        old = open_manifest(drawn_territory_784)
        staged.write_manifest(Manifest(old.bbox, old.sources))
    response = make_service(territory=folder).get(ADDRESS)
    assert response.headers["content-length"] == str(len(large))
    assert response.content == large


def test_every_tile_is_there_over_a_real_connection(drawn_territory_784: Path, archive: bytes, tmp_path: Path) -> None:
    header = deserialize_header(archive[:127])
    tiles = dict(all_tiles(MemorySource(archive)))  # type: ignore[no-untyped-call]
    assert max(zoom for zoom, _, _ in tiles) == header["max_zoom"] == 14
    with run_server(drawn_territory_784, tmp_path) as address, httpx.Client() as client:

        def read(offset: int, length: int) -> bytes:
            response = client.get(f"{address}{ADDRESS}", headers={"Range": f"bytes={offset}-{offset + length - 1}"})
            assert response.status_code == 206
            return response.content

        reader: Any = Reader(read)  # type: ignore[no-untyped-call]
        chosen = sorted(tiles, key=lambda tile: zxy_to_tileid(*tile))[::7]
        assert all(reader.get(*tile) == tiles[tile] for tile in chosen)


def test_reading_waits_for_nobody(make_service: Callable[..., Service]) -> None:
    service = make_service()

    async def ask() -> list[float]:
        moments = []
        async with service.client() as client:
            tasks = [asyncio.create_task(client.get(ADDRESS)) for _ in range(20)]
            for _ in range(20):
                moments.append(time.monotonic())
                await asyncio.sleep(0)
            assert all(response.status_code == 200 for response in await asyncio.gather(*tasks))
        return moments

    moments = service.runner.run(ask())
    assert max(after - before for before, after in pairwise(moments)) < 1


@pytest.mark.full
def test_tiles_of_the_demo_are_small_and_quick(tmp_path: Path) -> None:
    build_demo(tmp_path)
    folder = tmp_path / "territory"
    content = (folder / BASEMAP_FILE).read_bytes()
    assert len(content) <= 15_000_000
    header = deserialize_header(content[:127])
    start = header["tile_data_offset"]
    taken = []
    with run_server(folder, tmp_path) as address, httpx.Client() as client:
        for first in range(start, len(content) - 16_384, 30_000):
            begin = time.perf_counter()
            span = {"Range": f"bytes={first}-{first + 16_383}"}
            assert client.get(f"{address}{ADDRESS}", headers=span).content == content[first : first + 16_384]
            taken.append(time.perf_counter() - begin)
    assert len(taken) > 100
    assert sorted(taken)[len(taken) * 95 // 100] <= 0.020
