"""The embedded core: what the business is. It has never heard of a browser or a queue."""
