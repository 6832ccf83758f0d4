"""Commands answer in files and lines, and refuse bad input with one line and status 2."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.cli import main
from api.cli.warm import are_kernels_ready
from planner.render import to_bytes, to_geojson
from tests.api.conftest import Service
from tests.api.drawn import CENTRE, SITE, build_drawn_territory
from tests.api.serving import run_server

START = f"{CENTRE['lat']},{CENTRE['lon']}"
REQUEST: dict[str, Any] = {"mode": "bike", "start": CENTRE, "distance_km": 6, "alternatives": 2}


def _refuse(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("terrils: ")
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.fixture
def territory(drawn_territory_784: Path) -> str:
    return str(drawn_territory_784)


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"terrils, version \d+\.\d+\.\d+\n", capsys.readouterr().out)
    for command in ("build", "plan", "serve", "check", "demo", "warm"):
        assert main([command, "--help"]) == 0
        assert "Usage: terrils" in capsys.readouterr().out


def test_the_bare_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("Usage: terrils")
    assert any(line.strip().startswith("build ") for line in lines)


def test_plan_prints_text(capsys: pytest.CaptureFixture[str], territory: str) -> None:
    arguments = ["plan", "--territory", territory, "--mode", "bike", "--start", START, "--distance-km", "6"]
    assert main([*arguments, "--language", "en"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("DEMO - DO NOT FOLLOW")
    assert "Drawn streets - CC0-1.0" in text


@pytest.mark.parametrize("format_", ["json", "geojson", "gpx"])
def test_plan_writes_files(territory: str, tmp_path: Path, format_: str) -> None:
    out = tmp_path / f"best.{format_}"
    arguments = ["plan", "--territory", territory, "--mode", "foot", "--start-site", SITE, "--duration-min", "60"]
    assert main([*arguments, "--theme", "nature=0.5", "--theme", "mining", "--format", format_, "--out", str(out)]) == 0
    text = out.read_text(encoding="utf-8")
    start = {"json": '{"notice":"DÉMO', "geojson": '{"type":"FeatureCollection"', "gpx": "<?xml"}[format_]
    assert text.startswith(start)


def test_a_file_of_requests_is_answered_line_by_line(territory: str, tmp_path: Path, service: Service) -> None:
    lines = [
        json.dumps(REQUEST),
        "{broken",
        "",
        json.dumps({**REQUEST, "mode": "car"}),
        "\ufeff",
        json.dumps({**REQUEST, "seed": 1}),
    ]
    requests, out = tmp_path / "requests.jsonl", tmp_path / "out"
    requests.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    out.mkdir()
    (out / "1-9.geojson").write_text("left over")
    arguments = ["plan", "--territory", territory, "--requests", str(requests), "--out", str(out)]
    assert main([*arguments, "--jobs", "2"]) == 0
    answers = {int(path.stem): json.loads(path.read_bytes()) for path in out.glob("*.json")}
    assert sorted(answers) == [1, 2, 4, 5, 6]
    assert [answers[number]["code"] for number in (2, 4, 5)] == ["invalid_request"] * 3
    assert answers[4]["field"] == "mode"
    for number in (1, 6):
        itineraries = answers[number]["itineraries"]
        written = [(out / f"{number}-{rank}.geojson").read_bytes() for rank in range(1, len(itineraries) + 1)]
        assert written == [to_bytes(to_geojson(itinerary)) for itinerary in itineraries]
    assert not (out / "1-9.geojson").exists()
    assert (out / "1.json").read_bytes() == service.post("/v1/itineraries", REQUEST).content


def test_a_time_budget_is_passed_on(capsys: pytest.CaptureFixture[str], territory: str) -> None:
    arguments = ["plan", "--territory", territory, "--mode", "bike", "--start", START, "--distance-km", "6"]
    assert main([*arguments, "--time-budget-ms", "60000", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["diagnostics"]["truncated"] is False
    assert "time_budget_ms" in _refuse(capsys, *arguments, "--time-budget-ms", "0")


def test_serving_says_when_kernels_must_be_compiled_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TERRILS_TERRITORY", "put back afterwards")
    assert are_kernels_ready()
    assert "territory_format" in _refuse(capsys, "serve", "--territory", str(tmp_path))
    monkeypatch.setenv("TERRILS_CACHE_DIR", str(tmp_path / "cold"))
    assert not are_kernels_ready()
    assert main(["serve", "--territory", str(tmp_path)]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first == "compiling kernels, once per version"
    assert second.startswith("terrils: territory_format")


def test_bad_options_are_one_line(capsys: pytest.CaptureFixture[str], territory: str, tmp_path: Path) -> None:
    plan = ("plan", "--territory", territory, "--mode", "bike")
    assert "LAT,LON" in _refuse(capsys, *plan, "--start", "Lens", "--distance-km", "5")
    assert "only one of" in _refuse(capsys, *plan, "--start", START, "--start-site", SITE)
    assert "--mode and a start" in _refuse(capsys, *plan)
    assert "distance_km" in _refuse(capsys, *plan, "--start", START)
    assert "distance_km" in _refuse(capsys, *plan, "--start", START, "--distance-km", "nan")
    assert "NAME=WEIGHT" in _refuse(capsys, *plan, "--start", START, "--theme", "mining=much", "--distance-km", "5")
    assert "unknown_site" in _refuse(capsys, *plan, "--start-site", "nothing", "--distance-km", "5")
    assert "outside_territory" in _refuse(capsys, *plan, "--start", "43.3,5.4", "--distance-km", "5")
    assert "needs --out" in _refuse(capsys, "plan", "--territory", territory, "--requests", "x.jsonl")
    beside = ("--requests", "x.jsonl", "--out", str(tmp_path), "--mode", "bike")
    assert "takes no --mode" in _refuse(capsys, "plan", "--territory", territory, *beside)
    missing = ("--requests", str(tmp_path / "none.jsonl"), "--out", str(tmp_path))
    assert "none.jsonl" in _refuse(capsys, "plan", "--territory", territory, *missing)
    assert "territory_format" in _refuse(
        capsys, "plan", "--territory", str(tmp_path), "--mode", "bike", "--start", START, "--distance-km", "5"
    )
    assert "No such command" in _refuse(capsys, "fly")
    assert "exactly one" in _refuse(capsys, "build", "--out", str(tmp_path / "t"))
    assert "--bbox" in _refuse(capsys, "build", "--bbox", "1,2,3", "--out", str(tmp_path / "t"))
    assert "recipe" in _refuse(capsys, "build", "--territory", "atlantis", "--out", str(tmp_path / "t"))
    config = tmp_path / "config.toml"
    config.write_text('nmae = "x"')
    building = ("build", "--osm", "x.osm", "--out", str(tmp_path / "t"), "--config", str(config))
    assert "no key nmae" in _refuse(capsys, *building)
    area = tmp_path / "area.geojson"
    area.write_text("no json")
    assert "area.geojson" in _refuse(capsys, *plan, "--start", START, "--distance-km", "5", "--avoid-areas", str(area))


@pytest.mark.parametrize("content", [b"", b"not an extract", b"\x00" * 500])
def test_a_broken_extract_is_one_line_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "broken.osm.pbf").write_bytes(content)
    assert main(["build", "--osm", str(tmp_path / "broken.osm.pbf"), "--out", str(tmp_path / "territory")]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("terrils: ")
    assert "broken.osm.pbf" in last
    assert [path.name for path in tmp_path.iterdir()] == ["broken.osm.pbf"]


def test_build_makes_a_territory_that_check_finds_whole_until_it_is_damaged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    drawn = build_drawn_territory(tmp_path).parent
    out = tmp_path / "built"
    sources = [
        "--osm",
        str(drawn / "drawn.osm"),
        "--sites",
        str(drawn / "sites.csv"),
        "--stops",
        str(drawn / "stops.csv"),
    ]
    assert main(["build", *sources, "--out", str(out)]) == 0
    captured = capsys.readouterr()
    assert "5 sites" in captured.out
    assert captured.err.count("\n") > 3
    assert main(["check", "--territory", str(out)]) == 0
    output = capsys.readouterr().out
    assert "is whole" in output
    assert "closures: 0 rules" in output
    rules = out / "closures.csv"
    rules.write_text("what;id;status\nway;5;closed\n", encoding="utf-8")
    assert main(["check", "--territory", str(out)]) == 0
    assert "closures: this territory has no OSM way 5; its row closes nothing" in capsys.readouterr().out
    rules.write_text("what;id;status\nway;5;shut\n", encoding="utf-8")
    assert "row 2 of closures.csv, status: shut is no status" in _refuse(capsys, "check", "--territory", str(out))
    rules.unlink()
    array = out / "network" / "arc_head.npy"
    content = bytearray(array.read_bytes())
    content[-1] ^= 1
    array.chmod(0o644)
    array.write_bytes(content)
    assert "arc_head" in _refuse(capsys, "check", "--territory", str(out))


def test_a_fault_of_our_own_is_one_line_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, territory: str
) -> None:
    from planner.territory import Territory

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr(Territory, "open", fail)
    assert main(["plan", "--territory", territory, "--mode", "bike", "--start", START]) == 1
    captured = capsys.readouterr().err
    assert captured.count("\n") == 1
    assert "ZeroDivisionError" in captured


def test_an_interrupt_ends_with_130(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from planner.territory import Territory

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Territory, "open", interrupt)
    assert main(["plan", "--territory", "x", "--mode", "bike", "--start", START]) == 130
    assert capsys.readouterr().err.strip() == "terrils: interrupted"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TERRILS_PORT", "many"),
        ("TERRILS_BASE_URL", "office.test/"),
        ("TERRILS_CORS_ORIGINS", "office"),
        ("TERRILS_DEADLINE_S", "-1"),
    ],
)
def test_a_wrong_setting_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert f"terrils: {variable}: " in _refuse(capsys, "serve")


def test_two_workers_serve_one_store_and_one_set_of_figures(territory: str, tmp_path: Path) -> None:
    with run_server(territory, tmp_path, workers=2) as address:
        answer = httpx.post(f"{address}/v1/itineraries", json=REQUEST, timeout=60)
        assert answer.status_code == 200, answer.text
        document = answer.json()["itineraries"][0]
        found = [httpx.get(f"{address}/v1/itineraries/{document['id']}", timeout=60) for _ in range(10)]
        figures = httpx.get(f"{address}/metrics", timeout=60).text
    assert [response.json() for response in found] == [document] * 10
    pattern = r'terrils_requests_total\{method="GET",route="/v1/itineraries/\{itinerary_id\}",status="200"\} (\d+)'
    counted = re.search(pattern, figures)
    assert counted is not None
    assert int(counted[1]) in {9, 10}, "the last one may be counted after it was answered"
