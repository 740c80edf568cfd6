"""The end of a business day."""
