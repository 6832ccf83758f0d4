"""The pages agree with each other and with the project."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, list_tracked_files

LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)(?:#[^)\s]*)?\)")
FOLDERS = ("tutorial", "how-to", "reference", "explanation", "decisions")


def _list_pages() -> list[Path]:
    return [path for path in list_tracked_files() if path.suffix == ".md"]


def test_changelog_and_project_bear_the_same_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    heading = re.search(r"^## \[([^\]]+)\](?: - (\S+))?", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert heading is not None
    newest = heading[2] if heading[1] == "Unreleased" else heading[1]
    assert newest == version


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = []
    for page in _list_pages():
        text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
        for match in LINK.finditer(text):
            target = match[1]
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_index_lists_its_pages(folder: str) -> None:
    index = ROOT / "docs" / folder / "index.md"
    listed = set(LINK.findall(index.read_text()))
    pages = {page.name for page in index.parent.glob("*.md") if page in set(_list_pages())} - {"index.md"}
    assert pages - listed == set()


def test_every_decision_has_its_four_parts() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert pages
    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    parts = ["Context", "Options", "Choice", "Consequences"]
    for page in pages:
        assert re.findall(r"^## (.+)$", page.read_text(), re.MULTILINE) == parts, page.name


def test_the_readme_names_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = "".join((ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    named = set(re.findall(r"^make ([a-z-]+)", pages, re.MULTILINE))
    assert named
    assert named <= targets


def test_every_cited_paper_is_in_the_bibliography() -> None:
    bibliography = (ROOT / "docs" / "reference" / "bibliography.md").read_text().lower()
    cited = {
        (path.relative_to(ROOT).as_posix(), doi.rstrip(".,;)").lower())
        for path in list_tracked_files()
        if path.suffix in {".py", ".toml"}
        for doi in re.findall(r"\b10\.\d{4,9}/[^\s\"'`>\]]+", path.read_text())
    }
    assert sorted((path, doi) for path, doi in cited if doi not in bibliography) == []
