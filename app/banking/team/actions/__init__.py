"""Verbs about the people of a team, and about whoever helps them."""
