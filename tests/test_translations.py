"""The check of the translations finds what is wrong with them."""

from pathlib import Path

import pytest

from tests.translations import LANGUAGES, list_faults, list_texts, list_unmatched, main

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def _write(folder: Path, **texts: str) -> Path:
    for language in LANGUAGES:
        (folder / f"{language}.po").write_text(HEADER + texts.get(language, 'msgid "Turn {way}"\nmsgstr "{way}!"\n'))
    return folder


def test_whole_catalogues_have_no_fault(tmp_path: Path) -> None:
    assert list_faults(_write(tmp_path)) == []


def test_a_missing_catalogue_is_a_fault(tmp_path: Path) -> None:
    (_write(tmp_path) / "nl.po").unlink()
    assert list_faults(tmp_path) == ["nl.po: there is no catalogue"]


def test_a_missing_text_is_a_fault(tmp_path: Path) -> None:
    assert list_faults(_write(tmp_path, fr="")) == ["fr.po: 'Turn {way}' is missing"]


def test_an_empty_text_is_a_fault(tmp_path: Path) -> None:
    faults = list_faults(_write(tmp_path, nl='msgid "Turn {way}"\nmsgstr ""\n'))
    assert faults == ["nl.po: 'Turn {way}' is not translated"]


def test_a_fuzzy_text_is_a_fault(tmp_path: Path) -> None:
    faults = list_faults(_write(tmp_path, nl='#, fuzzy\nmsgid "Turn {way}"\nmsgstr "{way}"\n'))
    assert faults == ["nl.po: 'Turn {way}' is marked fuzzy"]


def test_a_lost_placeholder_is_a_fault(tmp_path: Path) -> None:
    faults = list_faults(_write(tmp_path, fr='msgid "Turn {way}"\nmsgstr "Tournez {voie}"\n'))
    assert faults == ["fr.po: 'Turn {way}' has the placeholders ['{voie}'], expected ['{way}']"]


def test_texts_are_found_where_they_are_used() -> None:
    source = 'TITLE = mark("Circuit")\nline = translate(language, "Turn {way}", way=way)\ntranslate(language, text)\n'
    assert list_texts(source) == {"Circuit", "Turn {way}"}


def test_an_unknown_and_an_unused_text_are_faults(tmp_path: Path) -> None:
    assert list_unmatched(_write(tmp_path), {"Turn {way}"}) == []
    assert list_unmatched(tmp_path, {"Stop"}) == [
        "'Stop' is used and in no catalogue",
        "'Turn {way}' is in the catalogues and used nowhere",
    ]


def test_the_shipped_catalogues_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    status = main()
    assert (status, capsys.readouterr().out) == (0, "Translations are whole.\n")
