"""Texts come in the language asked for, with their parameters."""

import pytest

from planner.itinerary import Notice, Reason
from planner.messages import get_translations, mark, translate, translate_reason


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Turn left onto Rue {x}"), ("fr", "Tournez à gauche\u00a0: Rue {x}"), ("nl", "Sla linksaf naar Rue {x}")],
)
def test_parameters_are_filled_in_and_never_read_as_a_pattern(language: str, text: str) -> None:
    assert translate(language, "Turn left onto {name}", name="Rue {x}") == text


def test_catalogues_are_read_once() -> None:
    assert get_translations("fr") is get_translations("fr")


def test_a_language_without_a_catalogue_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        get_translations("xx")


@pytest.mark.parametrize(("language", "length"), [("en", "3.9 km"), ("fr", "3,9\u00a0km"), ("nl", "3,9\u00a0km")])
def test_lengths_have_the_decimal_sign_of_the_language(language: str, length: str) -> None:
    assert translate_reason(language, Notice("other_length", (("km", "3.9"),))).endswith(length)


def test_reasons_and_notices_have_texts() -> None:
    reason = Reason("view_area", (("view_on", "T084"),))
    assert translate_reason("nl", reason) == "Open uitzicht op T084"
    assert translate_reason("en", Notice("dated_rules_not_checked")).startswith("Without a departure")
    with pytest.raises(KeyError):
        translate_reason("en", Notice("no_such_code"))


def test_marking_changes_nothing() -> None:
    assert mark("Park") == "Park"
