"""What the bank's officers ask each other for."""
