"""What the ways are like, in words: traffic and surface, for tables that set them side by side."""

from __future__ import annotations

from planner.messages import mark, translate

__all__ = ["get_stress_name", "get_surface_name", "list_stresses", "list_surfaces"]

_STRESSES = {
    "1_calm": mark("calm"),
    "2_low": mark("little traffic"),
    "3_medium": mark("some traffic"),
    "4_high": mark("heavy traffic"),
    "unknown": mark("not known"),
}
_SURFACES = {
    "asphalt": mark("asphalt"),
    "concrete": mark("concrete"),
    "paving": mark("paving stones"),
    "sett": mark("setts"),
    "cobble": mark("cobbles"),
    "wood": mark("boards"),
    "metal": mark("metal"),
    "compacted": mark("compacted"),
    "fine_gravel": mark("fine gravel"),
    "gravel": mark("gravel"),
    "unpaved": mark("unpaved"),
    "ground": mark("earth"),
    "grass": mark("grass"),
    "sand": mark("sand"),
    "mud": mark("mud"),
    "rock": mark("rock"),
    "unknown": mark("not known"),
}


def list_stresses() -> list[str]:
    """Keys of the levels of traffic, the calmest first, the unknown last."""
    return list(_STRESSES)


def list_surfaces() -> list[str]:
    """Keys of the surfaces, the smoothest first, the unknown last."""
    return list(_SURFACES)


def get_stress_name(language: str, key: str) -> str:
    """Name of a level of traffic."""
    return translate(language, _STRESSES[key])


def get_surface_name(language: str, key: str) -> str:
    """Name of a surface."""
    return translate(language, _SURFACES[key])
