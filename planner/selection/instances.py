"""Benchmark instances of the literature as problems.

Two text formats: that of the (team) orienteering problem with time windows (names that begin with c, r, rc or pr), and
that of tourist trips with a window per day of the week (names that begin with t). Coordinates and times are scaled to
integers; distances are Euclidean, cut after one decimal (c, r, rc) or two (pr, t), as the published scores assume. A
cut distance can break the triangle inequality by one unit.

References
----------
Vansteenwegen, P., Souffriau, W., Vanden Berghe, G., Van Oudheusden, D. (2009). Iterated local search for the team
orienteering problem with time windows. Computers & Operations Research 36, 3281-3290.
https://doi.org/10.1016/j.cor.2009.03.008
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.errors import SelectionError
from planner.selection.problem import OrienteeringProblem, RouteFrame

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

__all__ = ["is_tourist", "list_instances", "load_instance"]

_LEAST_COLUMNS = 8
_DAYS = 7
_X, _Y, _VISIT, _SCORE = 1, 2, 3, 4


def is_tourist(path: Path) -> bool:
    """Whether a file is of the tourist set, which says itself how many days it has."""
    return path.stem.startswith("t")


def list_instances(folder: Path) -> list[Path]:
    """List the instance files of a folder by name; others are passed over by their names.

    Raises
    ------
    SelectionError
        There is no such folder or it holds no instance.
    """
    found = (
        [path for path in sorted(folder.glob("*.txt")) if path.stem.lstrip("cprt").isdigit()] if folder.is_dir() else []
    )
    if not found:
        msg = f"{folder} holds no instance: files such as c101.txt, pr06.txt or t101.txt are looked for"
        raise SelectionError(msg, field="instances")
    return found


def load_instance(path: Path, routes: int = 1) -> OrienteeringProblem:
    """Read an instance.

    Parameters
    ----------
    path
        The file; its name tells the format.
    routes
        Number of routes; a tourist instance has its own and overrides it.

    Raises
    ------
    SelectionError
        The file is not of the format.
    """
    try:
        rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return _to_tourist_problem(rows) if is_tourist(path) else _to_problem(rows, _scale(path), routes)
    except (OSError, UnicodeDecodeError, ValueError, IndexError) as error:
        msg = f"{path.name} is no instance of the orienteering problem: {error}"
        raise SelectionError(msg, field="instances") from error


def _scale(path: Path) -> int:
    return 100 if path.stem.startswith("pr") else 10


def _to_units(values: list[str], scale: int) -> npt.NDArray[np.int64]:
    return np.round(np.array(values, np.float64) * scale).astype(np.int64)


def _column(rows: list[list[str]], index: int) -> list[str]:
    return [row[index] for row in rows]


def _distances(rows: list[list[str]], scale: int) -> npt.NDArray[np.int64]:
    x, y = (np.array(_column(rows, index), np.float64) for index in (_X, _Y))
    exact = np.hypot(x[:, None] - x, y[:, None] - y) * scale
    return np.floor(exact + 1e-9).astype(np.int64)


def _to_problem(rows: list[list[str]], scale: int, routes: int) -> OrienteeringProblem:
    body = [row for row in rows if len(row) >= _LEAST_COLUMNS]
    opens, closes = (_to_units(_column(body, index), scale) for index in (-2, -1))
    windows = np.stack([opens, closes], axis=1)[None, :, None, :]
    frame = RouteFrame(start=0, end=0, earliest_start=int(opens[0]), latest_end=int(closes[0]))
    return OrienteeringProblem(
        travel=_distances(body, scale),
        scores=_to_units(_column(body, _SCORE), 1),
        visits=_to_units(_column(body, _VISIT), scale),
        windows=np.tile(windows, (routes, 1, 1, 1)),
        routes=(frame,) * routes,
    )


def _to_tourist_problem(rows: list[list[str]]) -> OrienteeringProblem:
    scale = 100
    routes, first_day = int(rows[0][1]), int(rows[0][2])
    home, body = rows[1], rows[1:]
    start, end = (int(_to_units([home[index]], scale)[0]) for index in (5, 6))
    windows = np.zeros((routes, len(body), 1, 2), np.int64)
    for day in range(routes):
        column = 6 + 2 * ((first_day + day) % _DAYS)
        for edge in (0, 1):
            windows[day, 1:, 0, edge] = _to_units(_column(body[1:], column + edge), scale)
    closed = (windows[..., 0] == 0) & (windows[..., 1] == 0)
    windows[closed] = (1, 0)
    frame = RouteFrame(start=0, end=0, earliest_start=start, latest_end=end)
    return OrienteeringProblem(
        travel=_distances(body, scale),
        scores=_to_units(_column(body, _SCORE), 1),
        visits=_to_units(_column(body, _VISIT), scale),
        windows=windows,
        routes=(frame,) * routes,
    )
