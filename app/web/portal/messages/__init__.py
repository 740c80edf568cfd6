"""A customer's conversations with the brand."""
