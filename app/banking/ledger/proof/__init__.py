"""What makes a ledger provable to a stranger: lines, trees, blocks, keys; pure, no database."""
