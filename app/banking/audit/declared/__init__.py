"""The declarations themselves, by what they are about."""
