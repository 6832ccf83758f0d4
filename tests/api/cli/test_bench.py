"""The command that measures the selection solver."""

import json
from pathlib import Path

import pytest

from api.cli import main

INSTANCE = """1 1 2 0
0 0
0 0.0 0.0 0.0 0.0 0 0 0 0 50
1 3.0 4.0 2.0 10.0 1 1 1 0 30
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r101.txt").write_text(INSTANCE)
    return tmp_path


def test_toptw_writes_solutions(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    out = folder / "out.jsonl"
    options = ["--instances", str(folder), "--m", "1,2", "--seconds", "0.5", "--seeds", "3", "--out", str(out)]
    assert main(["bench", "toptw", *options]) == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(line["instance"], line["m"], line["seed"], line["score"]) for line in lines] == [
        ("r101", 1, 3, 10),
        ("r101", 2, 3, 10),
    ]
    captured = capsys.readouterr()
    assert captured.out == f"2 runs are written to {out}\n"
    assert "r101 m=2 seed=3: 10" in captured.err


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--m", "1,x"], "--m"),
        (["--m", "0"], "numbers of routes"),
        (["--seconds", "0"], "--seconds"),
        (["--instances", "/nowhere"], "holds no instance"),
    ],
)
def test_toptw_refuses_bad_input(
    capsys: pytest.CaptureFixture[str], folder: Path, change: list[str], words: str
) -> None:
    options = ["--instances", str(folder), "--out", str(folder / "out.jsonl"), *change]
    assert main(["bench", "toptw", *options]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1
