"""A real server in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["run_server"]


@contextmanager
def run_server(territory: Path | str, folder: Path, *, workers: int = 1, **settings: str) -> Iterator[str]:
    """Serve a territory while the block runs and give the address; the log must hold no traceback."""
    command = [sys.executable, "-m", "api.cli", "serve", "--territory", str(territory), "--port", "0"]
    environment = {**os.environ, "TERRILS_STORE_PATH": str(folder / "store.sqlite"), "TERRILS_DEADLINE_S": "20"}
    environment |= {f"TERRILS_{name.upper()}": value for name, value in settings.items()}
    log = folder / "log.txt"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)], cwd=ROOT, env=environment, stderr=stream, stdout=stream
        )
    try:
        yield _wait_for_address(log, workers)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert "Traceback" not in log.read_text(), log.read_text()


def _wait_for_address(log: Path, workers: int) -> str:
    for _ in range(900):
        text = log.read_text()
        found = re.search(r"http://127\.0\.0\.1:\d+", text)
        if found and text.count("Application startup complete") == workers:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text())
