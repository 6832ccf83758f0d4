"""What an import kept, mended and refused: told to the person who keeps the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["ImportReport", "RowNote"]

_EXAMPLES = 200


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

    def mend(self, file: str, row: int, name: str, message: str) -> None:
        """Note a value that was put right."""
        self.notes.append(RowNote(file, row, name, "mended", message))

    def refuse(self, file: str, row: int, name: str, message: str) -> None:
        """Note a row that was left out because of a field."""
        self.notes.append(RowNote(file, row, name, "refused", message))

    def ignore(self, file: str, row: int, name: str, message: str) -> None:
        """Note something that was not read, without loss of a row."""
        self.notes.append(RowNote(file, row, name, "ignored", message))

    def list_refused(self) -> list[RowNote]:
        """Rows that were left out."""
        return [note for note in self.notes if note.outcome == "refused"]

    def to_dict(self) -> dict[str, Any]:
        """Count the findings, and list the first."""
        return {
            "kept": dict(sorted(self.kept.items())),
            "outcomes": dict(sorted(Counter(note.outcome for note in self.notes).items())),
            "notes": [note.to_dict() for note in self.notes[:_EXAMPLES]],
        }
