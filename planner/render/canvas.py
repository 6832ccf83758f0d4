"""What all map pictures share: frame, streets, scale, north, notice, wrapped text."""

from __future__ import annotations

import io
import math
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from graphs.geo import BoundingBox
from planner.messages import translate
from planner.render.base_map import list_streets, to_mercator
from planner.render.wording import format_distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from graphs.network import Network

__all__ = [
    "ALARM",
    "INK",
    "MAP",
    "QUIET",
    "draw_notice",
    "draw_scale",
    "draw_streets",
    "frame",
    "project",
    "start_map",
    "to_png",
    "write",
    "write_credits",
]

_WIDTH_IN, _HEIGHT_IN, _DPI = 12.0, 9.0, 100
MAP = (0.0, 0.06, 0.7, 0.94)
"""Where the map lies on the picture; texts stand to its right and below."""
_PAPER, INK, QUIET, ALARM = "#f7f4ee", "#22313f", "#5b6770", "#c1121f"
_EARTH_M = 6_371_008.8
_LEAST_SPAN_M = 800.0
# Size, characters in a line and lines that fit below the map; the last takes whatever there is.
_CREDIT_SIZES = ((8.5, 185, 2), (6.5, 240, 3), (4.5, 350, math.inf))


def start_map(network: Network, box: BoundingBox) -> tuple[Figure, Axes]:
    """Begin a picture of 1200 by 900 pixels with the streets in a box."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN), dpi=_DPI, facecolor="white")
    axes = figure.add_axes(MAP, facecolor=_PAPER)
    _set_frame(axes, box)
    draw_streets(axes, network, box)
    return figure, axes


def to_png(figure: Figure, attribution: Iterable[str]) -> bytes:
    """Write a picture; the same picture gives the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    out = io.BytesIO()
    FigureCanvasAgg(figure).print_png(  # type: ignore[no-untyped-call]
        out, metadata={"Software": "Terrils", "Copyright": "; ".join(attribution)}
    )
    return out.getvalue()


def frame(points: npt.NDArray[np.float64]) -> BoundingBox:
    """Box around points of longitude and latitude (n, 2), with a margin, in the shape of the map."""
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    lat, lon = (south + north) / 2, (west + east) / 2
    degree_m = math.radians(1) * _EARTH_M
    squeeze = math.cos(math.radians(lat))
    height = max((north - south) * degree_m, _LEAST_SPAN_M) * 1.16
    width = max((east - west) * degree_m * squeeze, _LEAST_SPAN_M) * 1.16
    shape = MAP[2] * _WIDTH_IN / (MAP[3] * _HEIGHT_IN)
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


def draw_streets(axes: Axes, network: Network, box: BoundingBox) -> None:
    """Draw the streets of a network in a box."""
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


def draw_scale(axes: Axes, language: str, box: BoundingBox) -> None:
    """Draw a scale bar and where north is."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    width_m = math.radians(box.east - box.west) * _EARTH_M * math.cos(math.radians((box.south + box.north) / 2))
    length_m = _pick_scale_m(width_m / 5)
    x, y = left + (right - left) * 0.035, bottom + (top - bottom) * 0.035
    end = x + (right - left) * length_m / width_m
    axes.plot([x, end], [y, y], color="white", linewidth=7, solid_capstyle="butt", zorder=10)
    axes.plot([x, end], [y, y], color=INK, linewidth=3, solid_capstyle="butt", zorder=11)
    label = format_distance(language, length_m)
    axes.text((x + end) / 2, y + (top - bottom) * 0.012, label, color=INK, fontsize=11, ha="center", zorder=11)
    north = translate(language, "N")
    axes.annotate(
        north,
        xy=(0.955, 0.965),
        xytext=(0.955, 0.905),
        xycoords="axes fraction",
        fontsize=13,
        fontweight="bold",
        color=INK,
        ha="center",
        va="top",
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 2},
        zorder=11,
    )


def _pick_scale_m(most_m: float) -> float:
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(step * power for step in (1, 2, 5) if step * power <= most_m)


def write(
    figure: Figure, x: float, y: float, text: str, *, size: float, colour: str, columns: int, bold: bool = False
) -> float:
    """Write wrapped text downwards from y and give the y below it. Text is taken as it is, dollar signs too."""
    weight = "bold" if bold else "normal"
    for line in textwrap.wrap(text, columns):
        figure.text(x, y, line, fontsize=size, color=colour, fontweight=weight, va="top", parse_math=False)
        y -= size * 1.42 / 72 / _HEIGHT_IN
    return y


def write_head(figure: Figure, notice: str, title: str) -> tuple[float, float]:
    """Write notice and title beside the map, and say where to go on: x and y."""
    left, y = 0.72, 0.955
    if notice:
        y = write(figure, left, y, notice, size=15, colour=ALARM, bold=True, columns=25) - 0.012
    return left, write(figure, left, y, title, size=16, colour=INK, bold=True, columns=26) - 0.01


def write_credits(figure: Figure, attribution: Iterable[str]) -> None:
    """Write the attribution below the map, as large as it fits."""
    credits_ = "  |  ".join(attribution)
    size, columns, _ = next(fit for fit in _CREDIT_SIZES if len(textwrap.wrap(credits_, fit[1])) <= fit[2])
    write(figure, 0.012, 0.047, credits_, size=size, colour=QUIET, columns=columns)


def draw_notice(axes: Axes, notice: str) -> None:
    """Lay a notice across the map, where there is one."""
    if not notice:
        return
    axes.text(
        0.5,
        0.5,
        notice,
        transform=axes.transAxes,
        fontsize=40,
        fontweight="bold",
        color=ALARM,
        alpha=0.28,
        rotation=30,
        ha="center",
        va="center",
        zorder=6,
        parse_math=False,
    )


def project(coordinates: Sequence[Sequence[float]]) -> npt.NDArray[np.float64]:
    """Project positions of longitude, latitude to the plane of the map, shape (n, 2)."""
    points = np.array([point[:2] for point in coordinates], dtype=np.float64)
    return to_mercator(points[:, 1], points[:, 0])
