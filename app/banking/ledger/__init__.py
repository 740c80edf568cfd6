"""Double entry: the only place that touches ledger rows, and only through the ledger's functions."""
