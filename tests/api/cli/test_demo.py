"""The command `demo` plans a circuit and a day with trains, and says on each that they are drawings."""

import json
from datetime import date
from pathlib import Path

from api.cli.demo import DAY_REQUEST, plan_demo

NOTICE = "DÉMO - NE PAS SUIVRE"


def test_a_circuit_and_a_day_with_trains_are_written(demo_folder: Path, tmp_path: Path) -> None:
    texts = plan_demo(demo_folder / "territory", tmp_path, language="fr")
    assert [text.splitlines()[0] for text in texts] == [NOTICE, NOTICE]
    assert {path.name for path in tmp_path.iterdir()} == {
        *("answer.json", "1.geojson", "1.gpx", "2.geojson", "2.gpx", "3.geojson", "3.gpx", "map.png"),
        *("day.json", "day.geojson", "day.gpx"),
    }
    answer, day = (json.loads((tmp_path / f"{name}.json").read_bytes()) for name in ("answer", "day"))
    assert {leg["mode"] for leg in answer["itineraries"][0]["legs"]} <= {"bike", "push"}
    assert len(day["itineraries"]) == 3
    best = day["itineraries"][0]
    rides = [leg for leg in best["legs"] if leg["mode"] == "transit"]
    assert [leg["part"] for leg in rides] == ["out", "home"]
    assert {leg["agency"] for leg in rides} == {"Réseau fictif"}
    assert all(leg["route"].endswith(" (démo)") and leg["bikes"] == "yes" for leg in rides)
    assert best["legs"][-1]["arrival"] <= DAY_REQUEST["access"]["latest_home"]
    assert abs(best["quality"]["length_error"]) <= 0.05
    assert best["visits"]
    gpx, drawn = ((tmp_path / f"day.{suffix}").read_text(encoding="utf-8") for suffix in ("gpx", "geojson"))
    names = [line for line in gpx.splitlines() if "<name>" in line]
    assert len(names) == 2 + 1 + len(best["visits"]) + len(rides)
    assert all(f"<name>{NOTICE} - " in line for line in names)
    assert json.loads(drawn)["notice"] == day["notice"] == NOTICE
    _, _, told = texts[1].partition("\n\nLa journée\n")
    moments = told.partition("\n\n")[0].splitlines()
    assert [moment[:5] for moment in moments] == sorted(moment[:5] for moment in moments)
    first = "08:33  Lille Flandres : Train Gorgebleue (démo) jusqu'à Hénin-Beaumont (arrive à 08:51, "
    assert moments[0].startswith(first)
    assert [moment for moment in moments if "Départ du circuit" in moment]
    assert any(best["visits"][0]["site"]["name"] in moment for moment in moments)
    assert any("d'attente à" in moment for moment in moments)
    assert moments[-1].endswith("Retour : Lille Flandres")
    assert "La journée" not in texts[0]


def test_the_day_is_a_saturday_with_a_bike_on_board() -> None:
    assert date.fromisoformat(DAY_REQUEST["departure"][:10]).strftime("%A") == "Saturday"
    assert DAY_REQUEST["access"]["bike_on_board"] == "required"
