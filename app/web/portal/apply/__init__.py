"""Applying for an account, by anyone."""
