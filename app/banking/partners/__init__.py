"""Bringing banks and partners to life, and changing them."""
