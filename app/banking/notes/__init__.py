"""What staff write about things among themselves, and who of them looks after a thing."""
