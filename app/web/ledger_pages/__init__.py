"""The ledger's pages, the same for a partner's staff and for its bank; each surface opens them."""
