"""Measurements on a GPU: ``python -m tests.benchmarks.gpu``."""
