"""The worked example for mobility planners in docs/ says what comes out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli import main

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "mine-railway"
PAGE = ROOT / "docs" / "tutorial" / "mine-railway.md"


def test_the_page_shows_what_the_command_prints(demo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = ["--request", str(EXAMPLE / "request.json"), "--variants", str(EXAMPLE / "variants.json")]
    assert main(["compare", "--territory", str(demo_folder / "territory"), *files]) == 0
    printed = capsys.readouterr().out
    shown = re.findall(r"```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(shown) == 1
    assert printed.startswith(shown[0].rstrip("\n"))
