"""The solver on benchmark instances: solutions as JSON lines that others can check."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from planner.errors import SelectionError
from planner.selection.instances import is_tourist, list_instances, load_instance
from planner.selection.solver import select_within

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["solve_instances"]


def solve_instances(
    instances: Path,
    out: Path,
    *,
    routes: Sequence[int] = (1,),
    seconds: float = 1.0,
    seeds: Sequence[int] = (1,),
    progress: Callable[[str], None] | None = None,
) -> int:
    """Solve every instance of a folder and write one JSON object per run.

    Its keys are instance, m, seed, seconds, iterations, score and routes.

    Reading an instance is not counted in the seconds, laying it out for the search is. A tourist instance is run once
    per seed, with its own number of routes.

    Parameters
    ----------
    instances
        Folder with the instance files.
    out
        File to write.
    routes
        Numbers of routes to solve for.
    seconds
        Time of each run.
    seeds
        Seeds to run.
    progress
        Told one line per run.

    Returns
    -------
    int
        Number of runs.

    Raises
    ------
    SelectionError
        The folder holds no instances, one of them cannot be read, or an option is out of range.
    """
    if not routes or min(routes) < 1:
        raise SelectionError("the numbers of routes must be 1 or more", field="m")
    if not seeds:
        raise SelectionError("give at least one seed", field="seeds")
    paths = list_instances(instances)
    runs = 0
    with out.open("w", encoding="utf-8") as file:
        for path in paths:
            for m in (None,) if is_tourist(path) else routes:
                for seed in seeds:
                    line = _run(path, m, seconds, seed)
                    file.write(json.dumps(line) + "\n")
                    runs += 1
                    if progress is not None:
                        progress(f"{line['instance']} m={line['m']} seed={seed}: {line['score']}")
    return runs


def _run(path: Path, m: int | None, seconds: float, seed: int) -> dict[str, object]:
    problem = load_instance(path, m or 1)
    begin = time.perf_counter()
    selection = select_within(problem, seconds=seconds, seed=seed)
    taken = time.perf_counter() - begin
    return {
        "instance": path.stem,
        "m": len(problem.routes),
        "seed": seed,
        "seconds": round(taken, 3),
        "iterations": selection.iterations,
        "score": selection.score,
        "routes": [list(route.vertices) if route is not None else [] for route in selection.routes],
    }
