"""An itinerary as a map picture: the way and its sites over the streets around it."""

from __future__ import annotations

import io
import math
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import BoundingBox
from planner.messages import translate
from planner.render.base_map import list_streets, to_mercator
from planner.render.document import as_document
from planner.render.wording import format_distance, format_duration, format_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from graphs.network import Network
    from planner.itinerary import Itinerary
    from planner.render.canonical import Document
    from planner.territory import Territory

__all__ = ["to_map_png"]

_WIDTH_IN, _HEIGHT_IN, _DPI = 12.0, 9.0, 100
_MAP = (0.0, 0.06, 0.7, 0.94)
_PAPER, _INK, _QUIET = "#f7f4ee", "#22313f", "#5b6770"
_ROUTE, _PUSH, _FERRY, _START, _ALARM = "#d1495b", "#8d5a97", "#1f7a8c", "#2e7d32", "#c1121f"
_LEG_STYLE = {
    "push": (_PUSH, (0, (1.0, 1.0))),
    "foot": (_ROUTE, (0, (2.5, 1.0))),
    "ferry": (_FERRY, (0, (4.0, 2.0))),
    "transit": (_FERRY, (0, (1.0, 2.0))),
}
_EARTH_M = 6_371_008.8
_LEAST_SPAN_M = 800.0
_LIST_ROWS = 16
# Size, characters in a line and lines that fit below the map; the last takes whatever there is.
_CREDIT_SIZES = ((8.5, 185, 2), (6.5, 240, 3), (4.5, 350, math.inf))


def to_map_png(itinerary: Itinerary | Document, territory: Territory) -> bytes:
    """Draw 1200 by 900 pixels: streets, way, numbered sites, start, scale, north, figures, attribution and notice.

    The same itinerary gives the same bytes. Takes about a second.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    document = as_document(itinerary)
    figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN), dpi=_DPI, facecolor="white")
    axes = figure.add_axes(_MAP, facecolor=_PAPER)
    box = _frame(document)
    _set_frame(axes, box)
    _draw_streets(axes, territory.network, box)
    _draw_legs(axes, document["legs"])
    _draw_marks(axes, document)
    _draw_scale(axes, document["language"], box)
    _draw_panel(figure, document)
    _draw_notice(axes, document["notice"])
    out = io.BytesIO()
    FigureCanvasAgg(figure).print_png(  # type: ignore[no-untyped-call]
        out, metadata={"Software": "Terrils", "Copyright": "; ".join(document["attribution"])}
    )
    return out.getvalue()


def _frame(document: Document) -> BoundingBox:
    """Box around the way, with a margin, in the shape of the map."""
    points = np.array([point[:2] for leg in document["legs"] for point in leg["geometry"]["coordinates"]])
    stands = [[visit["position"]["lon"], visit["position"]["lat"]] for visit in document["visits"]]
    if stands:
        points = np.vstack([points, np.array(stands)])
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    lat, lon = (south + north) / 2, (west + east) / 2
    degree_m = math.radians(1) * _EARTH_M
    squeeze = math.cos(math.radians(lat))
    height = max((north - south) * degree_m, _LEAST_SPAN_M) * 1.16
    width = max((east - west) * degree_m * squeeze, _LEAST_SPAN_M) * 1.16
    shape = _MAP[2] * _WIDTH_IN / (_MAP[3] * _HEIGHT_IN)
    width, height = max(width, height * shape), max(height, width / shape)
    half_lat, half_lon = height / 2 / degree_m, width / 2 / degree_m / squeeze
    return BoundingBox(
        max(-180.0, lon - half_lon), max(-89.0, lat - half_lat), min(180.0, lon + half_lon), min(89.0, lat + half_lat)
    )


def _set_frame(axes: Axes, box: BoundingBox) -> None:
    (west, south), (east, north) = to_mercator(
        np.array([box.south, box.north]), np.array([box.west, box.east])
    ).tolist()
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw_streets(axes: Axes, network: Network, box: BoundingBox) -> None:
    from matplotlib.collections import LineCollection

    streets = list_streets(network, box)
    crowd = len(streets.big) + len(streets.streets) + len(streets.paths)
    thin = 0.6 if crowd > 8000 else 1.0  # noqa: PLR2004
    for lines, colour, width, style in (
        (streets.paths, "#c5cdbb", 0.7 * thin, "solid"),
        (streets.streets, "#d3d0c8", 1.0 * thin, "solid"),
        (streets.big, "#c2bcae", 2.2 * thin, "solid"),
    ):
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, linestyles=style, zorder=1))


def _draw_legs(axes: Axes, legs: Sequence[Document]) -> None:
    for leg in legs:
        line = _project(leg["geometry"]["coordinates"])
        colour, dash = _LEG_STYLE.get(leg["mode"], (_ROUTE, "solid"))
        axes.plot(*line.T, color="white", linewidth=5.2, solid_capstyle="round", zorder=3)
        axes.plot(*line.T, color=colour, linewidth=3.0, linestyle=dash, solid_capstyle="round", zorder=4)
    _draw_arrows(axes, np.vstack([_project(leg["geometry"]["coordinates"]) for leg in legs]))


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
            arrow = {"arrowstyle": "-|>", "color": _INK, "linewidth": 0, "mutation_scale": 13}
            axes.annotate("", xy=head, xytext=tail, arrowprops=arrow, zorder=5)


def _draw_marks(axes: Axes, document: Document) -> None:
    start = _project(document["legs"][0]["geometry"]["coordinates"][:1])[0]
    axes.plot(*start, marker="o", markersize=14, color=_START, markeredgecolor="white", markeredgewidth=2.5, zorder=7)
    for number, visit in enumerate(document["visits"], start=1):
        x, y = to_mercator(visit["position"]["lat"], visit["position"]["lon"])[0].tolist()
        axes.plot(x, y, marker="o", markersize=19, color=_INK, markeredgecolor="white", markeredgewidth=1.8, zorder=8)
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


def _draw_scale(axes: Axes, language: str, box: BoundingBox) -> None:
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    width_m = math.radians(box.east - box.west) * _EARTH_M * math.cos(math.radians((box.south + box.north) / 2))
    length_m = _pick_scale_m(width_m / 5)
    x, y = left + (right - left) * 0.035, bottom + (top - bottom) * 0.035
    end = x + (right - left) * length_m / width_m
    axes.plot([x, end], [y, y], color="white", linewidth=7, solid_capstyle="butt", zorder=10)
    axes.plot([x, end], [y, y], color=_INK, linewidth=3, solid_capstyle="butt", zorder=11)
    label = format_distance(language, length_m)
    axes.text((x + end) / 2, y + (top - bottom) * 0.012, label, color=_INK, fontsize=11, ha="center", zorder=11)
    north = translate(language, "N")
    axes.annotate(
        north,
        xy=(0.955, 0.965),
        xytext=(0.955, 0.905),
        xycoords="axes fraction",
        fontsize=13,
        fontweight="bold",
        color=_INK,
        ha="center",
        va="top",
        arrowprops={"arrowstyle": "-|>", "color": _INK, "linewidth": 2},
        zorder=11,
    )


def _pick_scale_m(most_m: float) -> float:
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(step * power for step in (1, 2, 5) if step * power <= most_m)


def _draw_panel(figure: Figure, document: Document) -> None:
    language, summary = document["language"], document["summary"]
    left, y = 0.72, 0.955
    if document["notice"]:
        y = _write(figure, left, y, document["notice"], size=15, colour=_ALARM, bold=True, columns=25) - 0.012
    y = _write(figure, left, y, document["title"], size=16, colour=_INK, bold=True, columns=26) - 0.01
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
        y = _write(figure, left, y, text, size=11.5, colour=_QUIET, columns=36)
    y -= 0.02
    shown = document["visits"][:_LIST_ROWS]
    for number, visit in enumerate(shown, start=1):
        y = _write(figure, left, y, f"{number}. {visit['site']['name']}", size=11, colour=_INK, columns=37) - 0.004
    hidden = len(document["visits"]) - len(shown)
    if hidden:
        _write(
            figure, left, y, translate(language, "and {number} more", number=hidden), size=11, colour=_QUIET, columns=37
        )
    credits_ = "  |  ".join(document["attribution"])
    size, columns, _ = next(fit for fit in _CREDIT_SIZES if len(textwrap.wrap(credits_, fit[1])) <= fit[2])
    _write(figure, 0.012, 0.047, credits_, size=size, colour=_QUIET, columns=columns)


def _write(
    figure: Figure, x: float, y: float, text: str, *, size: float, colour: str, columns: int, bold: bool = False
) -> float:
    """Write wrapped text downwards from y and give the y below it. Text is taken as it is, dollar signs too."""
    weight = "bold" if bold else "normal"
    for line in textwrap.wrap(text, columns):
        figure.text(x, y, line, fontsize=size, color=colour, fontweight=weight, va="top", parse_math=False)
        y -= size * 1.42 / 72 / _HEIGHT_IN
    return y


def _draw_notice(axes: Axes, notice: str) -> None:
    if not notice:
        return
    axes.text(
        0.5,
        0.5,
        notice,
        transform=axes.transAxes,
        fontsize=40,
        fontweight="bold",
        color=_ALARM,
        alpha=0.28,
        rotation=30,
        ha="center",
        va="center",
        zorder=6,
        parse_math=False,
    )


def _project(coordinates: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
    points = np.array([point[:2] for point in coordinates], dtype=np.float64)
    return to_mercator(points[:, 1], points[:, 0])
