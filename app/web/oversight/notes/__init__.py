"""Notes of the bank's officers: the bank's own, and no partner's to see."""
