"""The ledger's verbs; each is one call of one SQL function."""
