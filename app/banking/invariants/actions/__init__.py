"""Verbs about invariants: write down how they stood."""
