"""JSON files that people write: a key that stands twice is a slip, of which nobody knows which value was meant."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["parse_json"]


def parse_json(content: str | bytes) -> Any:  # noqa: ANN401 - JSON
    """Read JSON, bytes with or without BOM.

    Raises
    ------
    ValueError
        It is no JSON, or an object has a key twice; the message names it.
    """
    return json.loads(content, object_pairs_hook=_to_object)


def _to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"the key {json.dumps(twice, ensure_ascii=False)} stands twice in one object: leave one of them out"
        raise ValueError(msg)
    return found
