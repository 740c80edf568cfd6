"""Documents: statements today."""
