"""Verbs about views, exports and batches."""
