"""Repeat every published figure: ``python -m tests.benchmarks``, from a clone of the project (docs/benchmarks.md)."""
