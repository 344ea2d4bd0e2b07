"""Measures what the program claims: ``iceboxer benchmark`` repeats every figure of docs/benchmarks.md."""
