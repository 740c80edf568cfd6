"""Nacha (ACH) files: read anything, write only what is right; nothing here posts money."""
