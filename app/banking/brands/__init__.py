"""How a partner's brand changes: drafts, review by the bank, publication, the way back."""
