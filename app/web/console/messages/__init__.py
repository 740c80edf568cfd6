"""What customers write to the brand, and the answers."""
