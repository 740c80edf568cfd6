"""One verb: screen."""
