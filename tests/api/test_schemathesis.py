"""A thousand drawn requests find no server error."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.serving import run_server

_LEAST_CASES = 1000


@pytest.mark.full
@pytest.mark.timeout(1500)
def test_no_drawn_request_is_answered_by_a_server_error(drawn_territory_784: Path, tmp_path: Path) -> None:
    with run_server(drawn_territory_784, tmp_path) as address:
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"]
        amount = ["--phases", "examples,fuzzing", "--max-examples", "80", "--seed", "1"]
        done = subprocess.run(
            [*command, "--checks", "not_a_server_error", *amount],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    counted = re.search(r"(\d+) generated", done.stdout)
    assert counted is not None, done.stdout[-2000:]
    assert int(counted[1]) >= _LEAST_CASES
