"""Customers' deposit accounts and their numbers."""
