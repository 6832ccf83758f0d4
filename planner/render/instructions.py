"""One step of a leg as an instruction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.messages import mark, translate
from planner.render.wording import format_distance, get_street_kind

if TYPE_CHECKING:
    from planner.itinerary import Step

__all__ = ["to_instruction"]

# With the name of the street, and with its kind where it has no name.
_TURNS = {
    "depart": (mark("Start along {name}"), mark("Start along {way}")),
    "straight": (mark("Go straight on along {name}"), mark("Go straight on along {way}")),
    "slight_left": (mark("Bear left onto {name}"), mark("Bear left onto {way}")),
    "left": (mark("Turn left onto {name}"), mark("Turn left onto {way}")),
    "sharp_left": (mark("Turn sharp left onto {name}"), mark("Turn sharp left onto {way}")),
    "slight_right": (mark("Bear right onto {name}"), mark("Bear right onto {way}")),
    "right": (mark("Turn right onto {name}"), mark("Turn right onto {way}")),
    "sharp_right": (mark("Turn sharp right onto {name}"), mark("Turn sharp right onto {way}")),
    "u_turn": (mark("Turn round, back along {name}"), mark("Turn round, back along {way}")),
}


def to_instruction(language: str, step: Step) -> str:
    """Say what to do: "Turn left onto Station Road (residential street, 350 m)".

    Raises
    ------
    KeyError
        The step has a turn that is not known.
    """
    if step.turn == "arrive":
        return translate(language, "You have arrived")
    named, unnamed = _TURNS[step.turn]
    distance = format_distance(language, step.length_m)
    if step.name:
        sentence = translate(language, named, name=step.name)
        notes = [get_street_kind(language, step.kind, with_article=False), distance]
    else:
        sentence = translate(language, unnamed, way=get_street_kind(language, step.kind, with_article=True))
        notes = [distance]
    if step.routes:
        notes.append(translate(language, "following {routes}", routes=", ".join(step.routes)))
    text = f"{sentence} ({', '.join(notes)})"
    if step.junction:
        return translate(language, "Junction {number}: {instruction}", number=step.junction, instruction=text)
    return text
