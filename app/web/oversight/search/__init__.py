"""Search in a bank's oversight."""
