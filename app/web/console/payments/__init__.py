"""Payments of a brand, for its staff."""
