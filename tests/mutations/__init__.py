"""Deliberate breakages of the program, and the test that notices each: run with ``python -m tests.mutations``."""
