"""The audit trail as a whole: sealed, verified, exported and searched."""
