"""The oversight: one folder an area."""
