"""The ledger of any partner of the bank, and the bank's own books; to read."""
