"""What must hold of the books, as far as it concerns the bank's partners."""
