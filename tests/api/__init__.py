"""Tests of the HTTP service and the command line."""
