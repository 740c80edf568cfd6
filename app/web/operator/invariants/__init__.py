"""The ten invariants of the whole installation."""
