from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.csv_import import read_csv_sites
from planner.catalogue.site import Access, AccessStatus, Protection, ProtectionKind, SiteKind, WorldHeritage
from planner.errors import InvalidRequestError
from planner.reasons import REASONS, get_reason_text
from planner.themes import Bonus, SiteRule, Theme, combine_themes, get_dwell_s, load_themes, score_site
from tests.planner.catalogue.places import make_site

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["art", "estates", "grands_sites", "memory", "mining", "nature", "sport", "terrils", "unesco"]
PROPERTY = WorldHeritage("1360", "property", "63", "63AG")


def _score(site: object, **weights: float) -> int:
    return score_site(site, combine_themes(weights.items()))[0]  # type: ignore[arg-type]


def test_the_themes_are_those_of_the_requests_in_three_languages() -> None:
    themes = load_themes()
    assert list(themes) == NAMES
    assert all(theme.title.fr and theme.title.nl and theme.title.en for theme in themes.values())
    assert all(theme.scores for theme in themes.values())


def test_a_theme_likes_its_own_sites() -> None:
    liked = {
        "terrils": make_site(kind=SiteKind.TERRIL),
        "estates": make_site(kind=SiteKind.ESTATE, form="Corons"),
        "nature": make_site(kind=SiteKind.NATURAL_AREA),
        "memory": make_site(kind=SiteKind.MEMORIAL),
        "art": make_site(kind=SiteKind.ARTWORK),
        "sport": make_site(kind=SiteKind.SPORT),
        "mining": make_site(kind=SiteKind.HEADFRAME),
        "unesco": make_site(world_heritage=PROPERTY),
        "grands_sites": make_site(tags=("grand-site",)),
    }
    assert sorted(liked) == NAMES
    assert all(_score(site, **{name: 1.0}) >= 40 for name, site in liked.items())
    assert _score(liked["art"], nature=1) == 0


def test_bonuses_multiply_and_every_one_says_why() -> None:
    plain = make_site(kind=SiteKind.ESTATE, form="Corons")
    listed = make_site(
        kind=SiteKind.ESTATE, form="Corons", world_heritage=PROPERTY, interest="Exceptionnelle",
        protections=(Protection(ProtectionKind.MONUMENT_HISTORIQUE),),
    )  # fmt: skip
    mix = combine_themes([("estates", 1.0)])
    score, reasons = score_site(listed, mix)
    assert score > score_site(plain, mix)[0]
    assert [reason.code for reason in reasons] == ["estate", "world_heritage", "exceptional", "monument_historique"]
    assert reasons[0].params == (("form", "corons"),)
    assert reasons[1].params == (("element", "63AG"),)


@pytest.mark.parametrize(
    ("site_id", "theme", "reasons"),
    [
        ("building-57", "mining", {"memorial"}),
        ("building-57", "memory", {"disaster"}),
        ("building-69", "mining", {"memorial"}),
        ("building-69", "memory", {"memorial"}),
        ("building-63s", "mining", {"memorial"}),
        ("building-63s", "memory", {"war_memorial"}),
        ("building-63l", "mining", {"mine_building"}),
        ("building-68", "mining", {"basin_building"}),
        ("building-101", "mining", {"headframe"}),
    ],
)
def test_the_reason_is_what_the_form_says(site_id: str, theme: str, reasons: set[str]) -> None:
    with as_file(files("data") / "demo" / "sites.csv") as path:
        site = next(site for site in read_csv_sites(path) if site.id == site_id)
    told = {reason.code for reason in score_site(site, combine_themes([(theme, 1.0)]))[1]}
    kinds = {
        "memorial",
        "war_memorial",
        "disaster",
        "mine_building",
        "basin_building",
        "headframe",
        "school_or_clinic",
        "mine_pit",
    }
    assert told & kinds == reasons


def test_only_schools_and_clinics_are_called_so() -> None:
    mix = combine_themes([("mining", 1.0)])
    told = {
        form: score_site(make_site(form=form, world_heritage=PROPERTY), mix)[1][0].code
        for form in ("Équipement scolaire", "Équipement SSM", "Édifice religieux", "Hôtel de ville")
    }
    assert list(told.values()) == ["school_or_clinic", "school_or_clinic", "church", "basin_building"]


@pytest.mark.parametrize("status", ["open", "unknown"])
def test_themes_agree_whether_a_terril_may_be_climbed(status: str) -> None:
    mix = combine_themes([(name, 1.0) for name in NAMES])
    told = [reason.code for reason in score_site(make_site(kind=SiteKind.TERRIL, status=status), mix)[1]]
    expected = "terril_climb" if status == "open" else "terril_view"
    assert [code for code in told if code in {"terril_climb", "terril_view"}] == [expected]


def test_the_status_of_the_day_counts() -> None:
    terril = make_site(kind=SiteKind.TERRIL, status="unknown")
    mix = combine_themes([("terrils", 1.0)])
    seen, climbed = score_site(terril, mix), score_site(terril, mix, access=Access(AccessStatus.OPEN))
    assert climbed[0] > seen[0]
    assert (seen[1][0].code, climbed[1][0].code) == ("terril_view", "terril_climb")


@given(st.dictionaries(st.sampled_from(NAMES), st.floats(0, 1), max_size=4), st.sampled_from(list(SiteKind)))
def test_scores_stay_between_0_and_100_and_grow_with_the_themes(weights: dict[str, float], kind: SiteKind) -> None:
    site = make_site(kind=kind, world_heritage=PROPERTY, tags=("grand-site", "mining"))
    score = _score(site, **weights)
    assert 0 <= score <= 100
    assert _score(site, **(weights | {"unesco": 1.0})) >= score


def test_other_weights_prefer_other_sites() -> None:
    lake, pit = make_site(kind=SiteKind.NATURAL_AREA), make_site(kind=SiteKind.HEADFRAME)
    assert _score(lake, nature=1, mining=0.2) > _score(pit, nature=1, mining=0.2)
    assert _score(lake, nature=0.2, mining=1) < _score(pit, nature=0.2, mining=1)


def test_without_themes_nothing_scores() -> None:
    assert score_site(make_site(kind=SiteKind.MUSEUM), combine_themes([])) == (0, ())


@pytest.mark.parametrize("weights", [[("cars", 1.0)], [("art", 1.5)], [("art", float("nan"))], [("art", -1.0)]])
def test_an_unknown_theme_or_weight_is_refused(weights: list[tuple[str, float]]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        combine_themes(weights)
    assert caught.value.details["field"] == "themes"


def test_streets_are_liked_by_the_weight_of_the_theme() -> None:
    mix = combine_themes([("nature", 0.5), ("unesco", 1.0)])
    assert [(taste.name, taste.weight) for taste in mix.tastes] == [("nature", 0.5)]


def test_one_stays_longer_inside_and_as_the_theme_wants() -> None:
    museum = make_site(kind=SiteKind.MUSEUM)
    plain, art = combine_themes([]), combine_themes([("art", 1.0)])
    assert get_dwell_s(museum, plain, entered=False) < get_dwell_s(museum, plain, entered=True)
    assert get_dwell_s(museum, art, entered=True) > get_dwell_s(museum, plain, entered=True)


@pytest.mark.parametrize("wrong", [
    {"site": [{"kinds": ["castle"], "score": 5, "reason": "museum"}]},
    {"site": [{"colour": ["red"], "score": 5, "reason": "museum"}]},
    {"site": [{"score": 5, "reason": "because"}]},
    {"site": [{"score": -5, "reason": "museum"}]},
    {"dwell_min": {"castle": 5}},
    {"streets": [{"when": {"colour": "red"}, "factor": 0.5}]},
])  # fmt: skip
def test_a_wrong_theme_file_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"castle|colour|because|negative"):
        Theme.from_mapping({"name": "x", "title": {}} | wrong)


def test_rules_and_reasons_are_checked() -> None:
    assert SiteRule().matches(make_site(), AccessStatus.OPEN)
    assert SiteRule.from_mapping({"forms": ["corons"]}).matches(make_site(form="Corons"), AccessStatus.OPEN)
    assert not SiteRule(min_height_m=50).matches(make_site(height_m=20.0), AccessStatus.OPEN)
    with pytest.raises(ValueError, match="no reason"):
        Bonus(SiteRule(), 1, "because")
    assert get_reason_text("museum") == REASONS["museum"]


def test_every_theme_finds_sites_in_the_facts(test_data: Path) -> None:
    sites = [site for site in read_csv_sites(test_data.parent / "facts" / "sites.csv") if site.is_target()]
    for name in NAMES:
        mix = combine_themes([(name, 1.0)])
        assert sum(score_site(site, mix)[0] > 0 for site in sites) >= 3, name
