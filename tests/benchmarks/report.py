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


def write_report(docs: Path, head: str, sections: Iterable[Section]) -> Path:
    """Write `reference/benchmark.md` and its pictures below a folder of documentation.

    Parameters
    ----------
    docs
        The folder.
    head
        What was run, and where.
    sections
        Parts of the page, in order.

    Returns
    -------
    Path
        The page.
    """
    images = docs / "images" / "benchmark"
    images.mkdir(parents=True, exist_ok=True)
    (docs / "reference").mkdir(exist_ok=True)
    parts = [f"# Benchmark\n\n{head}"]
    for section in sections:
        parts.append(f"## {section.title}\n\n{section.text}")
        parts.extend(table.to_markdown() for table in section.tables)
        for picture in section.pictures:
            _draw(picture, images / f"{picture.name}.svg")
            parts.append(f"![{picture.caption}](../images/benchmark/{picture.name}.svg)\n\n*{picture.caption}*")
        if section.not_comparable:
            parts.append("Not like with like:\n\n" + "\n".join(f"- {line}" for line in section.not_comparable))
    page = docs / "reference" / _PAGE
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return page


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
