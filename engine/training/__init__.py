"""From micrographs with boxes to a trained model."""
