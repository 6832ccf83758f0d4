"""What was mended and refused in a feed, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Fault", "FaultLog"]

_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that was mended or refused: table, row (the header is row 1; 0 for the whole table), what was wrong."""

    table: str
    row: int
    kind: str
    refused: bool


@dataclass(slots=True)
class FaultLog:
    """Counts every fault and keeps the first rows of each kind."""

    counts: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    examples: list[Fault] = field(default_factory=list)

    def refuse(self, table: str, row: int, kind: str) -> None:
        """Note a row that was left out."""
        self._note(Fault(table, row, kind, refused=True))

    def mend(self, table: str, row: int, kind: str) -> None:
        """Note a row that was put right."""
        self._note(Fault(table, row, kind, refused=False))

    def refuse_all(self, table: str, rows: list[int], kind: str) -> None:
        """Note rows that were left out for one reason."""
        for row in rows:
            self.refuse(table, row, kind)

    def count(self, kind: str) -> int:
        """How often a kind was met."""
        return sum(number for (_, found, _), number in self.counts.items() if found == kind)

    def _note(self, fault: Fault) -> None:
        key = (fault.table, fault.kind, fault.refused)
        self.counts[key] += 1
        if self.counts[key] <= _EXAMPLES:
            self.examples.append(fault)
