"""Errors of variants."""

from __future__ import annotations

from graphs.errors import GraphsError

__all__ = ["VariantError"]


class VariantError(GraphsError):
    """A change cannot be laid over the network; `details["label"]` names it where there are several."""

    code = "invalid_request"
