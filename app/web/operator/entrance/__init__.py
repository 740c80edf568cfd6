"""The way in: a link of the command line, good for one use."""
