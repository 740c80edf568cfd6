"""Names held against sanctions lists."""
