"""Received files in oversight."""
