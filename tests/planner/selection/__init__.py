"""Tests of the selection solver."""
