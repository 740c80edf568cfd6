"""Propose, approve, reject, withdraw."""
