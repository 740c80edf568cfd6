"""Customers, their applications and consents."""
