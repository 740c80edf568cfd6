"""Programs, their products, limits and fees."""
