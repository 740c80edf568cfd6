"""Who did what, kept for examiners."""
