"""Programs and products of a brand, for its staff."""
