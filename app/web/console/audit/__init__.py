"""Who did what, for those who answer for it."""
