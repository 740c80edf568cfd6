"""Verbs of approvals and of the rules that ask for them."""
