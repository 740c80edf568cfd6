"""What things belong with: a customer with accounts and payments, a file with what it posted."""
