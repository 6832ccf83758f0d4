"""Are the texts for users whole in every language? Run as `python -m tests.translations`."""

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from planner.reasons import REASONS

LANGUAGES = ("en", "fr", "nl")
ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "data" / "locale"
TEXT_ARGUMENT = {"mark": 0, "translate": 1}
SCRIPT_TEXT = re.compile(r"""(?<![.\w])(?:t|mark)\(\s*"((?:[^"\\]|\\.)*)\"""")
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\([^)]*\)[a-z]|%[sd]")


def list_faults(folder: Path) -> list[str]:
    """List what is missing or doubtful in the catalogues of a folder, one line per fault."""
    missing = [
        f"{language}.po: there is no catalogue" for language in LANGUAGES if not (folder / f"{language}.po").is_file()
    ]
    if missing:
        return missing
    catalogues = {language: _read(folder / f"{language}.po", language) for language in LANGUAGES}
    known = sorted({_to_forms(message.id) for catalogue in catalogues.values() for message in catalogue if message.id})
    return [
        f"{language}.po: {fault}"
        for language, catalogue in catalogues.items()
        for forms in known
        for fault in _check(catalogue.get(forms[0]), forms)
    ]


def list_unmatched(folder: Path, used: set[str]) -> list[str]:
    """List the texts used in the code that no catalogue knows, and those of the catalogues that no code uses."""
    path = folder / f"{LANGUAGES[0]}.po"
    known = (
        {_to_forms(message.id)[0] for message in _read(path, LANGUAGES[0]) if message.id} if path.is_file() else set()
    )
    missing = [f"{text!r} is used and in no catalogue" for text in sorted(used - known)]
    return missing + [f"{text!r} is in the catalogues and used nowhere" for text in sorted(known - used)]


def list_texts(source: str) -> set[str]:
    """Find the texts that a module passes to `mark` and `translate`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXT_ARGUMENT:
            arguments = node.args[TEXT_ARGUMENT[node.func.id] :]
            if arguments and isinstance(arguments[0], ast.Constant) and isinstance(arguments[0].value, str):
                found.add(arguments[0].value)
    return found


def list_script_texts(source: str) -> set[str]:
    """Find the texts that a script of the page passes to `t` and `mark`."""
    return {json.loads(f'"{found}"') for found in SCRIPT_TEXT.findall(source)}


def _list_used() -> set[str]:
    modules = [path for package in ("planner", "api") for path in sorted((ROOT / package).rglob("*.py"))]
    scripts = [path for path in sorted((ROOT / "api" / "web").rglob("*.js")) if "vendor" not in path.parts]
    texts = [list_texts(path.read_text()) for path in modules]
    return set(REASONS.values()).union(*texts, *(list_script_texts(path.read_text()) for path in scripts))


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def _to_forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the singular and the plural forms, one form where there is no plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def _check(message: Message | None, forms: tuple[str, ...]) -> Iterator[str]:
    if message is None:
        yield f"{forms[0]!r} is missing"
        return
    if message.fuzzy:
        yield f"{forms[0]!r} is marked fuzzy"
    translated = _to_forms(message.string)
    if not translated or not all(translated):
        yield f"{forms[0]!r} is not translated"
        return
    wanted, found = set(PLACEHOLDER.findall(forms[-1])), set(PLACEHOLDER.findall(translated[-1]))
    if wanted and found != wanted:
        yield f"{forms[0]!r} has the placeholders {sorted(found)}, expected {sorted(wanted)}"


def main() -> int:
    """Print every fault; return the exit status."""
    faults = list_faults(LOCALE) + list_unmatched(LOCALE, _list_used())
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "Translations are whole.\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
