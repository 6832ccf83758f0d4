"""What is kept of an itinerary for later edits."""

from __future__ import annotations

import json

import pytest

from planner.sketch import Sketch, SketchLeg, SketchPoint

LEG = SketchLeg((4, 7), (0, 120), (500, 300))
SKETCH = Sketch("abc", (LEG, SketchLeg((), (), ()), LEG), ("fosse-2", SketchPoint(3, 120, 50.4, 3.01, 2.5)), (8, 9))


def test_a_sketch_is_read_as_it_was_written() -> None:
    assert Sketch.from_json(SKETCH.to_json()) == SKETCH


def test_there_is_one_leg_more_than_places() -> None:
    with pytest.raises(ValueError, match="2 places need one leg more"):
        Sketch("abc", (LEG, LEG), SKETCH.stops)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', SKETCH.to_json().replace('"stops"', '"halts"')])
def test_what_is_no_sketch_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a sketch|Expecting value"):
        Sketch.from_json(text)


def test_a_sketch_of_another_format_is_refused() -> None:
    content = json.loads(SKETCH.to_json())
    content["format"] = 99
    with pytest.raises(ValueError, match="format 99"):
        Sketch.from_json(json.dumps(content))
