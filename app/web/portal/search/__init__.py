"""Search in a customer's portal."""
