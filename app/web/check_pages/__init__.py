"""How invariants are shown: the operator's page and a bank's page have the same tables."""
