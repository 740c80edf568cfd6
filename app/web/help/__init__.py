"""Help in place: what a page is about, what it does to the ledger, the rule behind it."""
