"""The partner's own ledger, read and kept in order."""
