"""What an import kept, mended and refused: told to the person who keeps the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ImportReport", "RowNote"]

_EXAMPLES = 200
_NAMED = 20


@dataclass(frozen=True, slots=True)
class RowNote:
    """One finding: file, row (line or number of the feature, from 1; 0 for the whole file), field and what was done."""

    file: str
    row: int
    field: str
    outcome: Literal["mended", "refused", "ignored"]
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a report file."""
        return {
            "file": self.file,
            "row": self.row,
            "field": self.field,
            "outcome": self.outcome,
            "message": self.message,
        }


@dataclass(slots=True)
class ImportReport:
    """Findings of all imports of one build, in the order they were met."""

    notes: list[RowNote] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)
    outside: dict[str, list[str]] = field(default_factory=dict)
    """Ids of the rows of each file that lie outside the territory and were left out."""

    def mend(self, file: str, row: int, name: str, message: str) -> None:
        """Note a value that was put right."""
        self.notes.append(RowNote(file, row, name, "mended", message))

    def refuse(self, file: str, row: int, name: str, message: str) -> None:
        """Note a row that was left out because of a field."""
        self.notes.append(RowNote(file, row, name, "refused", message))

    def ignore(self, file: str, row: int, name: str, message: str) -> None:
        """Note something that was not read, without loss of a row."""
        self.notes.append(RowNote(file, row, name, "ignored", message))

    def leave_outside(self, file: str, ids: Sequence[str]) -> None:
        """Note rows that were kept until their place was seen to lie outside the territory."""
        if ids:
            self.outside.setdefault(file, []).extend(ids)
            self.kept[file] -= len(ids)

    def list_outside(self) -> list[str]:
        """Say of each file how many of its rows lie outside, and name the first."""
        return [
            f"outside: {len(ids)} rows of {file} lie outside the territory: "
            + ", ".join([*ids[:_NAMED], *(["..."] if len(ids) > _NAMED else [])])
            for file, ids in sorted(self.outside.items())
        ]

    def list_refused(self) -> list[RowNote]:
        """Rows that were left out."""
        return [note for note in self.notes if note.outcome == "refused"]

    def to_dict(self) -> dict[str, Any]:
        """Count the findings; list every row that was refused or left out, and the first of the others."""
        others = [note for note in self.notes if note.outcome != "refused"]
        return {
            "kept": dict(sorted(self.kept.items())),
            "outcomes": dict(sorted(Counter(note.outcome for note in self.notes).items())),
            "outside": {file: list(ids) for file, ids in sorted(self.outside.items())},
            "notes": [note.to_dict() for note in (*self.list_refused(), *others[:_EXAMPLES])],
        }
