"""Measuring picks against true boxes, as in the paper, and results against each other. Loads no torch."""
