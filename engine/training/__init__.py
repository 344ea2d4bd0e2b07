"""Training: micrographs with labels, or simulated scenes, become a model."""
