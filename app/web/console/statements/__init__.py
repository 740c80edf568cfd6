"""Statements as staff see them."""
