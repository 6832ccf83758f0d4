from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.naming import NamedPlace, list_shown_names
from planner.catalogue.rules import is_generic_name


def _show(*places: tuple[str, str, str]) -> list[str]:
    return list_shown_names([NamedPlace(*place) for place in places], is_generic=is_generic_name)


def test_a_generic_name_carries_its_commune() -> None:
    assert _show(("Dispensaire", "Auby", "FR"), ("Grands bureaux", "Lens", "FR")) == [
        "Dispensaire (Auby)",
        "Grands bureaux (Lens)",
    ]


def test_a_name_of_its_own_stays() -> None:
    assert _show(("Louvre-Lens", "Lens", "FR")) == ["Louvre-Lens"]


def test_names_that_repeat_carry_their_commune() -> None:
    assert _show(("Cité de la Gare", "Avion", "FR"), ("cite de la gare", "Lens", "FR")) == [
        "Cité de la Gare (Avion)",
        "cite de la gare (Lens)",
    ]


def test_names_that_repeat_across_countries_carry_both() -> None:
    assert _show(("Gare", "Lens", "FR"), ("Gare", "Lens", "BE")) == ["Gare (Lens, FR)", "Gare (Lens, BE)"]


def test_a_commune_in_the_name_is_not_said_twice() -> None:
    assert _show(("Hôtel de ville de Lens", "Lens", "FR"), ("Hôtel de ville de Lens", "Lens", "FR")) == [
        "Hôtel de ville de Lens",
        "Hôtel de ville de Lens",
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(["Gare", "Parc", "Louvre"]), st.sampled_from(["Lens", "Mons", ""]), st.just("FR"))
    )
)
def test_every_place_keeps_its_name_in_front(places: list[tuple[str, str, str]]) -> None:
    shown = _show(*places)
    assert len(shown) == len(places)
    assert all(name.startswith(place[0]) for name, place in zip(shown, places, strict=True))


def test_years_do_not_tell_one_memorial_from_another() -> None:
    name = "Monument aux morts 1914-1918"
    assert _show((name, "Billy-Montigny", "FR")) == [f"{name} (Billy-Montigny)"]
    assert _show(("Terril 84", "Rieulay", "FR")) == ["Terril 84"]
