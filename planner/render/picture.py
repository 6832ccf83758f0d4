"""An itinerary as a map picture: the way and its sites over the streets around it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planner.messages import translate
from planner.render.base_map import to_mercator
from planner.render.canvas import (
    INK,
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
from planner.render.document import as_document, list_own_legs
from planner.render.wording import format_duration, format_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from planner.itinerary import Itinerary
    from planner.render.canonical import Document
    from planner.territory import Territory

__all__ = ["to_map_png"]

_ROUTE, _PUSH, _FERRY, _START = "#d1495b", "#8d5a97", "#1f7a8c", "#2e7d32"
_LEG_STYLE = {
    "push": (_PUSH, (0, (1.0, 1.0))),
    "foot": (_ROUTE, (0, (2.5, 1.0))),
    "ferry": (_FERRY, (0, (4.0, 2.0))),
    "transit": (_FERRY, (0, (1.0, 2.0))),
}
_LIST_ROWS = 16


def to_map_png(itinerary: Itinerary | Document, territory: Territory) -> bytes:
    """Draw 1200 by 900 pixels: streets, way, numbered sites, start, scale, north, figures, attribution and notice.

    The same itinerary gives the same bytes. Takes about a second.
    """
    document = as_document(itinerary)
    box = frame(_list_points(document))
    figure, axes = start_map(territory.network, box)
    _draw_legs(axes, list_own_legs(document))
    _draw_marks(axes, document)
    draw_scale(axes, document["language"], box)
    _draw_panel(figure, document)
    draw_notice(axes, document["notice"])
    return to_png(figure, document["attribution"])


def _list_points(document: Document) -> npt.NDArray[np.float64]:
    """Longitude and latitude of the way and the sites, shape (n, 2)."""
    points = [point[:2] for leg in list_own_legs(document) for point in leg["geometry"]["coordinates"]]
    stands = [[visit["position"]["lon"], visit["position"]["lat"]] for visit in document["visits"]]
    return np.array([*points, *stands])


def _draw_legs(axes: Axes, legs: Sequence[Document]) -> None:
    for leg in legs:
        line = project(leg["geometry"]["coordinates"])
        colour, dash = _LEG_STYLE.get(leg["mode"], (_ROUTE, "solid"))
        axes.plot(*line.T, color="white", linewidth=5.2, solid_capstyle="round", zorder=3)
        axes.plot(*line.T, color=colour, linewidth=3.0, linestyle=dash, solid_capstyle="round", zorder=4)
    _draw_arrows(axes, np.vstack([project(leg["geometry"]["coordinates"]) for leg in legs]))


def _draw_arrows(axes: Axes, line: npt.NDArray[np.float64]) -> None:
    """Show the direction of travel by a few arrow heads."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    if along[-1] <= 0:
        return
    for share in np.linspace(0.06, 0.94, 9):
        at = share * along[-1]
        back = at - along[-1] * 0.004
        tail = (np.interp(back, along, line[:, 0]), np.interp(back, along, line[:, 1]))
        head = (np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1]))
        if math.hypot(head[0] - tail[0], head[1] - tail[1]) > 0:
            arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 0, "mutation_scale": 13}
            axes.annotate("", xy=head, xytext=tail, arrowprops=arrow, zorder=5)


def _draw_marks(axes: Axes, document: Document) -> None:
    start = project(list_own_legs(document)[0]["geometry"]["coordinates"][:1])[0]
    axes.plot(*start, marker="o", markersize=14, color=_START, markeredgecolor="white", markeredgewidth=2.5, zorder=7)
    for number, visit in enumerate(document["visits"], start=1):
        x, y = to_mercator(visit["position"]["lat"], visit["position"]["lon"])[0].tolist()
        axes.plot(x, y, marker="o", markersize=19, color=INK, markeredgecolor="white", markeredgewidth=1.8, zorder=8)
        axes.text(
            x,
            y,
            str(number),
            color="white",
            fontsize=10,
            fontweight="bold",
            ha="center",
            va="center_baseline",
            zorder=9,
        )


def _draw_panel(figure: Figure, document: Document) -> None:
    language, summary = document["language"], document["summary"]
    left, y = write_head(figure, document["notice"], document["title"])
    figures = [
        format_duration(language, summary["duration_s"]),
        *(
            []
            if summary["ascent_m"] is None
            else [translate(language, "Ascent: {metres} m", metres=round(summary["ascent_m"]))]
        ),
        translate(language, "Quiet ways: {share}", share=format_share(language, document["quality"]["pleasant_share"])),
    ]
    for text in figures:
        y = write(figure, left, y, text, size=11.5, colour=QUIET, columns=36)
    y -= 0.02
    shown = document["visits"][:_LIST_ROWS]
    for number, visit in enumerate(shown, start=1):
        y = write(figure, left, y, f"{number}. {visit['site']['name']}", size=11, colour=INK, columns=37) - 0.004
    hidden = len(document["visits"]) - len(shown)
    if hidden:
        write(
            figure, left, y, translate(language, "and {number} more", number=hidden), size=11, colour=QUIET, columns=37
        )
    write_credits(figure, document["attribution"])
