"""How partners are kept apart, as a bank's officers see it."""
