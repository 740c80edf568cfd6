"""The monthly statement of an account, as PDF and as CSV, from the same content."""
