"""The legal monthly document of an account."""
