"""Every tracked file keeps the rules of the house."""

import ast
import re
import warnings
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, list_python_files, list_tracked_files

LONGEST_MODULE = 600
LONG_MODULE = 400
LARGEST_FILE_BYTES = 3_200_000

# The brackets keep this file from finding itself.
NOT_COMMITTED = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:wor[k]|far[m]|roo[t]|User[s])/[a-z.]"),
    "a folder outside the checkout": re.compile(r"\.\./share[d]"),
    "a package index": re.compile(r"index[-]url|find[-]links|https?://[^\s\"']*/simpl[e]\b|pythonhoste[d]"),
    "unfinished work": re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b|NotImplemented[E]rror"),
}
# The check script alone may look for real files beside the checkout.
ALLOWED = {(".ci/run", "a folder outside the checkout")}


def _read_text(path: Path) -> str | None:
    """Return the text of a file, None for a binary one."""
    content = path.read_bytes()
    if b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


@pytest.mark.filterwarnings("default")
def test_no_module_is_longer_than_600_lines() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_bytes().splitlines()) for path in list_python_files()}
    long = {name: lines for name, lines in lengths.items() if lines > LONG_MODULE}
    if long:
        warnings.warn(f"modules over {LONG_MODULE} lines, soon to be split: {long}", stacklevel=1)
    assert {name: lines for name, lines in long.items() if lines > LONGEST_MODULE} == {}


def test_no_module_is_called_utils() -> None:
    assert [path for path in list_python_files() if path.stem in {"utils", "util", "helpers", "misc"}] == []


def test_nothing_is_committed_that_belongs_to_one_machine() -> None:
    found = []
    for path in list_tracked_files():
        name = path.relative_to(ROOT).as_posix()
        text = _read_text(path)
        if text is None:
            continue
        for what, pattern in NOT_COMMITTED.items():
            match = pattern.search(text)
            if match and (name, what) not in ALLOWED:
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{name}:{line}: {what}: {match.group()}")
    assert found == []


def test_no_tracked_file_is_large() -> None:
    sizes = {path.relative_to(ROOT).as_posix(): path.stat().st_size for path in list_tracked_files()}
    assert {name: size for name, size in sizes.items() if size > LARGEST_FILE_BYTES} == {}


def test_every_folder_of_tests_and_packages_is_a_package() -> None:
    folders = {path.parent for path in list_python_files() if path.relative_to(ROOT).parts[0] in {"tests", *PACKAGES}}
    assert sorted(str(folder) for folder in folders if not (folder / "__init__.py").is_file()) == []


def test_every_python_file_has_its_place() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in list_python_files()}
    assert tops <= {"tests", *PACKAGES}, "a new top-level package needs a contract in pyproject.toml"


def test_the_demo_generator_imports_none_of_the_packages() -> None:
    imported = set()
    for path in list_python_files():
        if not path.is_relative_to(ROOT / "data"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    assert imported.isdisjoint({"api", "planner", "graphs"})


def test_the_demo_generator_stays_small() -> None:
    rooms = [path for path in list_python_files() if path.is_relative_to(ROOT / "data" / "demo" / "generator")]
    assert sum(len(path.read_text().splitlines()) for path in rooms) < 1500


def test_the_demo_timetable_generator_stays_small() -> None:
    rooms = [path for path in list_python_files() if path.is_relative_to(ROOT / "data" / "demo" / "timetable")]
    assert 0 < sum(len(path.read_text().splitlines()) for path in rooms) < 500
