"""The reference page of the profiles, written from their data: `python -m graphs.profiles.reference FILE`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from graphs.attributes import ArcClass, Highway, Surface, Use
from graphs.profiles.loading import load_profiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from graphs.profiles.model import Limits, Profile

__all__ = ["render", "write"]

_HEAD = """# Profiles

Who travels, how fast, and what is refused. This page is generated from `data/profiles/*.toml` by
`python -m graphs.profiles.reference docs/reference/profiles.md`; change the files, not the page. Their comments name
the sources of the values; [Add a profile](../how-to/add-a-profile.md) explains the keys.

Speeds are those of the compiled model: Tobler's function on foot, a balance of power on wheels, the lowest of the speed
limits for comfort, and pushing where that is faster. They do not depend on taste. `no`: such streets are refused.
"""
_FOOT = """\
Waits at gates are those of the barrier times the factor. A metre of ascent weighs as much as the given metres of an
ideal street; it changes the choice of streets, not their time.
"""
_GRADES = (-10, -5, 0, 3, 5, 10)
_KMH = 3.6
_ANY = 100


def render() -> str:
    """Write the page."""
    profiles = list(load_profiles().values())
    speed_rows = [[surface.name.lower(), *(_kmh(profile, surface, 0) for profile in profiles)] for surface in Surface]
    slope_rows = [[f"{grade} %", *(_kmh(profile, Surface.ASPHALT, grade) for profile in profiles)] for grade in _GRADES]
    names = [f"`{profile.name}`" for profile in profiles]
    sections = [
        _HEAD,
        "## Speed on the flat, km/h, by surface\n\n" + _table(["surface", *names], speed_rows),
        "## Speed on asphalt, km/h, by grade\n\n" + _table(["grade", *names], slope_rows),
        "## Costs, limits and climbing\n\n"
        + _table(
            [
                "profile",
                "vehicle",
                "steps",
                "waits",
                "narrowest",
                "steepest tagged",
                "steepest measured",
                "a metre up weighs",
            ],
            [_limit_row(profile) for profile in profiles],
        ),
        _FOOT,
    ]
    return "\n".join(sections)


def write(path: Path) -> None:
    """Write the page to a file."""
    path.write_text(render(), encoding="utf-8")


def _kmh(profile: Profile, surface: Surface, grade_pct: int) -> str:
    street = _street(surface)
    if any(rule.matches(street, profile.vehicle).any() for rule in profile.limits.refused):
        return "no"
    speeds = profile.speeds.speeds_m_s(street, np.array([grade_pct / 100]), profile.vehicle)
    return f"{speeds[0, 0] * _KMH:.1f}"


def _street(surface: Surface) -> npt.NDArray[np.uint8]:
    """Class table of one residential street that all may use."""
    columns = dict.fromkeys(ArcClass.field_names(), 0)
    columns |= {name: int(Use.FREE) for name in columns if name.startswith("use_")}
    columns |= {"highway": int(Highway.RESIDENTIAL), "surface": int(surface)}
    return np.array([list(columns.values())], dtype=np.uint8)


def _limit_row(profile: Profile) -> list[str]:
    costs, limits = profile.costs, profile.limits
    return [
        f"`{profile.name}`",
        profile.vehicle.name.lower(),
        f"{costs.steps_s_per_m:g} s/m + {costs.steps_flight_s:g} s" if limits.steps else "no",
        f"x {costs.delay_factor:g}",
        f"{limits.min_width_dm / 10:g} m" if limits.min_width_dm else "any",
        *_steepest(limits),
        f"{profile.climb_cm_per_dm / 10:g} m",
    ]


def _steepest(limits: Limits) -> list[str]:
    both = (limits.max_tagged_incline_pct, limits.max_measured_grade_pct)
    return [f"{limit} %" if limit < _ANY else "any" for limit in both]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
