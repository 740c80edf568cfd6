"""Corrections of the books by two people: one proposes, another approves, the ledger posts."""
