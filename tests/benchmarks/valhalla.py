"""Valhalla as a peer: its executables import the same extract and answer over loopback.

They come from the wheel of pyvalhalla, unpacked by `make valhalla` into build/valhalla; TERRILS_VALHALLA names another
folder of that kind.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import osmium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Cost", "Valhalla", "ValhallaService", "find_valhalla", "open_tiles", "renumber", "run_measured"]

_VARIABLE = "TERRILS_VALHALLA"
_FOLDER = Path("build") / "valhalla"
_START_S = 60.0
_COSTING = "bicycle"


@dataclass(frozen=True)
class Cost:
    """What a process took: processor seconds, and the largest memory in MB."""

    cpu_s: float
    peak_mb: float


def run_measured(command: Sequence[str | Path]) -> Cost:
    """Run a command to its end.

    Raises
    ------
    subprocess.CalledProcessError
        It failed.
    """
    words = [str(part) for part in command]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def renumber(source: Path, out: Path) -> None:
    """Write an extract with ids from 1 on, which Valhalla needs: it keeps a bit for every id up to the largest."""
    ids: dict[str, dict[int, int]] = {"n": {}, "w": {}, "r": {}}

    def new(kind: str, old: int) -> int:
        return ids[kind].setdefault(old, len(ids[kind]) + 1)

    entity: Any
    for entity in osmium.FileProcessor(str(source), osmium.osm.RELATION):
        new("r", entity.id)
    with osmium.SimpleWriter(str(out), overwrite=True) as writer:
        for entity in osmium.FileProcessor(str(source)):
            if entity.is_node():
                writer.add_node(entity.replace(id=new("n", entity.id)))
            elif entity.is_way():
                nodes = [new("n", node.ref) for node in entity.nodes]
                writer.add_way(entity.replace(id=new("w", entity.id), nodes=nodes))
            elif entity.is_relation():
                members = [(m.type, new(m.type, m.ref), m.role) for m in entity.members if m.ref in ids[m.type]]
                writer.add_relation(entity.replace(id=new("r", entity.id), members=members))


@dataclass(frozen=True)
class Valhalla:
    """Executables of Valhalla below a folder."""

    folder: Path

    @property
    def version(self) -> str:
        """What the executables call themselves."""
        command = [self._program("valhalla_service"), "--version"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def build(self, extract: Path, out: Path, *, threads: int) -> Cost:
        """Build tiles into a folder."""
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            config = self._write_config(Path(scratch), out)
            program = self._program("valhalla_build_tiles")
            command: list[str | Path] = [program, "-c", config, "-j", str(threads), extract]
            return run_measured(command)

    @contextmanager
    def serve(self, tiles: Path) -> Iterator[ValhallaService]:
        """Serve tiles on loopback with one thread for each step."""
        with tempfile.TemporaryDirectory() as scratch:
            port = _find_port()
            config = self._write_config(Path(scratch), tiles, port=port)
            command = [self._program("valhalla_service"), str(config), "1"]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                try:
                    _wait_for(port)
                    yield ValhallaService(process.pid, port)
                finally:
                    process.terminate()

    def _program(self, name: str) -> str:
        return str(self.folder / "valhalla" / "bin" / name)

    def _write_config(self, scratch: Path, tiles: Path, *, port: int = 0) -> Path:
        script = self.folder / "valhalla" / "valhalla_build_config.py"
        made = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, cwd=scratch)
        config = json.loads(made.stdout)
        nothing = str(scratch / "nothing")
        for name in ("tile_extract", "traffic_extract", "admin", "landmarks", "timezone", "transit_dir"):
            config["mjolnir"][name] = nothing
        config["mjolnir"]["tile_dir"] = str(tiles.resolve())
        config["additional_data"]["elevation"] = nothing
        config["logging"]["type"] = ""
        service = config["httpd"]["service"]
        service["listen"] = f"tcp://127.0.0.1:{port}"
        for name in ("loopback", "interrupt"):
            service[name] = f"ipc://{scratch / name}"
        for name in ("loki", "thor", "odin"):
            config[name]["service"]["proxy"] = f"ipc://{scratch / name}"
        config["service_limits"][_COSTING]["max_matrix_location_pairs"] = 100_000
        file = scratch / "valhalla.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        return file


class ValhallaService:
    """A running service.

    Parameters
    ----------
    pid, port
        Its process and where it listens.
    """

    def __init__(self, pid: int, port: int) -> None:
        self._stat = Path("/proc") / str(pid) / "stat"
        self._port = port

    def cpu_s(self) -> float:
        """Processor seconds that it has taken so far, in steps of a hundredth."""
        fields = self._stat.read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def route_m(self, start: tuple[float, float], stop: tuple[float, float]) -> float:
        """Length of the best way for a bicycle between two places (lat, lon), without directions."""
        places = [_to_place(start), _to_place(stop)]
        answer = self._ask("/route", {"locations": places, "costing": _COSTING, "directions_type": "none"})
        return 1000 * float(answer["trip"]["summary"]["length"])

    def matrix_s(self, places: Sequence[tuple[float, float]]) -> list[list[float | None]]:
        """Durations of the best ways between all places (lat, lon)."""
        spots = [_to_place(place) for place in places]
        body = {"sources": spots, "targets": spots, "costing": _COSTING, "verbose": False}
        answer: list[list[float | None]] = self._ask("/sources_to_targets", body)["sources_to_targets"]["durations"]
        return answer

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        connection.close()
        if response.status != http.client.OK:
            msg = f"Valhalla answered {response.status} to {path}: {answer.get('error')}"
            raise RuntimeError(msg)
        return answer


def find_valhalla() -> Valhalla | None:
    """Find the executables in the folder of TERRILS_VALHALLA or in build/valhalla; None where there are none."""
    folder = Path(os.environ.get(_VARIABLE) or _FOLDER)
    return Valhalla(folder.resolve()) if (folder / "valhalla" / "bin" / "valhalla_service").is_file() else None


def open_tiles(valhalla: Valhalla, laid: Path) -> Path:
    """Build the tiles of an extract beside it unless they are there, and give their folder."""
    tiles = laid.with_name(f"{laid.name.partition('.')[0]}-valhalla")
    if not tiles.is_dir():
        print(f"building {tiles.name}", flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            extract = Path(scratch) / "extract.osm.pbf"
            renumber(laid, extract)
            new = tiles.with_name(f"new-{tiles.name}")
            valhalla.build(extract, new, threads=2)
            new.rename(tiles)
    return tiles


def _to_place(place: tuple[float, float]) -> dict[str, float]:
    return {"lat": place[0], "lon": place[1]}


def _find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + _START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
