"""Who did what, at the bank and at each of its partners."""
