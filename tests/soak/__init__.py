"""Long runs, started by hand; pytest does not collect them."""
