"""The bank's cash, our ledger and what customers are owed, held against each other."""
