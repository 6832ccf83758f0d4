"""The reference page of the tag rules, written from the rule files: `python -m graphs.osm.rules.reference FILE`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphs.osm.rules.tables import FILES, load_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["to_markdown"]

_HEAD = """# Tag rules

What OSM tags mean for those on foot, on bikes and cargo bikes and in wheelchairs. This page is generated from the rule
files (`data/tag_rules/*.toml`) by `python -m graphs.osm.rules.reference docs/reference/tag-rules.md`; change the files,
not the page.

What is not tagged is never taken for a yes that the class of the street does not give, and a value that the rules do
not know counts as no. Pushing a bike is walking: it is allowed where walking is, but not up ladders and escalators, on
ferries and on demanding mountain paths; cargo bikes are not pushed on steps either.
"""
_NOTES = frozenset({"about", "wiki", "title"})
_OTHER_NAMES = {"_other": "any other"}
_DEEPEST = 4
_FEWEST_TOGETHER = 3
"""From so many sections of plain rows on, they share one table."""


def to_markdown() -> str:
    """Write the reference page."""
    lines = [_HEAD]
    for name in FILES:
        document = load_document(name)
        lines += [f"## {document['title']}", "", f"Rule file: `{name}.toml`.", ""]
        lines += _list_section(document, 3)
    return "\n".join(lines).rstrip() + "\n"


def _list_section(table: Mapping[str, Any], depth: int) -> list[str]:
    lines: list[str] = []
    if "about" in table:
        lines += [table["about"], ""]
    if "wiki" in table:
        lines += [f"Follows {_links(table)}.", ""]
    rows = [(key, value) for key, value in table.items() if key not in _NOTES and not isinstance(value, dict)]
    if rows:
        lines += ["| | |", "| --- | --- |", *(f"| {_name(key)} | {_cell(value)} |" for key, value in rows), ""]
    sections = {key: value for key, value in table.items() if isinstance(value, dict)}
    if _belong_together(sections):
        return lines + _list_together(sections)
    for key, value in sections.items():
        lines += [f"{'#' * min(depth, _DEEPEST)} {_name(key)}", "", *_list_section(value, depth + 1)]
    return lines


def _belong_together(sections: Mapping[str, Any]) -> bool:
    return len(sections) >= _FEWEST_TOGETHER and all("delay_s" in table for table in sections.values())


def _list_together(sections: Mapping[str, Any]) -> list[str]:
    columns = list(dict.fromkeys(key for table in sections.values() for key in table if key not in _NOTES))
    lines = [
        "| | " + " | ".join(_name(column) for column in columns) + " | follows |",
        "| --- " * (len(columns) + 2) + "|",
    ]
    for key, table in sections.items():
        cells = [_cell(table[column]) if column in table else "" for column in columns]
        lines.append(f"| {_name(key)} | " + " | ".join(cells) + f" | {_links(table)} |")
    return [*lines, ""]


def _links(table: Mapping[str, Any]) -> str:
    return ", ".join(f"<{address}>" for address in table.get("wiki", []))


def _name(key: str) -> str:
    return _OTHER_NAMES.get(key, f"`{key}`")


def _cell(value: object) -> str:
    if isinstance(value, list):
        return _list_values(value) if value else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`"


def _list_values(values: Iterable[object]) -> str:
    return ", ".join(
        "(" + ", ".join(str(part) for part in value) + ")" if isinstance(value, list) else f"`{value}`"
        for value in values
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(to_markdown(), encoding="utf-8")
