"""A text that is kept in several languages, as offices and territories write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LANGUAGES", "LocalText"]

LANGUAGES = ("fr", "nl", "en")


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text in up to three languages; empty where nobody wrote it."""

    fr: str = ""
    nl: str = ""
    en: str = ""

    @classmethod
    def from_mapping(cls, values: Mapping[str, object], *, prefix: str = "") -> LocalText:
        """Read `fr`, `nl` and `en`, each with the prefix, from a table of strings."""
        return cls(*(str(values.get(f"{prefix}{language}") or "").strip() for language in LANGUAGES))

    def __bool__(self) -> bool:
        return bool(self.fr or self.nl or self.en)

    def find_text(self, language: str) -> str:
        """Text in the language, else in English, French or Dutch, whichever is there; empty where there is none."""
        own = getattr(self, language) if language in LANGUAGES else ""
        return own or self.en or self.fr or self.nl

    def varies(self) -> bool:
        """Say whether one language reads another text than another."""
        return len({self.find_text(language) for language in LANGUAGES}) > 1

    def to_mapping(self) -> dict[str, str]:
        """Languages that have a text."""
        return {language: getattr(self, language) for language in LANGUAGES if getattr(self, language)}
