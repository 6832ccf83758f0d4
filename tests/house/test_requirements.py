"""The pinned requirements are whole, agree with each other and answer pyproject.toml."""

import re
import tomllib
from functools import cache
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

FILES = {"run": (), "dev": ("test", "lint", "build"), "full": ("test", "full"), "bench": ("test", "bench")}
ENTRY = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


@cache
def _load_project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@cache
def _read_pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return {canonicalize_name(entry[1]): entry[2] for entry in ENTRY.finditer(text)}


@pytest.mark.parametrize("name", FILES)
def test_every_entry_is_pinned_with_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    starts = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    assert starts
    assert len(starts) == len(ENTRY.findall(text))


@pytest.mark.parametrize("name", FILES)
def test_every_dependency_is_pinned_within_its_bounds(name: str) -> None:
    project, pins = _load_project(), _read_pins(name)
    lines = list(project["project"]["dependencies"])
    for group in FILES[name]:
        lines += project["dependency-groups"][group]
    wrong = []
    for requirement in map(Requirement, lines):
        version = pins.get(canonicalize_name(requirement.name))
        if version is None or version not in requirement.specifier:
            wrong.append(f"{requirement}: pinned {version}")
    assert wrong == [], "run make requirements"


def test_every_group_is_pinned_somewhere() -> None:
    pinned = {group for groups in FILES.values() for group in groups}
    assert pinned == set(_load_project()["dependency-groups"])


@pytest.mark.parametrize("name", ["dev", "full", "bench"])
def test_files_agree_on_versions(name: str) -> None:
    run, other = _read_pins("run"), _read_pins(name)
    assert {package: (run[package], other.get(package)) for package in run if other.get(package) != run[package]} == {}


def test_what_builds_the_wheel_is_pinned() -> None:
    needed = [Requirement(line) for line in _load_project()["build-system"]["requires"]]
    pins = _read_pins("dev")
    assert all(pins[canonicalize_name(requirement.name)] in requirement.specifier for requirement in needed)
