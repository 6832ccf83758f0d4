"""Texts for visitors in their language. English sources are the keys of the catalogues `data/locale/*.po`."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from planner.reasons import get_reason_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog

    from planner.itinerary import Notice, Reason

__all__ = ["get_translations", "list_translations", "mark", "translate", "translate_reason"]


_DATES = frozenset({"asked", "planned"})
"""Parameters that are days, in ISO 8601."""


@cache
def get_translations(language: str) -> Translations:
    """Catalogue of a language, compiled in memory once.

    Raises
    ------
    FileNotFoundError
        There is no catalogue of that language.
    """
    compiled = BytesIO()
    write_mo(compiled, _read_catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


def list_translations(language: str) -> Iterator[tuple[str, str]]:
    """List every English source with its text in a language, for a page that translates by itself.

    Raises
    ------
    FileNotFoundError
        There is no catalogue of that language.
    """
    for message in _read_catalogue(language):
        if message.id:
            yield str(message.id), str(message.string)


def mark(source: str) -> str:
    """Mark a text in a table as one to translate; gives it back unchanged."""
    return source


def translate(language: str, source: str, **params: object) -> str:
    """Put an English source text into a language and fill in its named parameters."""
    return str(get_translations(language).gettext(source)).format(**params)


def _read_catalogue(language: str) -> Catalog:
    entry = resources.files("data") / "locale" / f"{language}.po"
    return read_po(BytesIO(entry.read_bytes()), locale=language)


def translate_reason(language: str, reason: Reason | Notice) -> str:
    """Text of a reason or notice.

    Raises
    ------
    KeyError
        The code is not known to `planner.reasons`.
    """
    params = {name: _localize(language, name, value) for name, value in reason.params}
    return translate(language, get_reason_text(reason.code), **params)


def _localize(language: str, name: str, value: str) -> str:
    if name == "km":
        return format_decimal(value, format="#,##0.#", locale=language)
    if name in _DATES:
        return format_date(date.fromisoformat(value), format="long", locale=language)
    return value
