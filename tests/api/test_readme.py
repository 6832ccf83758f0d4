"""The first request of the README answers as the README shows."""

import json
import re
from pathlib import Path
from typing import Any

from api.settings import Settings
from tests.api.conftest import Service

README = Path(__file__).resolve().parents[2] / "README.md"


def holds(shown: Any, answered: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether an answer has everything that is shown of it; lists are cut short."""
    if isinstance(shown, dict):
        return all(key in answered and holds(value, answered[key]) for key, value in shown.items())
    if isinstance(shown, list):
        return len(answered) >= len(shown) and all(map(holds, shown, answered))
    return bool(shown == answered)


def test_the_first_request_answers_as_shown(demo_folder: Path, tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    (body,) = re.findall(r"-d '(\{.*?\})'", text, re.DOTALL)
    (shown,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    service = Service(Settings(territory=demo_folder / "territory", store_path=tmp_path / "store.sqlite"))
    service.start()
    try:
        answer = service.post("/v1/itineraries", json.loads(body)).json()
    finally:
        service.stop()
    assert len(answer["itineraries"]) == 3
    assert holds(json.loads(shown), answer), answer["itineraries"][0]["summary"]
