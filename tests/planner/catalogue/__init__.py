"""Tests of the same folder of the packages."""
