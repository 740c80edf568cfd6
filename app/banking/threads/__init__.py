"""Conversations between a customer and those who answer for the brand, beside the facts."""
