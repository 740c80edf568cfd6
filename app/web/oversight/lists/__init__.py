"""What the bank's officers keep of lists."""
