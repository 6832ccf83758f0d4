"""The check of the translations finds what is wrong with them."""

from pathlib import Path

from tests.translations import LANGUAGES, LOCALE, list_faults

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


def test_the_shipped_catalogues_are_whole() -> None:
    assert list_faults(LOCALE) == []
