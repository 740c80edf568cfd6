"""The partner's own people."""
