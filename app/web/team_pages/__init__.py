"""Pages about the people of a console or of oversight: the same on both surfaces."""
