"""Applications, and the decisions people make about them."""
