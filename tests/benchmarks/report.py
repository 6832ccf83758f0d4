"""What a run of the benchmark found, as one page of tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

__all__ = ["Picture", "Section", "Table", "write_report"]

_PAGE = "benchmark.md"
_HEAD = "Times on a shared machine vary: ratios and medians say more than milliseconds."
_SIZE_INCHES = (7.0, 3.2)


@dataclass(frozen=True)
class Table:
    """A table; the first column names the row."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def to_markdown(self) -> str:
        """Write it, its caption above."""
        lines = [
            self.caption,
            "",
            _row(self.header),
            _row(["---"] + ["---:"] * (len(self.header) - 1)),
            *(_row(row) for row in self.rows),
        ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Picture:
    """A picture; `draw` is given axes to draw on."""

    name: str
    caption: str
    draw: Callable[[Axes], object]


@dataclass(frozen=True)
class Section:
    """One part of the page."""

    title: str
    text: str
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()
    not_comparable: Sequence[str] = field(default_factory=tuple)
    """What of the comparison is not like with like, a sentence each."""


def write_report(docs: Path, measured: str, sections: Iterable[Section], *, keep: bool = False) -> Path:
    """Write `reference/benchmark.md` and its pictures below a folder of documentation.

    Parameters
    ----------
    docs
        The folder.
    measured
        What was run, and where; stands below the title of each part.
    sections
        Parts of the page, in order.
    keep
        Whether parts of the page that is there stay, each at its place, where none of the same title was measured.

    Returns
    -------
    Path
        The page.
    """
    images = docs / "images" / "benchmark"
    images.mkdir(parents=True, exist_ok=True)
    (docs / "reference").mkdir(exist_ok=True)
    page = docs / "reference" / _PAGE
    parts = _read_parts(page) if keep and page.is_file() else {}
    for section in sections:
        parts[section.title] = _write_part(section, measured, images)
    whole = [f"# Benchmark\n\n{_HEAD}", *(f"## {title}\n\n{text}" for title, text in parts.items())]
    page.write_text("\n\n".join(whole) + "\n", encoding="utf-8")
    return page


def _read_parts(page: Path) -> dict[str, str]:
    """Read the parts of a page by title."""
    _, *parts = page.read_text(encoding="utf-8").rstrip("\n").split("\n\n## ")
    return dict(part.split("\n\n", maxsplit=1) for part in parts)


def _write_part(section: Section, measured: str, images: Path) -> str:
    parts = [measured, section.text]
    parts.extend(table.to_markdown() for table in section.tables)
    for picture in section.pictures:
        _draw(picture, images / f"{picture.name}.svg")
        parts.append(f"![{picture.caption}](../images/benchmark/{picture.name}.svg)\n\n*{picture.caption}*")
    if section.not_comparable:
        parts.append("Not like with like:\n\n" + "\n".join(f"- {line}" for line in section.not_comparable))
    return "\n\n".join(parts)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _draw(picture: Picture, file: Path) -> None:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": picture.name, "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
        axes = figure.subplots()
        axes.spines[["top", "right"]].set_visible(False)
        picture.draw(axes)
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
