from pathlib import Path

from graphs.osm import rules
from graphs.osm.rules.reference import to_markdown
from graphs.osm.rules.tables import FILES, load_document, load_tables

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "tag-rules.md"


def test_the_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == to_markdown(), (
        "run: python -m graphs.osm.rules.reference docs/reference/tag-rules.md"
    )


def test_every_group_names_the_page_it_follows() -> None:
    missing = []
    for name in FILES:
        document = load_document(name)
        groups = {name: document} | {
            f"{name}.{key}": table for key, table in document.items() if isinstance(table, dict)
        }
        for key, table in groups.items():
            holder = all(isinstance(value, dict) for value in table.values())
            addresses = table.get("wiki", [])
            if not holder and not (addresses and all(address.startswith("https://") for address in addresses)):
                missing.append(key)
    assert missing == []


def test_rules_are_read_once() -> None:
    assert load_tables() is load_tables()


def test_what_is_published_is_there() -> None:
    assert rules.__all__ == sorted(rules.__all__)
    assert all(getattr(rules, name).__doc__ for name in rules.__all__)
