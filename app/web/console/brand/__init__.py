"""The brand studio: a draft, what it looks like, and its way to customers."""
