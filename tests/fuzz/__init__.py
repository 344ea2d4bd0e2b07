"""Damaged and hostile files for every reader: in short in the tests, at length with ``python -m tests.fuzz``."""
