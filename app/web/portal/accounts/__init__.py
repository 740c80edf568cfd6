"""A customer's own accounts."""
