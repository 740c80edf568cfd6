"""The partners' brands as their bank sees them: what waits, every version, yes or no."""
