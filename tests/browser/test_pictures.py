"""Every state stands in docs/ as it looks on a desk and on a phone."""

from tests.browser.pictures import FOLDER, LOOKS
from tests.browser.states import STATES
from tests.house.tree import ROOT

LARGEST_BYTES = 150_000


def test_every_state_has_its_pictures() -> None:
    page = (ROOT / "docs" / "explanation" / "page.md").read_text()
    wanted = {f"{state}-{width}.webp" for state in STATES for width, _, _ in LOOKS}
    assert {name for name in wanted if f"(../images/page/{name})" not in page} == set()
    assert {path.name for path in FOLDER.iterdir()} == wanted
    assert [path.name for path in FOLDER.iterdir() if path.stat().st_size > LARGEST_BYTES] == []
