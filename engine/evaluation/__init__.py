"""How good picks are, measured against true boxes as the paper does. No torch."""
