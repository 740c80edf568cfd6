"""Search in a partner's console."""
