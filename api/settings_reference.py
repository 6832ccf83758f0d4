"""The page of the reference that lists every setting, made from the settings themselves."""

from __future__ import annotations

import sys
from typing import Any

from api.settings import PREFIX, Settings

__all__ = ["to_settings_page"]

_HEAD = """# Settings

The service reads its settings from the environment. `terrils serve` takes the first four as options too. This
page is made by `python -m api.settings_reference` from `api/settings.py`.

| variable | default | meaning |
| --- | --- | --- |
"""
_FOOT = """
Beside them, `TERRILS_CACHE_DIR` names the folder of the compiled kernels (unset: `terrils` in the user's cache folder).
"""


def to_settings_page() -> str:
    """Write the page as Markdown."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | {_to_default(field.default)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    ]
    return _HEAD + "".join(rows) + _FOOT


def _to_default(value: Any) -> str:  # noqa: ANN401
    if value is None or value == "":
        return "unset"
    return f"`{value}`".replace("'", '"')


if __name__ == "__main__":
    sys.stdout.write(to_settings_page())
