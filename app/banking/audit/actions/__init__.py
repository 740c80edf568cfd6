"""One verb: record."""
