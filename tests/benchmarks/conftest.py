"""Territories that the planner's tests build, for the benchmark's own."""

from tests.planner.conftest import demo, town

__all__ = ["demo", "town"]
