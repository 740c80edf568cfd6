"""Orders to move money over a rail, out and in."""
