"""The page in a frame: on the site of a partner, not on that of a stranger, untouched by the styles around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import PARTNER_COLOR, PARTNER_TITLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Page

    from tests.browser.conftest import HostSite
    from tests.browser.visitor import Visitor

HOSTILE = """
* { all: unset !important; display: block !important; font: 60px serif !important; color: yellow !important; }
iframe { width: 900px !important; border: 0 !important; }
button, input, table, canvas { display: none !important; }
"""
HOST = """<!doctype html><html lang="en"><title>Host</title><style>{style}</style>
<iframe title="Planner" src="{server}/embed?partner=office&{query}" allow="geolocation"></iframe>
<script>
window.heard = [];
addEventListener("message", (event) => heard.push({{ origin: event.origin, ...event.data }}));
</script>
<script type="module" src="{server}/web/embed.js"></script>"""
STYLES = """() => ["h1", ".notice", "form", "form button.main", ".chip span", "#start"].map((selector) => {
  const style = getComputedStyle(document.querySelector(selector));
  return [selector, style.font, style.color, style.display, style.width, style.height, style.backgroundColor];
})"""
QUERY = "theme=mining&lang=nl&bbox=2.75,50.40,2.90,50.46"


def _hold(visitor: Visitor, site: HostSite, query: str, style: str = "iframe { width: 900px; border: 0 }") -> Page:
    site.page = HOST.format(style=style, server=visitor.server, query=query)
    visitor.page.goto(site.origin)
    return visitor.page


def _enter(page: Page) -> Frame:
    frame = page.frames[-1]
    frame.wait_for_selector("form")
    return frame


def _list_heard(page: Page, kind: str) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = page.evaluate("heard")
    return [message for message in heard if message["type"] == kind]


@pytest.fixture
def guest(visit: Callable[..., Visitor]) -> Visitor:
    """Give a visitor who may also look at the sites of others."""
    visitor = visit()
    visitor.allow_hosts()
    return visitor


def test_the_frame_works_on_the_site_of_a_partner(visit: Callable[..., Visitor], partner_site: HostSite) -> None:
    guest = visit(draws=True)
    guest.allow_hosts()
    page = _hold(guest, partner_site, QUERY)
    frame = _enter(page)
    assert frame.get_attribute("html", "lang") == "nl"
    assert frame.is_checked("input[value=mining]")
    assert frame.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--brand-on-light')") == (
        PARTNER_COLOR
    )
    assert frame.inner_text(".brand strong") == PARTNER_TITLE
    frame.fill("#start", "50.43, 2.83")
    frame.wait_for_selector("#start-list [role=option]")
    frame.press("#start", "Enter")
    frame.click("form button[type=submit]")
    frame.wait_for_selector(".compare")
    frame.click(".pick >> nth=1")
    for _ in range(100):
        if len(_list_heard(page, "circuit-selected")) > 1:
            break
        page.wait_for_timeout(50)
    assert [message["version"] for message in _list_heard(page, "ready")] != []
    first, second = _list_heard(page, "circuit-selected")
    assert (first["rank"], second["rank"]) == (1, 2)
    assert second["id"].endswith("-2")
    assert second["length_m"] > 25_000
    assert {message["origin"] for message in page.evaluate("heard")} == {guest.server}
    guest.await_true(
        "Math.abs(heard.filter((m) => m.type === 'resize').at(-1).height"
        " - document.querySelector('iframe').getBoundingClientRect().height) < 1"
    )
    guest.await_true("document.documentElement.scrollHeight - window.innerHeight <= 1", frame)
    assert frame.locator(".notice").count() == 1


def test_the_notice_follows_the_visitor_through_the_frame(guest: Visitor, partner_site: HostSite) -> None:
    page = _hold(guest, partner_site, QUERY)
    _enter(page)
    guest.await_true("document.querySelector('iframe').getBoundingClientRect().height > 1200")
    for top in (600, 0):
        page.evaluate(f"window.scrollTo(0, {top})")
        for _ in range(40):
            box = page.frames[-1].locator(".notice").bounding_box()
            if box is not None and 0 <= box["y"] < 200:
                break
            page.wait_for_timeout(50)
        else:
            raise AssertionError(box)


def test_styles_around_the_frame_change_nothing_in_it(guest: Visitor, partner_site: HostSite) -> None:
    looks = []
    for style in ("iframe { width: 900px; border: 0 }", HOSTILE):
        frame = _enter(_hold(guest, partner_site, QUERY, style))
        looks.append(frame.evaluate(STYLES))
    assert looks[0] == looks[1]


def test_the_frame_begins_at_the_stop_and_with_the_site_asked_for(guest: Visitor, partner_site: HostSite) -> None:
    page = _hold(guest, partner_site, "lang=en&color=ffee00&stop=StopArea:OCE87345025&site=building-64")
    frame = _enter(page)
    frame.wait_for_selector(".asked:has-text('Grands bureaux')")
    assert frame.input_value("#start") == "Lens (FR)"
    color = frame.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--brand-on-light')")
    assert color not in {"#ffee00", PARTNER_COLOR}, "yellow on white cannot be read: it must be darkened"


def test_the_title_of_an_office_stands_whole_on_a_phone(guest: Visitor, partner_site: HostSite) -> None:
    frame = _enter(_hold(guest, partner_site, "lang=fr", "iframe { width: 360px; border: 0 }"))
    title = frame.locator(".brand strong")
    assert title.evaluate("e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]") == [0, 0]
    edge, beside = (locator.bounding_box() for locator in (title, frame.locator(".languages")))
    assert edge is not None
    assert beside is not None
    assert edge["x"] + edge["width"] <= beside["x"]


def test_a_theme_that_the_frame_asks_for_in_vain_can_be_taken_away(guest: Visitor, partner_site: HostSite) -> None:
    frame = _enter(_hold(guest, partner_site, "lang=en&theme=mining, foo,nature:0.5&stop=StopArea:OCE87345025"))
    frame.click("form button[type=submit]")
    frame.wait_for_selector(".refused:has-text('themes.foo')")
    assert frame.is_checked("input[value=nature]")
    frame.uncheck("input[value=foo]")
    frame.click("form button[type=submit]")
    frame.wait_for_selector(".compare")


@pytest.mark.parametrize("address", ["/embed", "/embed?partner=office", "/"])
def test_nobody_else_may_hold_the_frame(guest: Visitor, stranger_site: HostSite, address: str) -> None:
    stranger_site.page = f'<!doctype html><title>Stranger</title><iframe src="{guest.server}{address}"></iframe>'
    guest.page.goto(stranger_site.origin)
    guest.page.wait_for_timeout(300)
    frame = guest.page.frames[-1]
    assert frame.locator("form").count() == 0
    assert frame.url.startswith("chrome-error:")
    guest.forgive("frame-ancestors")


def test_the_frame_hears_its_host_alone(guest: Visitor, partner_site: HostSite) -> None:
    page = _hold(guest, partner_site, QUERY)
    frame = _enter(page)
    page.evaluate("heard.length = 0")
    frame.evaluate("window.postMessage({ source: 'terrils', type: 'hello' }, '*')")
    page.wait_for_timeout(200)
    assert _list_heard(page, "ready") == []
    page.evaluate("document.querySelector('iframe').contentWindow.postMessage({source: 'terrils', type: 'hello'}, '*')")
    guest.await_true("heard.some((message) => message.type === 'ready')")
