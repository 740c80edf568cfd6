"""Work that waits, and work that was given up."""
