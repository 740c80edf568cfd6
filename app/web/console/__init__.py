"""The console: one folder an area."""
