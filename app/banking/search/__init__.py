"""Search: what somebody typed, read in every way it can be meant, and what is found by it."""
