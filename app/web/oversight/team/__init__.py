"""The bank's own people."""
