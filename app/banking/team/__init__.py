"""The people of a console or of oversight: how they come, what changes for them, how they leave."""
