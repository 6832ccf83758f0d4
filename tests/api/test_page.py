"""The page, its frame and its files as they are served."""

import gzip
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from api import web_files
from api.settings import Partner, Settings
from api.web_files import load_web_files
from tests.api.conftest import Service
from tests.house.tree import ROOT, list_tracked_files

LARGEST_OWN_BYTES = 60_000
LONGEST_FILE = 400
OFFICE = Partner(origins=["https://www.office.test"], color="#8a3b12", title="Tourisme & Mine")
OTHER = Partner(origins=["https://other.test", "https://beta.other.test:8443"])


def _read_config(text: str) -> dict[str, Any]:
    found = re.search(r'<meta name="terrils" content="([^"]*)">', text)
    assert found is not None
    config: dict[str, Any] = json.loads(unescape(found[1]))
    return config


def test_the_page_is_html_in_the_language_of_the_browser(service: Service) -> None:
    response = service.get("/", headers={"Accept-Language": "nl-BE,fr;q=0.5"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="nl" class="page">' in response.text
    assert "wandeling of fietstocht" in response.text
    config = _read_config(response.text)
    assert config["notice"] == {"fr": "DÉMO - NE PAS SUIVRE", "nl": "DEMO - NIET VOLGEN", "en": "DEMO - DO NOT FOLLOW"}
    assert config["frame"] is None
    assert (config["hire"], config["meals"]) == (False, False)
    assert service.get(f"/{config['basemap']}", headers={"Range": "bytes=0-6"}).content == b"PMTiles"
    assert _read_config(service.get("/?lang=fr", headers={"Accept-Language": "nl"}).text)["language"] == "fr"


def test_the_page_may_load_from_its_own_host_alone(service: Service) -> None:
    response = service.get("/")
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert policy.endswith("frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert re.findall(r'(?:src|href)="(https?:)?//', response.text) == []
    assert not re.search(r"<script(?![^>]* src=)|<style|style=|\son\w+=", response.text)
    assert response.headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in response.headers


def test_files_under_the_version_are_kept_for_ever(service: Service) -> None:
    page = service.get("/").text
    addresses = re.findall(r'(?:src|href)="(web/[^"]+)"', page)
    assert len(addresses) > 20
    for address in addresses:
        response = service.get(f"/{address}")
        assert response.status_code == 200, address
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    lasting = service.get("/web/embed.js")
    assert lasting.headers["cache-control"] == "public, max-age=300"
    assert lasting.headers["content-type"].startswith("text/javascript")
    again = service.get("/web/embed.js", headers={"If-None-Match": lasting.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    page_again = service.get("/", headers={"If-None-Match": service.get("/").headers["etag"]})
    assert page_again.status_code == 304


@pytest.mark.parametrize("path", ["none.js", "page.html", "../settings.py", "%2e%2e/settings.py", "types.d.ts", ""])
def test_nothing_but_files_of_the_page_is_given(service: Service, path: str) -> None:
    response = service.get(f"/web/{path}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_text_of_the_scripts_is_there_in_every_language(service: Service, language: str) -> None:
    texts = service.get(f"/web/{load_web_files().version}/texts/{language}.json").json()
    assert (
        texts["Find circuits"] == {"fr": "Trouver des circuits", "nl": "Routes zoeken", "en": "Find circuits"}[language]
    )
    assert all(texts.values())


def test_scripts_are_sent_in_the_small_form_that_set_up_made() -> None:
    files = load_web_files()
    for path in files.list_modules():
        source = (ROOT / "api" / "web" / path).read_bytes()
        sent = files.find(path)
        assert sent is not None
        assert len(sent.body) < len(source), f"{path} was changed since: run make .venv/stamps/web"
        assert b"\n" not in sent.body.strip(), path
        assert b"/*" not in sent.body, path
    assert files.find("vendor/own/main.js") is None


def test_a_script_that_was_changed_since_set_up_is_sent_without_comments_and_with_all_its_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web_files, "_list_small", lambda _: {})
    files = load_web_files.__wrapped__()
    for path in files.list_modules():
        source = (ROOT / "api" / "web" / path).read_text(encoding="utf-8")
        sent = files.find(path)
        assert sent is not None
        lines, own = sent.body.decode().split("\n"), source.split("\n")
        assert len(lines) == len(own)
        dropped = [b for a, b in zip(lines, own, strict=True) if a != b]
        assert dropped
        assert all(re.match(r"\s*(//|/?\*)", line) for line in dropped), path
        assert not any(re.match(r"\s*(//|/\*\*?$)", line) for line in lines), path


def test_small_scripts_that_are_missing_are_done_without(tmp_path: Path) -> None:
    told = tmp_path / "sources.json"
    told.write_text(json.dumps({"main.js": "aa", "gone.js": "bb"}))
    (tmp_path / "main.js").write_text("1")
    entries = {f"vendor/own/{path.name}": path for path in tmp_path.iterdir()}
    assert web_files._list_small(entries) == {"aa": tmp_path / "main.js"}
    assert web_files._list_small({}) == {}


def test_our_own_code_is_small() -> None:
    files = load_web_files()
    own = [path for path in files.list_modules() if path != "embed.js"]
    own += [f"css/{path.name}" for path in (ROOT / "api" / "web" / "css").glob("*.css")]
    own.append("icon.svg")
    packed = {path: len(gzip.compress(file.body)) for path in own if (file := files.find(path))}
    assert len(packed) == len(own)
    assert sum(packed.values()) <= LARGEST_OWN_BYTES, packed


def test_scripts_stay_short_and_name_no_other_host() -> None:
    scripts = [
        path for path in list_tracked_files() if path.is_relative_to(ROOT / "api" / "web") and path.suffix != ".txt"
    ]
    assert len(scripts) > 30
    hosts = re.compile(r"https?://(?!www\.w3\.org/2000/svg|PLANNER)")
    for path in scripts:
        text = path.read_text()
        assert hosts.search(text) is None, path
        if path.suffix in {".js", ".css"}:
            assert len(text.splitlines()) <= LONGEST_FILE, path


def test_partners_alone_may_hold_the_frame(make_service: Callable[..., Service]) -> None:
    service = make_service(partners={"office": OFFICE, "other": OTHER})
    both = service.get("/embed")
    assert both.headers["content-security-policy"].endswith(
        "frame-ancestors https://www.office.test https://other.test https://beta.other.test:8443"
    )
    assert '<html lang="fr" class="frame">' in both.text
    assert _read_config(both.text)["frame"]["color"] is None
    assert _read_config(both.text)["frame"]["title"] is None
    assert _read_config(both.text)["time_zone"] == "Europe/Paris"
    one = service.get("/embed?partner=office&lang=en")
    assert one.headers["content-security-policy"].endswith("frame-ancestors https://www.office.test")
    assert _read_config(one.text)["frame"] == {
        "origins": ["https://www.office.test"],
        "color": "#8a3b12",
        "title": "Tourisme & Mine",
    }
    assert service.get("/embed?partner=nobody").status_code == 404
    assert service.get("/").headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_without_partners_nobody_may_hold_the_frame(service: Service) -> None:
    assert service.get("/embed").headers["content-security-policy"].endswith("frame-ancestors 'none'")


@pytest.mark.parametrize(
    "partner",
    [
        {"origins": []},
        {"origins": ["https://*.office.test"]},
        {"origins": ["https://office.test/path"]},
        {"origins": ["https://office.test; script-src *"]},
        {"origins": ["https://office.test"], "color": "red"},
        {"origins": ["https://office.test"], "colour": "#112233"},
    ],
)
def test_a_partner_is_checked(tmp_path: Path, partner: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(territory=tmp_path, partners={"office": partner})
