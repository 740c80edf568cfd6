"""Sending money from the portal."""
