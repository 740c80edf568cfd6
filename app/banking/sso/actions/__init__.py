"""Verbs about identity providers and the sign-ins they answer."""
