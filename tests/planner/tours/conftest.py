"""A drawn town with lodgings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.planner.catalogue.places import make_row
from tests.planner.town import build_town, crossing, list_site_rows, offset

if TYPE_CHECKING:
    from planner.territory import Territory

LODGINGS = ((3, 20), (5, 5), (12, 22), (13, 3), (19, 12), (22, 21), (22, 3), (8, 14))
"""Row and column of each."""


@pytest.fixture(scope="session")
def inns(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Drawn town with eight lodgings of its catalogue."""
    return build_town(tmp_path_factory.mktemp("inns"), sites=[*list_site_rows(), *list_inns()])


def list_inns() -> list[dict[str, object]]:
    """Rows of the lodgings."""
    return [
        make_row(offset(crossing(row, column), north_m=15), id=f"inn-{row}-{column}", name=f"Auberge {row}-{column}",
                 kind="accommodation")
        for row, column in LODGINGS
    ]  # fmt: skip
