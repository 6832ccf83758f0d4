"""Progress of long work: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NoReturn, Self

from tqdm import tqdm

if TYPE_CHECKING:
    from types import TracebackType
    from typing import TextIO

__all__ = ["CountProgress", "StepProgress"]

_LINE_EVERY_S = 10.0


class StepProgress:
    """Follows work that names its steps and says which share of each is done.

    Parameters
    ----------
    stream
        Where to show it; standard error where none is given.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._bar: tqdm[NoReturn] | None = None
        self._step = ""
        self._told = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def __call__(self, step: str, share: float) -> None:
        """Show that a share, 0 to 1, of a step is done."""
        if self._stream.isatty():
            self._show_bar(step, share)
        else:
            self._print_line(step, share)
        self._step = step

    def _show_bar(self, step: str, share: float) -> None:
        bar = self._bar
        if bar is None or step != self._step:
            self._close()
            bar = tqdm(total=100, desc=step, unit="%", file=self._stream, leave=True)
        bar.n = round(100 * min(1.0, max(0.0, share)))
        bar.refresh()
        self._bar = bar

    def _print_line(self, step: str, share: float) -> None:
        now = time.monotonic()
        if step == self._step and now - self._told < _LINE_EVERY_S:
            return
        text = f"{step}: {share:.0%}" if share else step
        self._stream.write(f"{text}\n")
        self._stream.flush()
        self._told = now

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class CountProgress:
    """Follows work on a known number of things.

    Parameters
    ----------
    total
        How many there are.
    what
        What they are called.
    stream
        Where to show it; standard error where none is given.
    """

    def __init__(self, total: int, what: str, *, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._total, self._what, self._done = total, what, 0
        self._bar = tqdm(total=total, desc=what, file=self._stream) if self._stream.isatty() else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def advance(self) -> None:
        """Say that one more is done; a log gets about ten lines."""
        self._done += 1
        if self._bar is not None:
            self._bar.update(1)
        elif self._done == self._total or self._done % max(1, self._total // 10) == 0:
            self._stream.write(f"{self._what}: {self._done} of {self._total}\n")
            self._stream.flush()
