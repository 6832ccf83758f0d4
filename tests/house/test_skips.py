"""A skip is a failure where skips are forbidden; the network ends at the loopback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.conftest import FORBID_SKIPS_VARIABLE, TEST_DATA_VARIABLE
from tests.house.tree import ROOT

SKIPPING = """
import pytest

def test_with_files(test_data):
    assert test_data

@pytest.mark.xfail(raises=ZeroDivisionError)
def test_expected_to_fail():
    raise ZeroDivisionError
"""
SKIPPED_MODULE = 'import pytest\npytest.skip("not today", allow_module_level=True)\n'


def _run(folder: Path, source: str, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_drawn.py").write_text(source)
    unset = {TEST_DATA_VARIABLE, FORBID_SKIPS_VARIABLE}
    environment = {name: value for name, value in os.environ.items() if name not in unset and "PYTEST" not in name}
    environment |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **variables}
    options = ["-q", "-rsf", "-p", "no:cacheprovider", "-p", "tests.conftest", "--rootdir", str(folder)]
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_missing_folder_of_files_skips_by_name(tmp_path: Path) -> None:
    done = _run(tmp_path, SKIPPING)
    assert done.returncode == 0, done.stdout
    assert TEST_DATA_VARIABLE in done.stdout


def test_a_skip_fails_where_skips_are_forbidden(tmp_path: Path) -> None:
    done = _run(tmp_path, SKIPPING, **{FORBID_SKIPS_VARIABLE: "1"})
    assert done.returncode == 1
    assert "1 xfailed, 1 error" in done.stdout
    assert TEST_DATA_VARIABLE in done.stdout


def test_a_skipped_module_fails_where_skips_are_forbidden(tmp_path: Path) -> None:
    assert _run(tmp_path, SKIPPED_MODULE).returncode != 1
    done = _run(tmp_path, SKIPPED_MODULE, **{FORBID_SKIPS_VARIABLE: "1"})
    assert done.returncode not in {0, 5}
    assert "not today" in done.stdout


def test_a_folder_of_files_that_is_not_there_fails(tmp_path: Path) -> None:
    done = _run(tmp_path, SKIPPING, **{TEST_DATA_VARIABLE: str(tmp_path / "nowhere")})
    assert done.returncode == 1
    assert "must name a folder" in done.stdout


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_sockets_reach_the_loopback_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect(("192.0.2.1", 80))
