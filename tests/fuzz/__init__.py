"""Damaged and hostile files for every reader: short runs in the tests, long ones with ``python -m tests.fuzz``."""
