"""Choosing the language of the portal."""
