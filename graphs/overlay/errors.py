"""Errors of variants."""

from __future__ import annotations

from graphs.errors import GraphsError

__all__ = ["UnjoinedError", "VariantError"]


class VariantError(GraphsError):
    """A change cannot be laid over the network; `details["label"]` names it where there are several."""

    code = "invalid_request"


class UnjoinedError(VariantError):
    """A street joins no other."""
