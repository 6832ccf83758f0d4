import pytest
import shapely

from planner.catalogue.site import Access, AccessStatus, SiteKind
from planner.texts import LocalText
from tests.planner.catalogue.places import make_site


@pytest.mark.parametrize(("status", "is_target"), [
    ("open", True), ("outside", True), ("unknown", True), ("closed", False), ("project", False),
])  # fmt: skip
def test_closed_sites_and_projects_are_never_a_target(status: str, is_target: bool) -> None:  # noqa: FBT001
    assert make_site(status=status).is_target() is is_target


def test_the_status_of_the_day_decides() -> None:
    assert not make_site(status="open").is_target(Access(AccessStatus.CLOSED))
    assert make_site(status="closed").is_target(Access(AccessStatus.OPEN))


@pytest.mark.parametrize(("accuracy_m", "is_target"), [(20, True), (99, True), (100, False), (900, False)])
def test_a_badly_placed_site_is_shown_but_never_visited(accuracy_m: int, is_target: bool) -> None:  # noqa: FBT001
    assert make_site(accuracy_m=accuracy_m).is_target() is is_target


def test_a_private_home_is_no_destination() -> None:
    assert not make_site(private_home=True).is_target()


def test_a_levelled_terril_is_no_destination_unless_somebody_opened_it() -> None:
    assert not make_site(kind=SiteKind.TERRIL, form="Arasé parc", status="unknown").is_target()
    assert make_site(kind=SiteKind.TERRIL, form="Arasé parc", status="open").is_target()
    assert make_site(kind=SiteKind.TERRIL, form="Conique", status="unknown").is_target()


def test_a_view_area_needs_a_view() -> None:
    assert make_site(kind=SiteKind.VIEW_AREA, view_on=("T084",), status="unknown").is_target()
    assert not make_site(kind=SiteKind.VIEW_AREA, status="unknown").is_target()


def test_a_site_without_id_or_name_cannot_be() -> None:
    with pytest.raises(ValueError, match="id and a name"):
        make_site(name="")


def test_only_polygons_are_areas() -> None:
    assert make_site(geometry=shapely.box(2.8, 50.4, 2.9, 50.5)).is_area
    assert not make_site(geometry=shapely.LineString([(2.8, 50.4), (2.9, 50.5)])).is_area


def test_a_text_falls_back_to_another_language() -> None:
    text = LocalText(fr="Fermé", nl="Gesloten")
    assert [text.find_text(language) for language in ("fr", "nl", "en")] == ["Fermé", "Gesloten", "Fermé"]
    assert not LocalText()
