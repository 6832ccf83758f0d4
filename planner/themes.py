"""Themes: which sites score and why, how long one stays, and which streets are pleasant. All of it is data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from graphs.taste import Taste
from planner.catalogue.site import AccessStatus, ProtectionKind, SiteKind
from planner.errors import InvalidRequestError
from planner.itinerary import Reason
from planner.reasons import REASONS
from planner.texts import LocalText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.catalogue.site import Access, Site

__all__ = ["Bonus", "SiteRule", "Theme", "ThemeMix", "combine_themes", "get_dwell_s", "load_themes", "score_site"]

_FULL_SCORE = 100
_SCORES_KEPT = 1 << 16


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What a site must be: every list that is given must hold one of the site's values; an empty rule holds for all.

    `forms` are beginnings of `Site.form`, compared without regard to case.
    """

    kinds: tuple[SiteKind, ...] = ()
    tags: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    statuses: tuple[AccessStatus, ...] = ()
    protections: tuple[ProtectionKind, ...] = ()
    zones: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    min_height_m: float = 0.0

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> SiteRule:
        """Read the lists of a rule.

        Raises
        ------
        ValueError
            A list or one of its values is not known.
        """
        known = {"kinds", "tags", "forms", "statuses", "protections", "zones", "interests", "min_height_m"}
        unknown = sorted(values.keys() - known)
        if unknown:
            msg = f"a site rule has no {unknown[0]}; it may have {', '.join(sorted(known))}"
            raise ValueError(msg)
        return cls(
            kinds=tuple(SiteKind(value) for value in values.get("kinds", ())),
            tags=tuple(values.get("tags", ())),
            forms=tuple(form.casefold() for form in values.get("forms", ())),
            statuses=tuple(AccessStatus(value) for value in values.get("statuses", ())),
            protections=tuple(ProtectionKind(value) for value in values.get("protections", ())),
            zones=tuple(values.get("zones", ())),
            interests=tuple(values.get("interests", ())),
            min_height_m=float(values.get("min_height_m", 0.0)),
        )

    def matches(self, site: Site, status: AccessStatus) -> bool:
        """Say whether the rule holds for the site, with the access status of the day."""
        if self.kinds and site.kind not in self.kinds:
            return False
        if self.statuses and status not in self.statuses:
            return False
        return self._matches_heritage(site) and self._matches_texts(site)

    def _matches_heritage(self, site: Site) -> bool:
        if self.zones and (site.world_heritage is None or site.world_heritage.zone not in self.zones):
            return False
        return not self.protections or any(item.kind in self.protections for item in site.protections)

    def _matches_texts(self, site: Site) -> bool:
        if self.tags and not any(tag in site.tags for tag in self.tags):
            return False
        if self.forms and not site.form.casefold().startswith(self.forms):
            return False
        if self.interests and site.interest not in self.interests:
            return False
        return not self.min_height_m or (site.height_m or 0.0) >= self.min_height_m


@dataclass(frozen=True, slots=True)
class Bonus:
    """A rule that gives a base score (`value` 0 to 100) or multiplies it (a factor), with the reason to tell."""

    rule: SiteRule
    value: float
    reason: str

    def __post_init__(self) -> None:
        if self.value < 0:
            msg = f"score and factor must not be negative, got {self.value}"
            raise ValueError(msg)
        if self.reason not in REASONS:
            msg = f"{self.reason} is no reason of planner.reasons"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """One theme.

    Attributes
    ----------
    name
        Stable name used in requests.
    title
        Name to show.
    scores
        The best that holds gives the base score; a site that none holds for does not belong to the theme.
    bonuses
        All that hold multiply the base.
    dwell_min
        Minutes at a site by kind, where this theme stays longer than others.
    streets
        Which streets are pleasant, at full weight.
    """

    name: str
    title: LocalText
    scores: tuple[Bonus, ...]
    bonuses: tuple[Bonus, ...]
    dwell_min: tuple[tuple[SiteKind, int], ...]
    streets: Taste

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Theme:
        """Read a theme from the content of its file.

        Raises
        ------
        ValueError
            A rule, a reason or a kind is not known.
        """
        return cls(
            name=str(values["name"]),
            title=LocalText.from_mapping(values["title"]),
            scores=tuple(_read_bonus(item, "score") for item in values.get("site", ())),
            bonuses=tuple(_read_bonus(item, "factor") for item in values.get("bonus", ())),
            dwell_min=tuple((SiteKind(kind), int(minutes)) for kind, minutes in values.get("dwell_min", {}).items()),
            streets=Taste.from_mapping(str(values["name"]), values.get("streets", ())),
        )

    def score(self, site: Site, status: AccessStatus) -> tuple[float, tuple[Reason, ...]]:
        """Score a site from 0 to 100 with the access status of the day, and say why, in the order of the file."""
        base = max(
            (item for item in self.scores if item.rule.matches(site, status)), key=lambda item: item.value, default=None
        )
        if base is None or base.value <= 0:
            return 0.0, ()
        score, reasons = base.value, [_fill_reason(base.reason, site)]
        for bonus in self.bonuses:
            if bonus.rule.matches(site, status):
                score *= bonus.value
                reasons.append(_fill_reason(bonus.reason, site))
        return min(float(_FULL_SCORE), score), tuple(reasons)


@dataclass(frozen=True, slots=True)
class ThemeMix:
    """Themes of one request with their weights in (0, 1], in alphabetical order; empty for a merely scenic circuit."""

    parts: tuple[tuple[Theme, float], ...] = ()

    @property
    def tastes(self) -> tuple[Taste, ...]:
        """Likings for streets, each with the weight of its theme; themes that like all streets alike are left out."""
        return tuple(theme.streets.with_weight(weight) for theme, weight in self.parts if theme.streets.rules)


def _read_bonus(values: Mapping[str, Any], value_name: str) -> Bonus:
    rule = SiteRule.from_mapping({key: value for key, value in values.items() if key not in {value_name, "reason"}})
    return Bonus(rule, float(values[value_name]), str(values["reason"]))


def _fill_reason(code: str, site: Site) -> Reason:
    element = site.world_heritage.element or site.world_heritage.component if site.world_heritage else ""
    values = {"form": site.form.lower(), "view_on": ", ".join(site.view_on), "element": element, "site": site.name}
    if code == "world_heritage" and not element:
        code = "world_heritage_listed"
    text = REASONS[code]
    return Reason(code, tuple((key, value) for key, value in sorted(values.items()) if f"{{{key}}}" in text))


@cache
def load_themes() -> Mapping[str, Theme]:
    """Themes of `data/themes`, by name in alphabetical order.

    Raises
    ------
    ValueError
        A file of the distribution breaks the rules of themes.
    """
    folder = resources.files("data") / "themes"
    themes = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            theme = Theme.from_mapping(tomllib.loads(entry.read_text(encoding="utf-8")))
            themes[theme.name] = theme
    return themes


def combine_themes(weights: Iterable[tuple[str, float]]) -> ThemeMix:
    """Mix themes by name and weight; weights of 0 drop out.

    Raises
    ------
    InvalidRequestError
        There is no such theme, or a weight lies outside 0 to 1.
    """
    themes = load_themes()
    parts = []
    for name, weight in sorted(weights):
        theme = themes.get(name)
        if theme is None:
            msg = f"there is no theme {name}; there are {', '.join(themes)}"
            raise InvalidRequestError(msg, field="themes", theme=name)
        if not 0 <= weight <= 1:
            msg = f"the weight of theme {name} must lie between 0 and 1"
            raise InvalidRequestError(msg, field="themes", theme=name)
        if weight > 0:
            parts.append((theme, weight))
    return ThemeMix(tuple(parts))


def score_site(site: Site, mix: ThemeMix, *, access: Access | None = None) -> tuple[int, tuple[Reason, ...]]:
    """Score a site from 0 to 100 for a mix of themes, and say why, the theme that counts most first.

    Themes add up like chances: a site that is good for two themes scores more than for either, and never above 100.
    """
    status = (access or site.access).status
    missed = 1.0
    told: list[tuple[float, tuple[Reason, ...]]] = []
    for theme, weight in mix.parts:
        score, reasons = _score_once(theme, site, status)
        missed *= 1 - weight * score / _FULL_SCORE
        told.append((weight * score, reasons))
    ordered = (reason for share, reasons in sorted(told, key=lambda item: -item[0]) if share for reason in reasons)
    return round(_FULL_SCORE * (1 - missed)), tuple(dict.fromkeys(ordered))


@lru_cache(maxsize=_SCORES_KEPT)
def _score_once(theme: Theme, site: Site, status: AccessStatus) -> tuple[float, tuple[Reason, ...]]:
    """Score of a theme, kept: it depends on nothing that a request may change."""
    return theme.score(site, status)


@cache
def _load_dwell() -> Mapping[str, Mapping[str, int]]:
    text = (resources.files("data") / "visits.toml").read_text(encoding="utf-8")
    tables: Mapping[str, Mapping[str, int]] = tomllib.loads(text)
    return tables


def get_dwell_s(site: Site, mix: ThemeMix, *, entered: bool) -> int:
    """Seconds that a visitor stays: longer inside than before the fence, and as the theme that likes it most wants."""
    table = _load_dwell()["inside" if entered else "outside"]
    minutes = table.get(site.kind.value, table["other"])
    if entered:
        minutes = max([minutes, *(own for theme, _ in mix.parts for kind, own in theme.dwell_min if kind is site.kind)])
    return 60 * minutes
