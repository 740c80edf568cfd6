"""What a bank sees of its partners."""
