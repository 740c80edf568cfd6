"""Notes of the brand's staff, and what each of them looks after."""
