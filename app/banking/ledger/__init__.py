"""Double entry: alone in touching ledger rows, and only through the ledger's functions."""
