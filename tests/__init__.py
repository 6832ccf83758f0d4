"""The tests, in folders named after the packages they test."""
