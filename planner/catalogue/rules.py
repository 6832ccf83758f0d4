"""Rules of the catalogue that are data: `data/site_rules`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from planner.catalogue.site import Access, AccessStatus
from planner.stops import fold_name
from planner.texts import LocalText

__all__ = ["get_default_access", "is_generic_name", "is_private_home_name", "load_rules"]


@cache
def load_rules(name: str) -> dict[str, Any]:
    """Content of one file of rules, by its name without ending; not to be changed.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    """
    text = (resources.files("data") / "site_rules" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_YEARS = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def get_default_access(status: AccessStatus, *, source: str = "") -> Access:
    """Access with the reason that every site of the status has."""
    reasons = load_rules("access")["reason"]
    return Access(status, LocalText.from_mapping(reasons[status.value]), source)


@cache
def _generic_names() -> frozenset[str]:
    return frozenset(fold_name(name) for name in load_rules("names")["generic"])


@cache
def _home_beginnings() -> tuple[str, ...]:
    return tuple(fold_name(name) for name in load_rules("names")["private_homes"])


def is_generic_name(name: str) -> bool:
    """Say whether a name means nothing without its commune; years do not tell one from another."""
    return _YEARS.sub("", fold_name(name)).strip() in _generic_names()


def is_private_home_name(*texts: str) -> bool:
    """Say whether a name or a form stands for a house that people live in."""
    return any(fold_name(text).startswith(_home_beginnings()) for text in texts if text)
