"""Tests of the planner's kernels."""
