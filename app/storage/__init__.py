"""The only layer that knows engines, sessions and scope."""
