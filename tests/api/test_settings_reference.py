"""The page of settings is the one that the settings make."""

from api.settings import Settings
from api.settings_reference import to_settings_page
from tests.house.tree import ROOT


def test_the_page_of_settings_is_fresh() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert page == to_settings_page(), "run python -m api.settings_reference > docs/reference/settings.md"


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())
