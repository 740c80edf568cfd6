"""One verb: publish."""
