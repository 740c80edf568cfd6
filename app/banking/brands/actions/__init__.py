"""Verbs about a brand's versions."""
