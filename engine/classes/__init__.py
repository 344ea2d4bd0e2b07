"""Two-dimensional class averages of picks, made without a reference."""
