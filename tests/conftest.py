"""Fixtures and rules that every test shares."""

import fcntl
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TEST_DATA_VARIABLE = "TERRILS_TEST_DATA"
FORBID_SKIPS_VARIABLE = "TERRILS_FORBID_SKIPS"

# A shared machine is slow at times, and that is no finding.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("local"), derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Folder of real extracts, timetables and elevation tiles, named by TERRILS_TEST_DATA."""
    value = os.environ.get(TEST_DATA_VARIABLE)
    if not value:
        pytest.skip(f"{TEST_DATA_VARIABLE} names no folder of real files")
    folder = Path(value)
    if not folder.is_dir():
        pytest.fail(f"{TEST_DATA_VARIABLE} must name a folder, found nothing at {folder}")
    return folder


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the demo territory with its extract beside it; built once for all workers of a run, never changed."""
    from api.cli.demo import build_demo

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    out = shared / "demo-of-all"
    with (shared / "demo-of-all.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "territory" / "manifest.json").is_file():
            build_demo(out)
    return out


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one where skips are forbidden."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped module into a failed one where skips are forbidden."""
    report = yield
    if report.skipped:
        _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not os.environ.get(FORBID_SKIPS_VARIABLE):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid}: skips are forbidden by {FORBID_SKIPS_VARIABLE}. {reason}"
