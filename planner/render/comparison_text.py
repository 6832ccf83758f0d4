"""A comparison as plain text: a table of figures, a column per state of the streets, and what each variant changes."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from planner.messages import mark, translate
from planner.render.ground import get_stress_name, get_surface_name, list_stresses, list_surfaces
from planner.render.wording import format_distance, format_duration, format_share

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.render.canonical import Document

__all__ = ["to_comparison_text"]

_WIDTH = 16
_LEAST_SHARE = 0.005
_MOST_STREETS = 10
_MOST_NUMBERS = 3


def _plain(_: str, value: float) -> str:
    return f"{value:.0f}"


def _metres(_: str, value: float) -> str:
    return f"{value:.0f} m"


_ROWS: tuple[tuple[str, str, Callable[[str, float], str]], ...] = (
    (mark("Circuits found"), "itineraries", _plain),
    (mark("Length"), "length_m", format_distance),
    (mark("Time"), "duration_s", format_duration),
    (mark("Ascent"), "ascent_m", _metres),
    (mark("Sites"), "visits", _plain),
    (mark("Worth of the sites"), "score", _plain),
    (mark("Quiet ways"), "pleasant_share", format_share),
    (mark("Main roads"), "major_share", format_share),
    (mark("Signposted"), "signposted_share", format_share),
)


def to_comparison_text(document: Document, *, language: str) -> str:
    """Write a comparison for a terminal.

    Parameters
    ----------
    document
        As `to_comparison_json` writes it.
    """
    outcomes = [document["base"], *document["variants"]]
    names = [translate(language, "as it is"), *(variant["name"] for variant in document["variants"])]
    lines = [document["notice"], ""] if document["notice"] else []
    lines += _to_head(names)
    for text, key, form in _ROWS:
        cells = [outcome["figures"][key] for outcome in outcomes]
        shown = ["-" if cell is None else form(language, cell) for cell in cells]
        lines.append(_to_row(translate(language, text), shown))
    lines += _list_ground(outcomes, language)
    shares = [variant["differences"]["shared_share"] for variant in document["variants"]]
    shown = ["-" if share is None else format_share(language, share) for share in shares]
    lines.append(_to_row(translate(language, "Same streets as today"), ["", *shown]))
    for variant in document["variants"]:
        lines += ["", variant["name"], *(f"  {line}" for line in _describe(variant, language))]
    if "problem" in document["base"]:
        lines += ["", f"{names[0]}: {document['base']['problem']['detail']}"]
    lines += ["", translate(language, "Data"), *(f"- {text}" for text in document["attribution"])]
    return "\n".join(lines) + "\n"


def _list_ground(outcomes: list[Document], language: str) -> list[str]:
    """Give a row per level of traffic and per surface that some outcome has."""
    lines = []
    for head, group, keys, name in (
        (mark("Traffic"), "stress", list_stresses(), get_stress_name),
        (mark("Surface"), "surface", list_surfaces(), get_surface_name),
    ):
        table = [outcome["figures"][group] for outcome in outcomes]
        rows = [(name(language, key), [shares.get(key, 0.0) for shares in table]) for key in keys]
        shown = [(text, row) for text, row in rows if any(_is_seen(*pair) for pair in zip(row, table, strict=True))]
        if shown:
            lines.append(translate(language, head))
        for text, row in shown:
            cells = [format_share(language, share) if own else "-" for share, own in zip(row, table, strict=True)]
            lines.append(_to_row(f"  {text}", cells))
    return lines


def _is_seen(share: float, shares: Mapping[str, float]) -> bool:
    return bool(shares) and share >= _LEAST_SHARE


def _to_head(names: list[str]) -> list[str]:
    """Write the whole name of every column, over several lines where it is long."""
    columns = [wrap(name, _WIDTH - 2) for name in names]
    height = max(len(column) for column in columns)
    filled = [[""] * (height - len(column)) + column for column in columns]
    return [_to_row("", list(row)) for row in zip(*filled, strict=True)]


def _to_row(head: str, cells: list[str]) -> str:
    return "".join([f"{head:<26}", *(f"{cell:>{_WIDTH}}" for cell in cells)]).rstrip()


def _describe(variant: Document, language: str) -> list[str]:
    differences, streets = variant["differences"], variant["streets"]
    lines = []
    if "problem" in variant:
        lines.append(str(variant["problem"]["detail"]))
    elif differences["identical"]:
        lines.append(translate(language, "Nothing changes"))
    for text, key in ((mark("Added or opened"), "added_m"), (mark("Closed"), "closed_m")):
        if streets[key]:
            lines.append(f"{translate(language, text)}: {format_distance(language, streets[key])}")
        if key == "closed_m":
            lines += _list_closed(streets["closed_ways"], language)
    if streets["opened_ways"]:
        numbers = ", ".join(map(str, streets["opened_ways"][:_MOST_STREETS]))
        lines.append(
            translate(language, "Turns forbidden on opened ways are not known: none are kept ({ways})", ways=numbers)
        )
    for text, key in ((mark("New sites"), "sites_gained"), (mark("Sites left out"), "sites_lost")):
        if differences[key]:
            lines.append(f"{translate(language, text)}: {', '.join(site['name'] for site in differences[key])}")
    return lines


def _list_closed(ways: list[Document], language: str) -> list[str]:
    """Name the streets that are closed, the longest first, with the numbers of some of their ways."""
    streets: dict[str, list[Document]] = {}
    for way in sorted(ways, key=lambda way: -way["length_m"]):
        streets.setdefault(way["name"] or f"- {way['way']}", []).append(way)
    lengths = {name: sum(way["length_m"] for way in own) for name, own in streets.items()}
    longest = sorted(streets, key=lambda name: -lengths[name])
    lines = []
    for name in longest[:_MOST_STREETS]:
        numbers = [str(way["way"]) for way in streets[name]]
        shown = ", ".join([*numbers[:_MOST_NUMBERS], *(["..."] if len(numbers) > _MOST_NUMBERS else [])])
        lines.append(f"  {streets[name][0]['name'] or '-'} ({shown}): {format_distance(language, lengths[name])}")
    hidden = len(longest) - _MOST_STREETS
    if hidden > 0:
        lines.append(f"  {translate(language, '{number} more', number=hidden)}")
    return lines
