"""Evaluation: picks against true boxes, as in the paper, results against each other, and checks by eye. No torch."""
