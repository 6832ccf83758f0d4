"""A comparison as a map picture: the best itinerary today and on a variant, and what the variant changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.messages import translate
from planner.render.canvas import (
    QUIET,
    draw_notice,
    draw_scale,
    frame,
    project,
    start_map,
    to_png,
    write,
    write_credits,
    write_head,
)
from planner.render.document import list_own_legs
from planner.render.wording import format_distance, format_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from planner.render.canonical import Document
    from planner.territory import Territory

__all__ = ["to_comparison_png"]

_TODAY, _VARIANT, _ADDED, _CLOSED = "#1f6f8b", "#d1495b", "#2e7d32", "#22313f"
_WIDE, _NARROW = 6.0, 2.6


def to_comparison_png(document: Document, territory: Territory, *, language: str, number: int = 0) -> bytes:
    """Draw 1200 by 900 pixels: the best itinerary on the streets as they are, wide, and narrow above it on a variant.

    Parameters
    ----------
    document
        As `to_comparison_json` writes it.
    number
        Which variant.

    Raises
    ------
    IndexError
        There is no such variant.
    """
    base, variant = document["base"], document["variants"][number]
    points = [point[:2] for line in _list_lines(base, variant) for point in line]
    box = frame(np.array(points)) if points else territory.bounding_box
    figure, axes = start_map(territory.network, box)
    streets = variant["streets"]
    _draw(axes, [line["coordinates"] for line in streets["added"]], _ADDED, 8.0, alpha=0.45)
    _draw(axes, [part for line in streets["closed"] for part in _to_parts(line)], _CLOSED, 3.0, dash=(0, (1.0, 1.0)))
    _draw(axes, list(_list_ways(base)), _TODAY, _WIDE, alpha=0.75)
    _draw(axes, list(_list_ways(variant)), _VARIANT, _NARROW)
    draw_scale(axes, language, box)
    _write_panel(figure, document, language, number)
    draw_notice(axes, document["notice"])
    return to_png(figure, document["attribution"])


def _list_ways(outcome: Document) -> Iterator[list[list[float]]]:
    """Yield the legs of the best itinerary."""
    for itinerary in outcome["itineraries"][:1]:
        for leg in list_own_legs(itinerary):
            yield leg["geometry"]["coordinates"]


def _list_lines(*outcomes: Document) -> Iterator[list[list[float]]]:
    for outcome in outcomes:
        yield from _list_ways(outcome)
        for kind in ("added", "closed"):
            for line in outcome["streets"][kind]:
                yield from _to_parts(line)


def _to_parts(geometry: Document) -> list[list[list[float]]]:
    """Give the lines that a geometry is made of."""
    coordinates: list[Any] = geometry["coordinates"]
    return coordinates if geometry["type"] == "MultiLineString" else [coordinates]


def _draw(
    axes: Axes,
    lines: list[list[list[float]]],
    colour: str,
    width: float,
    *,
    alpha: float = 1.0,
    dash: str | tuple[int, tuple[float, ...]] = "solid",
) -> None:
    for line in lines:
        axes.plot(
            *project(line).T,
            color=colour,
            linewidth=width,
            alpha=alpha,
            linestyle=dash,
            solid_capstyle="round",
            zorder=4,
        )


def _write_panel(figure: Figure, document: Document, language: str, number: int) -> None:
    base, variant = document["base"], document["variants"][number]
    left, y = write_head(figure, document["notice"], variant["name"])
    for outcome, text, colour in (
        (base, translate(language, "Streets as they are"), _TODAY),
        (variant, translate(language, "With the variant"), _VARIANT),
    ):
        y = write(figure, left, y, text, size=12.5, colour=colour, bold=True, columns=34)
        for line in _describe(outcome, language):
            y = write(figure, left, y, line, size=11, colour=QUIET, columns=37)
        y -= 0.012
    streets = variant["streets"]
    for key, text, colour in (
        ("added_m", translate(language, "Added or opened"), _ADDED),
        ("closed_m", translate(language, "Closed"), _CLOSED),
    ):
        if streets[key]:
            line = f"{text}: {format_distance(language, streets[key])}"
            y = write(figure, left, y, line, size=12, colour=colour, bold=True, columns=34)
    write_credits(figure, document["attribution"])


def _describe(outcome: Document, language: str) -> list[str]:
    if not outcome["itineraries"]:
        return [translate(language, "No circuit can be had")]
    figures = outcome["figures"]
    return [
        translate(language, "Length: {distance}", distance=format_distance(language, figures["length_m"])),
        translate(language, "Quiet ways: {share}", share=format_share(language, figures["pleasant_share"])),
        translate(language, "Main roads: {share}", share=format_share(language, figures["major_share"])),
        translate(language, "Sites: {number}", number=figures["visits"]),
    ]
