"""Statements as their owner sees them."""
