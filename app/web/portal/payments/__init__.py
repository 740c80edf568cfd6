"""A customer's payments."""
