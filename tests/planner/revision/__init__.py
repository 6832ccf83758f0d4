"""Tests of the kinds of plans."""
